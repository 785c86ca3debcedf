import {
  ApiError,
  KubernetesClient,
  namespaced,
  KubernetesObject,
} from '../client';
import { RoomContext, Running } from '../contracts';
import { Caches } from './engine/Caches';
import { EngineReports } from './engine/EngineReports';
import { Performer } from './engine/Performer';
import { TableRunner } from './engine/TableRunner';
import { CONTROLLER_MANAGER_TABLES, OPERATOR_TABLES } from './tables';

interface Lease extends KubernetesObject {
  spec?: { holderIdentity?: string; renewTime?: string };
}

const LEASES = namespaced<Lease>('coordination.k8s.io/v1', 'Lease');
/** A lease that was not renewed for this long has no holder any more. */
const LEASE_MS = 60_000;

/** Which of the scripted controllers are started. */
export interface ControllersOptions {
  /** `elsewhere` leaves out storage and snapshots: a real driver with its sidecars plays them. Default `scripted`. */
  storage?: 'scripted' | 'elsewhere';
}

/**
 * Starts all scripted controllers of one cluster: storage, pods, Strimzi, ECK,
 * Spark and, where no kube-controller-manager holds its lease, its controllers
 * for StatefulSets and Deployments. Resolves when they have seen the cluster once.
 */
export async function startControllers(
  context: RoomContext,
  { storage = 'scripted' }: ControllersOptions = {},
): Promise<Running> {
  const { cluster, clock, log } = context;
  const client = new KubernetesClient(cluster);
  const say = (line: string) => log(`controllers: ${line}`);
  const stopping = new AbortController();
  const reports = new EngineReports(context.volumesDir, clock);
  const caches = new Caches(client, clock, say, reports, context.orders);
  const performer = new Performer(client, caches, context);
  const tables = [
    ...OPERATOR_TABLES.filter(
      ({ controller }) =>
        storage === 'scripted' ||
        (controller !== 'storage' && controller !== 'snapshots'),
    ),
    ...((await hasControllerManager(client, clock.now()))
      ? []
      : CONTROLLER_MANAGER_TABLES),
  ];
  const runners = tables.map(
    table =>
      new TableRunner({
        table,
        caches,
        performer,
        clock,
        seed: context.seed ?? 1,
        log: say,
        signal: stopping.signal,
      }),
  );
  for (const { subject, watches } of tables) {
    [subject, ...watches].forEach(resource => caches.use(resource));
  }
  const { ended } = await caches.start(stopping.signal);
  caches.onChange(object => runners.forEach(runner => runner.changed(object)));
  runners.forEach(runner => runner.start());
  const lookAtAll = () => runners.forEach(runner => runner.start());
  const stopListening = context.orders?.onChange(lookAtAll);
  const following = reports.follow(stopping.signal, lookAtAll);
  return {
    stop: async () => {
      stopListening?.();
      stopping.abort();
      await Promise.all([
        ...runners.map(runner => runner.idle()),
        ended,
        following,
      ]);
      await client.close();
    },
  };
}

/** Whether a kube-controller-manager is at work, by its lease. */
async function hasControllerManager(
  client: KubernetesClient,
  now: Date,
): Promise<boolean> {
  try {
    const lease = await client.get(
      LEASES,
      'kube-system',
      'kube-controller-manager',
    );
    const renewed = Date.parse(lease?.spec?.renewTime ?? '');
    return now.getTime() - renewed < LEASE_MS;
  } catch (error) {
    if (error instanceof ApiError && [403, 501].includes(error.code)) {
      return false;
    }
    throw error;
  }
}
