import type { ObjectReference, PreflightCheck } from '@penstock/backstage-plugin-data-pipelines-common';
import { findingCodes } from './finding';
import type { FindingCode } from './finding';

/** Codes of the checks that engines ask before an operation; `docs/preflight.md` has a row for each. */
export const ENGINE_CHECKS = findingCodes({
  OPERATOR_SETTLED: 'The operator has seen the newest spec and is done with it.',
  OPERATOR_NOT_PAUSED: 'The operator is not told to leave the resource alone.',
  NO_ROLLING_UPDATE: 'The operator is not replacing pods.',
  STORAGE_CHANGES_HEEDED: 'The operator does not ignore changes of storage because of an earlier one that it refused.',
  REPLICAS_COMPLETE: 'All copies of the data are in place: no partition under-replicated, the cluster green.',
  MEMBERS_ALIKE: 'All volumes of the group have the size that their owner states.',
  CLAIMS_BOUND: 'Every claim of the group has its volume.',
  CLAIMS_ONE_CLASS: 'All claims of the group have the same storage class.',
  NO_RESIZE_RUNNING: 'No volume of the group is being expanded.',
  CLAIMS_OUTLIVE_OWNER: 'The claims stay when the object that made them is deleted.',
  SIZE_STATED: 'The owner of the size states it in a field that can be changed.',
  SIZE_NOT_AUTOSCALED: 'No autoscaler decides about the size.',
  ELEMENT_CAN_STOP: 'The operator offers a way to stop the element.',
  IDENTITY_KNOWN: 'The identity that the data belongs to (cluster id, node ids) is known, so that it can be kept.',
  WRITERS_CAN_PAUSE: 'There is a way to pause those who write to the element.',
  ALL_WRITERS_PAUSED: 'No known writer goes on writing while the others are paused.',
  OFFSETS_RECORDED: 'The offsets of the consumers can be recorded with the recovery point.',
  VOLUME_CUT_SUPPORTED: 'The makers of the engine support snapshots of its volumes.',
  NATIVE_SNAPSHOT_OFFERED: 'Penstock can use the snapshots of the engine itself.',
  COPY_POSSIBLE: 'All that a copy of the element is made from could be read.',
  COPY_COMPLETE: 'The copy has all that the original has.',
});

/** A check that speaks for going on. */
export function passed(code: FindingCode, sentence: string): PreflightCheck {
  return { code: code.code, result: 'pass', sentence };
}

/** A check that warns, forbids, or could not be made; it always says what to do. */
export function objected(code: FindingCode, result: 'warn' | 'block' | 'unknown', said: { sentence: string; remedy: string; object?: ObjectReference }): PreflightCheck {
  return { code: code.code, result, ...said };
}
