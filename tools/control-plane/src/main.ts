import { createWriteStream } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { buildBinaries, buildStorageBinaries, findBinaries } from './binaries';
import { startControlPlane } from './controlPlane';
import { fetchCrds } from './crds';
import {
  type ScriptedControllers,
  startScriptedControllers,
} from './scriptedControllers';

const USAGE = `Usage: control-plane COMMAND

  build    build the API server, controller-manager and etcd into the cache
  crds     fetch the operators' custom resource definitions into the cache
  start    both of these where needed, then start a control plane with the
           definitions installed and print its kubeconfig; Ctrl-C ends it

  start --with-controllers [--speed N]
           also play operators, scheduler, kubelet and storage driver, so that
           what is created becomes ready; N times faster than in reality`;

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function build(): Promise<void> {
  const binaries = {
    ...(await buildBinaries(say)),
    ...(await buildStorageBinaries(say)),
  };
  for (const [name, file] of Object.entries(binaries)) say(`${name}: ${file}`);
}

async function crds(): Promise<void> {
  const found = await fetchCrds(say);
  say(`${found.length} custom resource definitions are in the cache.`);
}

function readStartOptions() {
  const { values } = parseArgs({
    args: process.argv.slice(3),
    options: {
      'with-controllers': { type: 'boolean', default: false },
      speed: { type: 'string', default: '1' },
    },
  });
  const speed = Number(values.speed);
  if (!(speed > 0)) {
    throw new Error(
      `--speed must be a number above zero, not "${values.speed}".`,
    );
  }
  return { withControllers: values['with-controllers'], speed };
}

async function start(): Promise<void> {
  const { withControllers, speed } = readStartOptions();
  const binaries = findBinaries() ?? (await buildBinaries(say));
  const definitions = await fetchCrds(say);
  say(`Starting a control plane with ${definitions.length} definitions`);
  const controlPlane = await startControlPlane({ binaries, crds: definitions });
  let controllers: ScriptedControllers | undefined;
  const stop = async () => {
    say('Stopping');
    await controllers?.stop();
    await controlPlane.stop();
    process.exit(0);
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  if (withControllers) {
    say('Starting the scripted controllers');
    const log = createWriteStream(
      path.join(controlPlane.folder, 'scripted-controllers.log'),
    );
    controllers = await startScriptedControllers(controlPlane, {
      speed,
      log: line => log.write(`${line}\n`),
    });
  }
  say(`Ready at ${controlPlane.server}; logs are in ${controlPlane.folder}`);
  say(`Kubeconfig: ${controlPlane.kubeconfigPath}`);
  say(
    `Run the product on it: npm start -- --kubeconfig ${controlPlane.kubeconfigPath} --context penstock`,
  );
  say('Ctrl-C ends it.');
}

const COMMANDS: Record<string, () => Promise<void>> = { build, crds, start };

async function main(): Promise<void> {
  const command = COMMANDS[process.argv[2] ?? ''];
  if (!command) {
    say(USAGE);
    process.exitCode = 2;
    return;
  }
  await command();
}

main().catch(error => {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
});
