import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RoomContext, Running } from '../contracts';
import { startWorkload, type RunningWorkload } from '../workload';
import type { Ledger } from '../workload/ledger/Ledger';
import { metricsHandlers, type ClusterMetrics } from './handlers';
import { createMetrics } from './index';

/** Workload and metrics of all clusters of one sandbox. */
export interface MetricsRoom {
  /** Starts both for one cluster; when it resolves, queries have their answers. Stopping ends both. */
  start(context: RoomContext): Promise<Running>;
  /** The account of a namespace from the files of its volumes; undefined for a cluster that does not run. */
  ledger(
    cluster: string,
    namespace: string,
    element: string | undefined,
  ): Promise<Ledger> | undefined;
  /** See {@link metricsHandlers}; false for a path that is none of these. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<boolean>;
}

/**
 * The room that moves records and tells about them.
 *
 * @param now - time of a query that names none
 */
export function createMetricsRoom(now: () => Date): MetricsRoom {
  const running = new Map<string, ClusterMetrics>();
  const workloads = new Map<string, RunningWorkload>();
  return {
    start: async context => {
      const workload = startWorkload(context);
      const metrics = createMetrics({
        snapshot: () => workload.snapshot(),
        clock: context.clock,
        log: context.log,
      });
      await workload.ready();
      await metrics.start();
      running.set(context.cluster.name, metrics);
      workloads.set(context.cluster.name, workload);
      return {
        stop: async () => {
          if (running.get(context.cluster.name) === metrics)
            running.delete(context.cluster.name);
          if (workloads.get(context.cluster.name) === workload)
            workloads.delete(context.cluster.name);
          await metrics.stop();
          await workload.stop();
        },
      };
    },
    ledger: (cluster, namespace, element) =>
      workloads.get(cluster)?.ledger(namespace, element),
    handle: metricsHandlers(name => running.get(name), now),
  };
}
