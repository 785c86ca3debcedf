import type { ObservedProgress } from '@penstock/backstage-plugin-data-pipelines-node';

/**
 * Codes of failures that the executor itself finds; observers add their own.
 * The code is stable, the sentences are not.
 */
export const FAILURE_CODES = [
  /** An object of the wanted name is there and is not ours. */
  'NAME_TAKEN',
  /** A field has neither the value that the plan saw nor the one that is wanted. */
  'FIELD_CHANGED',
  /** The object that the plan saw is gone. */
  'OBJECT_GONE',
  /** Another object has taken the name of the one that the plan saw. */
  'OBJECT_REPLACED',
  /** The object does not carry the label of the operation. */
  'NOT_OURS',
  /** The cluster took a change and dropped the field. */
  'FIELD_DROPPED',
  /** The object changed faster than it could be written. */
  'TOO_BUSY',
  /** The cluster does not serve the kind. */
  'KIND_MISSING',
  'NAMESPACE_MISSING',
  'QUOTA_EXCEEDED',
  'PERMISSION_MISSING',
  /** The cluster refuses the object or the change for good. */
  'REFUSED',
  /** The cluster is not configured any more. */
  'CLUSTER_MISSING',
  /** What the step needs of an engine or a driver is not installed, or fails. */
  'EXTENSION_BROKEN',
  /** The step did not get there before its deadline. */
  'STEP_STUCK',
  /** The operation did not get there before its deadline. */
  'OPERATION_STUCK',
  /** What was written could not be taken back. */
  'UNDO_INCOMPLETE',
] as const;

/** One of {@link FAILURE_CODES}. */
export type FailureCode = (typeof FAILURE_CODES)[number];

/** Why something ended badly, before the state of things is added. */
export interface Failing {
  code: string;
  /** A sentence. */
  cause: string;
  /** A sentence: what to do. */
  remedy: string;
  /** As the cluster worded it. */
  evidence?: readonly string[];
  /** How far it had come. */
  progress?: ObservedProgress;
}

/** A {@link Failing} of the executor's own. */
export function failing(code: FailureCode, cause: string, remedy: string, evidence?: readonly string[]): Failing {
  return { code, cause, remedy, ...(evidence && { evidence }) };
}
