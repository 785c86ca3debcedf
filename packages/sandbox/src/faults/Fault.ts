import type { Cluster } from '../Cluster';

/** A fault in force; healing undoes it wholly. */
export interface ActiveFault {
  /** How many requests it has met so far. */
  hits(): number;
  heal(): Promise<void>;
}

/** What is ordered besides the name of the fault. */
export interface FaultOrder {
  /** `slow`: how long every answer waits, in milliseconds. */
  delayMs: number;
  /** `error-500`, `throttle`: which share of the requests is hit, 0 to 1. */
  share: number;
  /** `revoke-token`: whose token. */
  user: string;
}

/** A kind of fault: how it starts and, with it, how it heals. */
export interface Fault {
  name: string;
  /** One sentence for lists. */
  describe(order: FaultOrder): string;
  start(cluster: Cluster, order: FaultOrder): Promise<ActiveFault>;
}
