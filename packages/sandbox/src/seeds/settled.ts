import { KubernetesObject } from '../client';
import { MemoryWorld } from '../controllers/engine/MemoryWorld';
import { settle } from '../controllers/engine/settle';
import {
  CONTROLLER_MANAGER_TABLES,
  OPERATOR_TABLES,
} from '../controllers/tables';
import { clusterObjects } from './cluster';
import { PIPELINES } from './pipelines';
import { snapshotClasses } from './snapshotClasses';

/** Scripted time that the controllers get to bring the seeds to rest; longer delays are timeouts that must not strike. */
const SETTLE_MS = 110_000;

/**
 * All objects of a cluster as the controllers leave them: the seeds, played
 * through the controllers' own tables in memory, ending at `now`.
 */
export function settledObjects(cluster: string, now: Date): KubernetesObject[] {
  const start = new Date(now.getTime() - SETTLE_MS);
  const world = new MemoryWorld([
    ...clusterObjects(cluster, start),
    ...snapshotClasses(cluster),
    ...(PIPELINES[cluster] ?? []).flatMap(objects => objects()),
  ]);
  settle(
    world,
    [...OPERATOR_TABLES, ...CONTROLLER_MANAGER_TABLES],
    start,
    SETTLE_MS,
  );
  return world.all();
}
