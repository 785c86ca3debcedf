import type { Observation } from '@penstock/backstage-plugin-data-pipelines-node';
import { hasBegun, pointPassed } from './cancelEffect';
import { Deadline } from './Deadline';
import { factsOf, stepPlaces, type StepPlace } from './Journal';
import { observeWait } from './observeWait';
import { pass, type OperationRun } from './OperationRun';
import { performActs, type ActsEnd } from './performActs';

const LOOK_MS = 1_000;
const LOOK_GAP_MS = 200;
/** Shortest time that an undo is given. */
const SHORTEST_UNDO_SECONDS = 60;

/** Fact of a step whose undo was written but not seen in time. */
const NOT_SEEN = 'undoNotSeen';

/**
 * Takes back all steps that began, the last one first. At one that cannot be
 * taken back it stops: what came before is the ground on which that one stands,
 * such as an element that is stopped while its volumes are exchanged. Where it
 * was taken back and only not seen in time, the steps of other elements go on,
 * so that their connectors do not stay stopped for it.
 */
export async function undoSteps(run: OperationRun): Promise<void> {
  const isForwardOnly = pointPassed(run.journal.row) !== undefined;
  const unsettled = new Set<string>();
  // as long again as the whole operation was given: half taken back, an element may be stopped
  const patience = Deadline.after(run.context, run.journal.row.stored.deadlineSeconds * 1000);
  for (const { index } of stepPlaces(run.journal.row).filter(hasBegun).reverse()) {
    const place = stepPlaces(run.journal.row)[index];
    const { element } = place.step;
    if (place.row.mark === 'undone') continue;
    if (unsettled.size > 0 && (element === undefined || unsettled.has(element))) continue;
    if (place.row.mark !== 'undo-failed') {
      if (isForwardOnly || !place.step.undo?.length) {
        await rest(run, place);
        continue;
      }
      if (await undoStep(run, place, patience)) continue;
    }
    if (element === undefined || stepPlaces(run.journal.row)[index].row.facts?.[NOT_SEEN] !== true) break;
    unsettled.add(element);
  }
  for (const place of stepPlaces(run.journal.row)) {
    if (place.row.mark === 'waiting') await run.journal.change({ index: place.index, mark: 'skipped' });
    else if (place.row.mark === 'intended' || place.row.mark === 'acted') await rest(run, place);
  }
}

/** A step with nothing to take back keeps its end, or is ended where it stands. */
async function rest(run: OperationRun, { index, row }: StepPlace): Promise<void> {
  if (row.mark === 'done' || row.mark === 'failed') return;
  const wrote = row.written.some(({ undo, outcome }) => !undo && outcome === 'done');
  await run.journal.change({ index, mark: wrote ? 'failed' : 'undone' });
}

/** @returns false when it could not be taken back */
async function undoStep(run: OperationRun, { index, step, row }: StepPlace, patience: Deadline): Promise<boolean> {
  run.lease.assertGoingOn();
  if (row.mark !== 'undo-intended') {
    await pass(run, 'before the undo of a step is stored', step.id);
    await run.journal.change({ index, mark: 'undo-intended' });
    await pass(run, 'after the undo of a step is stored', step.id);
  }
  const place = stepPlaces(run.journal.row)[index];
  const acted = await actBack(run, place, patience);
  if (acted.end !== 'done') return noteFailed(run, place, acted.end === 'failed' ? acted.failing.cause : acted.trouble.sentence);
  const problem = await awaitUndone(run, place, patience);
  if (problem !== undefined) return noteFailed(run, place, problem.sentence, problem.late);
  await run.journal.change({ index, mark: 'undone' });
  await pass(run, 'after a step counts as undone', step.id);
  return true;
}

/** The time for one step, from when its cluster works. */
function undoTime({ context }: OperationRun, { step }: StepPlace): Deadline {
  return Deadline.after(context, Math.max(SHORTEST_UNDO_SECONDS, step.undoSeconds ?? step.deadlineSeconds) * 1000);
}

/** Takes back what was written. A cluster that is away, or answers with faults of its own, is waited for. */
async function actBack(run: OperationRun, place: StepPlace, patience: Deadline): Promise<ActsEnd> {
  for (;;) {
    const deadline = undoTime(run, place);
    const acted = await performActs(run, place, place.step.undo ?? [], { direction: 'undo', isOverdue: () => deadline.isOver() });
    const isAway = acted.end === 'overdue' && (acted.trouble.kind === 'unreachable' || acted.trouble.uncertain);
    if (!isAway || patience.isOver()) return acted;
  }
}

/** @returns what is in the way, in a sentence; undefined when the undo is seen */
async function awaitUndone(run: OperationRun, place: StepPlace, patience: Deadline): Promise<{ sentence: string; late: boolean } | undefined> {
  const { context, journal, lease, bell } = run;
  const { undoWait } = place.step;
  if (!undoWait) return undefined;
  let deadline = undoTime(run, place);
  for (;;) {
    lease.assertGoingOn();
    const { observation, away } = await observeWait(context, undoWait, { operation: journal.row.id, facts: factsOf(journal.row), signal: lease.lost });
    if (observation.state === 'done') return undefined;
    if (observation.state === 'failed') return { sentence: observation.cause, late: false };
    if (away && !patience.isOver()) deadline = undoTime(run, place);
    else if (deadline.isOver()) return { sentence: observation.state === 'waiting' ? `It still waits for: ${observation.waitsFor}` : observation.reason, late: true };
    await bell.sleep(LOOK_MS, lease.ended, LOOK_GAP_MS);
  }
}

async function noteFailed(run: OperationRun, { index, step, row }: StepPlace, problem: string, late = false): Promise<false> {
  const cause = `The step "${step.title}" could not be taken back: ${problem}`;
  const observation: Observation =
    row.observation?.state === 'failed'
      ? { ...row.observation, evidence: [...(row.observation.evidence ?? []), cause] }
      : { state: 'failed', code: 'UNDO_INCOMPLETE', cause, remedy: 'Look at the objects that are listed as left over, and take back by hand what is not wanted.' };
  run.context.logger.error(`Operation ${run.journal.row.id}: ${cause}`);
  await run.journal.change({ index, mark: 'undo-failed', observation, ...(late && { facts: { ...row.facts, [NOT_SEEN]: true } }) });
  return false;
}
