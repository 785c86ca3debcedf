import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock, RoomContext, Running } from './contracts';
import { startControllers } from './controllers';
import { createMetricsRoom } from './metrics/room';
import { seed } from './seeds';
import type { Ledger } from './workload/ledger/Ledger';

/** Answers `/clusters/<name>/metrics` and `/clusters/<name>/prometheus/...`; says false, with nothing written, for another path. */
export type MetricsHandler = (
  request: IncomingMessage,
  response: ServerResponse,
) => Promise<boolean>;

/** The rooms that live beside the API servers in the demo. */
export interface Rooms {
  seed(context: RoomContext): Promise<void>;
  /** Starts controllers, workload and metrics of one cluster. */
  start(context: RoomContext): Promise<Running>;
  metrics: MetricsHandler;
  /** What the files of a namespace hold against what was acknowledged; undefined for a cluster that does not run. */
  ledger(
    cluster: string,
    namespace: string,
    element: string | undefined,
  ): Promise<Ledger> | undefined;
}

/** The rooms of the demo. */
export function createRooms(clock: Clock): Rooms {
  const metrics = createMetricsRoom(() => clock.now());
  return {
    seed,
    start: async context => {
      const started = await Promise.all([
        startControllers(context),
        // Records and samples pass in real time, whatever the cluster's own clock says.
        metrics.start({ ...context, clock }),
      ]);
      return {
        stop: async () => {
          await Promise.all(started.map(room => room.stop()));
        },
      };
    },
    metrics: (request, response) => metrics.handle(request, response),
    ledger: (cluster, namespace, element) =>
      metrics.ledger(cluster, namespace, element),
  };
}
