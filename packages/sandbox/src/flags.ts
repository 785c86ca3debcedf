import { CLUSTERS } from './RunningSandbox';
import { DEMO_PORTS, SandboxOptions } from './sandbox';

/** The arguments cannot be understood; the message says which and what is allowed. */
export class FlagError extends Error {}

const USAGE =
  'Known are --state DIR, --speed N, --seed N, --control-port N, --prod-north-port N, --prod-south-port N, --bare (no seed, controllers or workload).';

/**
 * Reads the command line; the environment (`SANDBOX_STATE`, `SANDBOX_SPEED`, `SANDBOX_SEED`,
 * `SANDBOX_CONTROL_PORT`, `SANDBOX_PROD_NORTH_PORT`, `SANDBOX_PROD_SOUTH_PORT`)
 * fills in what flags leave out.
 *
 * @throws FlagError for an unknown flag or a value that is no number.
 */
export function readFlags(
  args: readonly string[],
  env: Record<string, string | undefined>,
): SandboxOptions & { stateDir: string } {
  const values = new Map<string, string>();
  let bare = false;
  const names = ['state', 'speed', 'seed', 'control-port'];
  names.push(...CLUSTERS.map(name => `${name}-port`));
  for (let index = 0; index < args.length; index += 1) {
    const [flag = '', inline] = (args[index] ?? '').split(/=(.*)/s);
    const name = flag.replace(/^--/, '');
    if (flag === '--bare') {
      bare = true;
      continue;
    }
    if (!flag.startsWith('--') || !names.includes(name)) {
      throw new FlagError(`The flag ${flag} is not known. ${USAGE}`);
    }
    const value = inline ?? args[(index += 1)];
    if (value === undefined) {
      throw new FlagError(`The flag ${flag} needs a value. ${USAGE}`);
    }
    values.set(name, value);
  }
  const text = (name: string) =>
    values.get(name) ?? env[`SANDBOX_${name.replace(/-/g, '_').toUpperCase()}`];
  const number = (
    name: string,
    fallback: number,
    least: number,
    most = 65_535,
  ) => {
    const given = text(name);
    const value = given === undefined ? fallback : Number(given);
    if (!Number.isFinite(value) || value < least || value > most) {
      throw new FlagError(
        `--${name} must be a number from ${least} to ${most}, not "${given}".`,
      );
    }
    return value;
  };
  const port = (name: string, fallback: number) =>
    Math.floor(number(`${name}-port`, fallback, 0));
  return {
    stateDir: text('state') ?? '.sandbox',
    speed: number('speed', 1, 0.001),
    seed: Math.floor(number('seed', 1, 0, 2 ** 31)),
    demo: !bare,
    ports: {
      control: port('control', DEMO_PORTS.control),
      'prod-north': port('prod-north', DEMO_PORTS['prod-north']),
      'prod-south': port('prod-south', DEMO_PORTS['prod-south']),
    },
  };
}
