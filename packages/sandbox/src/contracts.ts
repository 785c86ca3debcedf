/**
 * What the rooms of the sandbox share. The rooms meet over HTTP: controllers
 * and workload are plain API clients, so that they run unchanged against a
 * real API server.
 */

import type { StandingOrders } from './faults/StandingOrders';

/** Time as the sandbox sees it. Simulated delays shrink by `speed`; instants stay real. */
export interface Clock {
  /** How many times faster than in reality the scripted delays pass; 1 is real. */
  readonly speed: number;
  now(): Date;
  /** Resolves after `ms` scripted milliseconds (`ms / speed` real ones), or at once when aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** Where a cluster is and as whom to speak to it. */
export interface ClusterAccess {
  /** `prod-north`. */
  name: string;
  /** `https://127.0.0.1:7441`. */
  server: string;
  /** Bearer token. */
  token: string;
  /** PEM of the authority that signed the server's certificate. */
  ca: string;
}

/** All that a scripted controller or the workload gets. */
export interface RoomContext {
  cluster: ClusterAccess;
  clock: Clock;
  /** Draws the jitter of scripted delays; 1 where absent. */
  seed?: number;
  /** Folder of this cluster's volumes; `<volumesDir>/<name of the PersistentVolume>/` holds the bytes of one. */
  volumesDir: string;
  /** Faults that the controllers play on order; absent where none can be ordered. */
  orders?: StandingOrders;
  /** One line per decision, for the log file. */
  log(line: string): void;
}

/** A started room. */
export interface Running {
  stop(): Promise<void>;
}

/** Ports on 127.0.0.1, unless told otherwise: control and metrics over HTTP, one API server per cluster over TLS. */
export const DEFAULT_PORTS = { control: 7440, 'prod-north': 7441, 'prod-south': 7442 } as const;
