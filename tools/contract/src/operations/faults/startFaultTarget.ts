import { type ControlPlane, findCrds, startControlPlane, startScriptedControllers } from 'control-plane';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { type StandingOrders, StandingOrders as Orders, startSandbox } from 'sandbox';
import type { TargetName } from '../../target';

const CLUSTER = 'prod-north';
const SPEED = 50;
const ORDER_TIMEOUT_MS = 60_000;

/** What a storage driver may be asked for when it goes wrong. */
export type DriverWork = 'expand' | 'groupSnapshot' | 'provision';
/** How it goes wrong. */
export type DriverTrouble = 'fail' | 'hang' | 'infeasible';
/** Who may fall silent: what grows volumes, what cuts them, the operator of Kafka. */
export type Silenceable = 'storage' | 'snapshots' | 'strimzi';

/** A cluster in which things go wrong on order; each order gives back how to heal it. */
export interface FaultTarget {
  server: string;
  ca: string;
  /** PEM of the key of its certificate. */
  key: string;
  admin: string;
  penstock: string;
  folder: string;
  driver(work: DriverWork, how: DriverTrouble): Promise<() => Promise<void>>;
  silence(controller: Silenceable): Promise<() => Promise<void>>;
  /** Old resource versions are forgotten; watches end with 410. */
  expireWatches(): Promise<void>;
  /** Faults of the whole API server, of the sandbox only. */
  order?(fault: string, parameters?: Record<string, string | number>): Promise<() => Promise<void>>;
  /** What the controllers said last. */
  lastWords(): string;
  stop(): Promise<void>;
}

const CALLS = { expand: 'ControllerExpandVolume', groupSnapshot: 'CreateVolumeGroupSnapshot', provision: 'CreateVolume' } as const;
const PROGRAMS = { storage: 'csi-resizer', snapshots: 'snapshot-controller' } as const;

/** Starts the sandbox's API server, or a real one with CSI sidecars, each with scripted operators. @throws Error when the real one is not built */
export function startFaultTarget(name: TargetName): Promise<FaultTarget> {
  return name === 'real' ? startReal() : startSimulated();
}

function silenced(orders: StandingOrders, controller: Silenceable): () => Promise<void> {
  const standing = orders.add({ kind: 'silent', controller });
  return async () => standing.lift();
}

async function startReal(): Promise<FaultTarget> {
  const controlPlane: ControlPlane = await startControlPlane({ name: 'faults', crds: findCrds() ?? [], storage: 'volumes-only' });
  const { server, ca, tokens, storage, folder } = controlPlane;
  if (!storage) throw new Error('The rig was started without its storage.');
  const orders = new Orders();
  const log: string[] = [];
  const controllers = await startScriptedControllers(controlPlane, { speed: SPEED, log: line => log.push(line), orders });
  return {
    ...{ server, ca, folder, admin: tokens.admin, penstock: tokens.penstock },
    key: await readFile(path.join(folder, 'certificates', 'apiserver.key'), 'utf8'),
    async driver(work, kind) {
      await storage.faults.order({ operation: CALLS[work], kind });
      return () => storage.faults.heal(CALLS[work]);
    },
    async silence(controller) {
      if (controller === 'strimzi') return silenced(orders, controller);
      await storage.silence(PROGRAMS[controller]);
      return async () => storage.wake(PROGRAMS[controller]);
    },
    expireWatches: () => controlPlane.forgetHistory(),
    lastWords: () => log.slice(-15).join('\n'),
    async stop() {
      await controllers.stop();
      await controlPlane.stop();
    },
  };
}

async function startSimulated(): Promise<FaultTarget> {
  const sandbox = await startSandbox();
  const { server, ca, token: admin } = sandbox.access(CLUSTER, 'admin');
  const orders = new Orders();
  const log: string[] = [];
  const controllers = await startScriptedControllers({ name: CLUSTER, server, ca, folder: sandbox.stateDir, tokens: { admin } }, { speed: SPEED, log: line => log.push(line), orders });
  const control = async (method: string, route: string, body?: object) => {
    const reply = await fetch(`${sandbox.control}${route}`, { method, ...(body && { body: JSON.stringify(body) }), signal: AbortSignal.timeout(ORDER_TIMEOUT_MS) });
    if (!reply.ok) throw new Error(`The sandbox refused ${method} ${route}: ${await reply.text()}`);
  };
  const order = async (fault: string, parameters: Record<string, string | number> = {}) => {
    await control('POST', '/faults', { cluster: CLUSTER, fault, ...parameters });
    return () => control('DELETE', '/faults');
  };
  return {
    ...{ server, ca, admin, penstock: sandbox.access(CLUSTER, 'penstock').token, folder: sandbox.stateDir, order },
    key: keyOf(JSON.parse(await readFile(path.join(sandbox.stateDir, 'credentials.json'), 'utf8'))),
    async driver(operation, mode) {
      const standing = orders.add({ kind: 'driver', operation, mode });
      return async () => standing.lift();
    },
    silence: async controller => silenced(orders, controller),
    expireWatches: () => control('POST', '/faults', { cluster: CLUSTER, fault: 'expire-watches' }),
    lastWords: () => log.slice(-15).join('\n'),
    async stop() {
      await controllers.stop();
      await sandbox.stop();
    },
  };
}

function keyOf(credentials: unknown): string {
  const key: unknown = typeof credentials === 'object' && credentials !== null ? Reflect.get(credentials, 'key') : undefined;
  if (typeof key === 'string') return key;
  throw new Error('The sandbox keeps no key of its certificate.');
}
