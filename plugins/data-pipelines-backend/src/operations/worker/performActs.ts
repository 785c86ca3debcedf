import type { ObjectKey, PlannedAct } from '@penstock/backstage-plugin-data-pipelines-node';
import type { WrittenRow } from '../store/OperationStore';
import type { Direction, Trouble } from './acts/Attempt';
import { deriveActs, type WritingAct } from './acts/deriveActs';
import { eachAtOnce } from './eachAtOnce';
import type { Failing } from './failureCodes';
import { factsOf, isSameObject, pausesOf, type StepPlace } from './Journal';
import { pass, type OperationRun } from './OperationRun';
import { performAct, type ActEnd, type ActRun } from './performAct';

/** Writes of one step that are under way at once: the members of a cut should be cut together. */
const ACTS_AT_ONCE = 16;

/** How the acts of a step ended. */
export type ActsEnd = { end: 'done' } | { end: 'failed'; failing: Failing } | { end: 'overdue'; trouble: Trouble };

/** How they are to be performed. */
export interface ActsOptions {
  direction: Direction;
  isOverdue(): boolean;
  /** Throws when a write may not be sent, besides the lease. */
  mayWrite?(): void;
  onTrouble?(trouble: Trouble): Promise<void>;
}

/**
 * Performs acts of a step and keeps a row of each that ended. Forward they run
 * side by side, back one after another as they are listed.
 */
export async function performActs(run: OperationRun, { index, step }: StepPlace, acts: readonly PlannedAct[], options: ActsOptions): Promise<ActsEnd> {
  const { context, journal, lease } = run;
  const { row } = journal;
  const derived = deriveActs(acts, context.derivations, { facts: factsOf(row), operation: row.id, pauses: pausesOf(row) });
  if ('failing' in derived) return { end: 'failed', failing: derived.failing };
  const isBack = options.direction === 'undo';
  const forward = isBack ? step.acts.filter(act => act.act !== 'derive') : [];
  let bad: Exclude<ActsEnd, { end: 'done' }> | undefined;
  await eachAtOnce(derived.acts, isBack ? 1 : ACTS_AT_ONCE, async act => {
    if (bad || (!isBack && wasDone(act, journal.row.steps[index].written))) return;
    const { cluster, kind, namespace, name } = targetOf(act);
    const place = { act: act.act, cluster, kind, name, ...(namespace !== undefined && { namespace }) };
    await pass(run, isBack ? 'before an act of an undo' : 'before an act', step.id, place);
    lease.assertGoingOn();
    const end = await performAct(context, act, {
      operation: row.id,
      // what a pause held back was resumed before: by now it may be somebody else's
      direction: isBack && step.pause ? 'resume' : options.direction,
      ...(isBack && backing(act, forward, journal.row.steps[index].written)),
      signal: lease.lost,
      stopping: lease.ended,
      mayWrite: () => {
        lease.assertHeld();
        options.mayWrite?.();
      },
      isOverdue: options.isOverdue,
      onTrouble: options.onTrouble,
    });
    await pass(run, isBack ? 'after an act of an undo' : 'after an act, before its row', step.id, place);
    if (end.end !== 'done') bad ??= end;
    context.metrics.acted?.(act.act, end.end === 'done' ? 'done' : 'failed');
    await journal.wrote(index, writtenOf(act, end, isBack));
    await pass(run, 'after the row of an act', step.id, place);
  });
  return bad ?? { end: 'done' };
}

/**
 * What an act that goes back has to know of the way forward: whether the end
 * of the write that it takes back was ever seen, and which object it deleted. Pure.
 */
export function backing(act: WritingAct, forward: readonly WritingAct[], written: readonly WrittenRow[]): Pick<ActRun, 'fence' | 'deletedUid'> {
  const target = targetOf(act);
  const deleted = forward.find(other => other.act === 'delete' && isSameObject(other.target, target));
  return {
    fence: !written.some(row => !row.undo && isSameObject(row, target)),
    ...(deleted?.act === 'delete' && deleted.uid !== undefined && { deletedUid: deleted.uid }),
  };
}

/** What is kept of an act that ended. Pure. */
export function writtenOf(act: WritingAct, end: ActEnd, undo: boolean): WrittenRow {
  return {
    act: act.act,
    ...targetOf(act),
    undo,
    ...(end.end === 'done' && end.uid !== undefined && { uid: end.uid }),
    outcome: end.end === 'done' ? 'done' : 'failed',
    ...reasonOf(end),
  };
}

/** The object that an act is about. Pure. */
function targetOf(act: WritingAct): ObjectKey {
  if (act.act !== 'create') return keyOf(act.target);
  const { apiVersion, kind, metadata } = act.object;
  return keyOf({ cluster: act.cluster, apiVersion, kind, namespace: metadata.namespace, name: metadata.name });
}

/** Nothing but the address: a row says no more of an object. */
function keyOf({ cluster, apiVersion, kind, namespace, name }: ObjectKey): ObjectKey {
  return { cluster, apiVersion, kind, name, ...(namespace !== undefined && { namespace }) };
}

function reasonOf(end: ActEnd): { reason?: string } {
  if (end.end === 'failed') return { reason: end.failing.cause };
  if (end.end === 'overdue') return { reason: end.trouble.sentence };
  return end.note === undefined ? {} : { reason: end.note };
}

/**
 * What was made or deleted before is not made or deleted again: whoever
 * changed it since had a reason, and the wait will see what is missing.
 */
function wasDone(act: WritingAct, written: readonly WrittenRow[]): boolean {
  if (act.act === 'patch') return false;
  const target = targetOf(act);
  return written.some(row => row.act === act.act && !row.undo && row.outcome === 'done' && isSameObject(row, target));
}
