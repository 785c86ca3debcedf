import type { CsiWorld } from './CsiWorld';

/** One thing that a cluster with CSI snapshots, clones and growth does. */
export interface CsiCase {
  /** Stable and unique; names the case in a target's list of gaps. */
  id: string;
  title: string;
  run(world: CsiWorld): Promise<void>;
}
