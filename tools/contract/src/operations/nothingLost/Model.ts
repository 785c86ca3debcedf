import type { Part } from './LivePipeline';
import type { Range } from './ranges';

/** A recovery point, as the test knows it. */
export interface KnownPoint {
  id: string;
  of: 'pipeline' | 'element';
  /** Numbers that the index lacked at the cut. */
  holes: readonly Range[];
  /** All up to this number had been acknowledged before the cut. */
  acknowledged: number;
  /** Where the log ended after the cut, in records. */
  endAfter: number;
}

/** What a restore can be taken back to. */
export interface Before {
  restore: string;
  parts: readonly Part[];
  holes: readonly Range[];
  lost: readonly Range[];
  points: readonly KnownPoint[];
  /** A number below which all that was acknowledged had been indexed. */
  indexed: number;
  /** The highest number that was acknowledged when the log was stopped, where it was. */
  stopped?: number;
  bytes: ReadonlyMap<string, string>;
}

/** What must be true of the pipeline, without looking at it. */
export interface Model {
  points: readonly KnownPoint[];
  /** Numbers that the product has said are lost in the index. */
  holes: readonly Range[];
  /** Numbers that the product has said are lost in the log, and so everywhere. */
  lost: readonly Range[];
  corrupted: boolean;
  /** The newest restore, while it can be taken back to something that works. */
  before?: Before;
  operations: number;
}

/** The pipeline before anything was done to it. */
export function freshModel(): Model {
  return { points: [], holes: [], lost: [], corrupted: false, operations: 0 };
}
