import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RoomContext, Running } from './contracts';

/** Answers `/metrics` and `/prometheus/...` of one cluster; says false when the path is none of its own. */
export type MetricsHandler = (
  cluster: string,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
) => Promise<boolean>;

/** The rooms that live beside the API servers in the demo. */
export interface Rooms {
  seed(context: RoomContext): Promise<void>;
  startControllers(context: RoomContext): Promise<Running>;
  startWorkload(context: RoomContext): Promise<Running>;
  metrics: MetricsHandler | undefined;
}

const NOTHING: Running = { stop: async () => undefined };

/** The rooms of the demo. */
export const ROOMS: Rooms = {
  seed: async () => undefined,
  startControllers: async () => NOTHING,
  startWorkload: async () => NOTHING,
  metrics: undefined,
};
