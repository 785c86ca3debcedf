import type { Leftover, OperationFailure, OperationKind, OperationPhase, OperationRequest, OperationResult } from '@penstock/backstage-plugin-data-pipelines-common';
import type { LockMode, Observation, PlannedAct, PlannedLock, PlannedStep } from '@penstock/backstage-plugin-data-pipelines-node';
import type { PauseRow, StepMark, StoredPlan, WrittenRow } from './OperationStore';
import { isJsonObject, type Guard } from './readColumn';

/** Kinds of operation that a row may hold. */
export const KINDS: readonly OperationKind[] = ['expand', 'snapshot', 'restore', 'clone', 'delete', 'undo', 'remove-leftovers'];

/** Phases that a row may hold. */
export const PHASES: readonly OperationPhase[] = [
  'Pending', 'Validating', 'Quiescing', 'Cutting', 'Running', 'Finalizing',
  'Succeeded', 'PartiallySucceeded', 'Failed', 'Cancelling', 'Cancelled', 'Unknown',
];

/** Marks that a step may have. */
export const MARKS: readonly StepMark[] = ['waiting', 'intended', 'acted', 'done', 'failed', 'undo-intended', 'undone', 'undo-failed', 'skipped'];

/** States that a pause may have. */
export const PAUSE_STATES: readonly PauseRow['state'][] = ['held', 'resuming', 'resumed'];

/** Modes that a lock may have. */
export const LOCK_MODES: readonly LockMode[] = ['expand', 'snapshot', 'exclusive'];

const among = (words: readonly string[], value: unknown) => typeof value === 'string' && words.includes(value);
const text = (value: unknown) => typeof value === 'string';
const texts = (value: unknown) => Array.isArray(value) && value.every(text);

/** A list of what another guard lets through. */
export function listOf<T>(guard: Guard<T>): Guard<readonly T[]> {
  return (value): value is readonly T[] => Array.isArray(value) && value.every(guard);
}

/** One write of a plan. */
export function isAct(value: unknown): value is PlannedAct {
  if (!isJsonObject(value)) return false;
  if (value.act === 'create') return text(value.cluster) && isJsonObject(value.object);
  if (value.act === 'patch') return isJsonObject(value.target) && Array.isArray(value.changes);
  if (value.act === 'delete') return isJsonObject(value.target) && text(value.propagation);
  return value.act === 'derive' && text(value.by) && isJsonObject(value.params);
}

function isStep(value: unknown): value is PlannedStep {
  return isJsonObject(value) && text(value.id) && text(value.title) && text(value.phase) && typeof value.deadlineSeconds === 'number' && Array.isArray(value.acts) && value.acts.every(isAct);
}

/** A lock of a plan. */
export function isLock(value: unknown): value is PlannedLock {
  return isJsonObject(value) && text(value.key) && among(LOCK_MODES, value.mode);
}

/** What was planned, in the format of this release. */
export function isStoredPlan(value: unknown): value is StoredPlan {
  return (
    isJsonObject(value) &&
    value.format === 1 &&
    isJsonObject(value.plan) &&
    text(value.plan.id) &&
    text(value.plan.hash) &&
    among(KINDS, value.plan.kind) &&
    Array.isArray(value.steps) &&
    value.steps.every(isStep) &&
    Array.isArray(value.locks) &&
    value.locks.every(isLock) &&
    typeof value.deadlineSeconds === 'number'
  );
}

/** What was asked for. */
export function isRequest(value: unknown): value is OperationRequest {
  return isJsonObject(value) && among(KINDS, value.kind);
}

/** What an observer said. */
export function isObservation(value: unknown): value is Observation {
  if (!isJsonObject(value)) return false;
  if (value.state === 'waiting') return text(value.waitsFor);
  if (value.state === 'failed') return text(value.code) && text(value.cause) && text(value.remedy);
  if (value.state === 'unknown') return text(value.reason);
  return value.state === 'done';
}

/** One object that a step wrote. */
export function isWritten(value: unknown): value is WrittenRow {
  return (
    isJsonObject(value) &&
    among(['create', 'patch', 'delete'], value.act) &&
    [value.cluster, value.apiVersion, value.kind, value.name].every(text) &&
    among(['done', 'undone', 'failed'], value.outcome) &&
    typeof value.undo === 'boolean'
  );
}

/** Why an operation failed. */
export function isFailure(value: unknown): value is OperationFailure {
  return isJsonObject(value) && [value.code, value.cause, value.state, value.remedy].every(text);
}

/** What an operation brought. */
export function isResult(value: unknown): value is OperationResult {
  return isJsonObject(value) && texts(value.sentences);
}

/** Something that an operation left behind. */
export function isLeftover(value: unknown): value is Leftover {
  return isJsonObject(value) && isJsonObject(value.object) && text(value.sentence) && typeof value.removable === 'boolean';
}
