import type { OperationsWorld } from './OperationsWorld';

/** One thing that the product does to data, on any target. */
export interface OperationCase {
  title: string;
  run(world: OperationsWorld): Promise<void>;
}
