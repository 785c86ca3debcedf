import { mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Cluster } from './Cluster';
import { createClock } from './clock';
import { DEFAULT_PORTS } from './contracts';
import { ClusterName, CLUSTERS, RunningSandbox, Sandbox } from './RunningSandbox';
import { createRooms } from './rooms';
import { loadCredentials } from './state/credentials';

export type { ClusterName, Sandbox } from './RunningSandbox';

/** How to start a sandbox; everything has a default. */
export interface SandboxOptions {
  /** Folder for state, certificates, tokens and kubeconfig; a temporary one, removed at stop, if absent. */
  stateDir?: string;
  /** Ports on 127.0.0.1; 0 takes a free one. Default: all free ones. */
  ports?: Partial<Record<'control' | ClusterName, number>>;
  /** How many times faster scripted delays pass. Default 1. */
  speed?: number;
  /** Draws all jitter and choices: the same seed replays a run. Default 1. */
  seed?: number;
  /** Whether controllers, workload and seed run. Default false: bare API servers. */
  demo?: boolean;
  /** One line per event. Default: nowhere. */
  log?(line: string): void;
}

/** The ports a started demo uses unless told otherwise. */
export const DEMO_PORTS: Record<'control' | ClusterName, number> = {
  ...DEFAULT_PORTS,
};

/**
 * Starts the sandbox: two API servers over TLS, the control port, and in demo
 * mode the seed, the scripted controllers and the workload.
 *
 * @throws the system error (`EADDRINUSE`) when a port is taken; nothing is left running then.
 */
export async function startSandbox(
  options: SandboxOptions = {},
): Promise<Sandbox> {
  const temporary = options.stateDir === undefined;
  const stateDir =
    options.stateDir ?? (await mkdtemp(join(tmpdir(), 'penstock-sandbox-')));
  await mkdir(stateDir, { recursive: true, mode: 0o700 });
  const log = options.log ?? (() => undefined);
  const clock = createClock(options.speed ?? 1);
  const credentials = await loadCredentials(stateDir, CLUSTERS, clock.now());
  const clusters = CLUSTERS.map(
    name =>
      new Cluster({
        name,
        port: options.ports?.[name] ?? 0,
        folder: stateDir,
        credentials,
        clock,
        log: line => log(`${name}: ${line}`),
      }),
  );
  const running = new RunningSandbox({
    clusters,
    clock,
    stateDir,
    temporary,
    seed: options.seed ?? 1,
    rooms: options.demo === true ? createRooms(clock) : undefined,
    log,
  });
  try {
    await running.start(options.ports?.control ?? 0);
  } catch (error) {
    await running.stop();
    throw error;
  }
  return running;
}
