#!/usr/bin/env node
import { buildApp } from './appBundle.mjs';
import { startDemo } from './demo.mjs';
import { environment, provideNode } from './node.mjs';
import { HELP, parseOptions } from './options.mjs';
import { installPackages } from './packages.mjs';
import { checkSpace } from './prerequisites.mjs';
import { door, step } from './say.mjs';

function welcome({ url, backendUrl, kubeconfig, token, own, app }) {
  const clusters = own
    ? `your clusters in ${kubeconfig}`
    : `simulated clusters, no Docker needed; kubectl --kubeconfig ${kubeconfig} works too`;
  return `
  Open      ${app ? url : `${url}, once "yarn workspace app start" runs beside this`}
  Clusters  ${clusters}
  Users     owner (signed in at once) and viewer (menu at the bottom left)
  API       curl -H "Authorization: Bearer ${token}" ${backendUrl}/api/data-pipelines/pipelines
  Stop      Ctrl-C
`;
}

await door(async () => {
  const options = parseOptions(process.argv.slice(2));
  if (options.help) {
    process.stdout.write(HELP);
    return;
  }
  let demo;
  const stopped = new Promise(resolve => {
    let asked = false;
    const stop = () => {
      if (asked) return;
      asked = true;
      resolve(undefined);
      // Before the demo is up there is nothing to wait for; its children follow.
      if (!demo) process.exit(130);
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, stop);
  });
  checkSpace();
  step('Looking for Node 22 or 24');
  const env = environment(await provideNode());
  await installPackages(env);
  if (options.app) await buildApp(env);
  demo = await startDemo({ env, ...options });
  step('Ready');
  process.stdout.write(welcome({ ...demo, own: options.own, app: options.app }));
  try {
    await Promise.race([stopped, demo.lost]);
  } finally {
    step('Stopping');
    await demo.stop();
  }
});
