import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RoomContext, Running } from '../contracts';
import { startWorkload } from '../workload';
import { metricsHandlers, type ClusterMetrics } from './handlers';
import { createMetrics } from './index';

/** Workload and metrics of all clusters of one sandbox. */
export interface MetricsRoom {
  /** Starts both for one cluster; when it resolves, queries have their answers. Stopping ends both. */
  start(context: RoomContext): Promise<Running>;
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
      return {
        stop: async () => {
          if (running.get(context.cluster.name) === metrics)
            running.delete(context.cluster.name);
          await metrics.stop();
          await workload.stop();
        },
      };
    },
    handle: metricsHandlers(name => running.get(name), now),
  };
}
