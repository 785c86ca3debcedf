import { existsSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Remedy } from './say.mjs';

export const HELP = `npm start                       the demo, with two simulated clusters
npm start -- --kubeconfig FILE  the same product on your own clusters
    --context NAME              only this context of the file (repeatable)
    --prometheus URL            where your metrics are; without it they read "not measured"
npm start -- --no-app            without the app, for "yarn workspace app start" with hot reload beside it
npm start -- --reset            forget what the demo has stored
npm start -- --speed N          how many times faster than in reality simulated operators work (default 3)
`;

/**
 * Reads the command line of `npm start`.
 *
 * @throws {Remedy} for what it does not know and for files that are not there
 */
export function parseOptions(args) {
  let values;
  try {
    ({ values } = parseArgs({
      args,
      options: {
        kubeconfig: { type: 'string' },
        context: { type: 'string', multiple: true },
        prometheus: { type: 'string' },
        'no-app': { type: 'boolean', default: false },
        reset: { type: 'boolean', default: false },
        speed: { type: 'string', default: '3' },
        help: { type: 'boolean', default: false },
      },
    }));
  } catch (error) {
    throw new Remedy(`${error.message}\n\n${HELP}`);
  }
  const speed = Number(values.speed);
  if (!(speed > 0 && speed <= 1000)) {
    throw new Remedy(`--speed takes a number from above 0 to 1000, not "${values.speed}".`);
  }
  if (values.kubeconfig === undefined && (values.context || values.prometheus)) {
    throw new Remedy('--context and --prometheus go with --kubeconfig FILE: name the file too.');
  }
  // npm runs scripts in the root; INIT_CWD is where the user was.
  const kubeconfig = values.kubeconfig && path.resolve(process.env.INIT_CWD ?? '.', values.kubeconfig);
  if (kubeconfig !== undefined && !existsSync(kubeconfig)) {
    throw new Remedy(`${kubeconfig} is not there: give the path of a kubeconfig file.`);
  }
  return {
    help: values.help,
    reset: values.reset,
    app: !values['no-app'],
    speed,
    own: values.kubeconfig === undefined
      ? undefined
      : { kubeconfig, contexts: values.context, prometheus: values.prometheus },
  };
}
