import { formatDuration } from '@penstock/backstage-plugin-data-pipelines-common';
import type { Observation } from '@penstock/backstage-plugin-data-pipelines-node';
import type { Trouble } from './acts/Attempt';
import { canBeCancelled } from './cancelEffect';
import { Deadline } from './Deadline';
import { failing, type Failing } from './failureCodes';
import { factsOf, pauseOf, stepPlaces, type StepPlace } from './Journal';
import { observeWait, saysTheSame, type Look } from './observeWait';
import { pass, type OperationRun } from './OperationRun';
import { performActs, type ActsEnd } from './performActs';
import { resumeForSure } from './resumePause';

/** Longest time between two looks, and the shortest, in milliseconds. */
const LOOK_MS = 1_000;
const LOOK_GAP_MS = 200;

const STUCK_REMEDY = 'Look in the cluster at what it waits for, set it right, and start the operation again.';

/** How a step ended, or that the operation is to go back. */
export type StepEnd = { end: 'done' } | { end: 'cancel' } | { end: 'failed'; failing: Failing };

/** The time in which writes may be paused is over. */
class PauseOverError extends Error {
  override readonly name = 'PauseOverError';
}

/**
 * Brings one step to its end, from wherever the worker before left it: the
 * intent is stored before the first act, the acts are repeatable, and what
 * they led to is looked at in the cluster.
 *
 * @throws ClaimLostError or WorkerStoppingError when the work is called off
 */
export async function runStep(run: OperationRun, index: number): Promise<StepEnd> {
  if (placeAt(run, index).row.mark === 'waiting') await intend(run, placeAt(run, index));
  const place = placeAt(run, index);
  const deadline = await Deadline.from(run.context, place.row.startedAt, place.step.deadlineSeconds * 1000);
  while (placeAt(run, index).row.mark === 'intended') {
    const ended = await act(run, placeAt(run, index), deadline);
    if (ended) return ended;
  }
  return awaitSight(run, index, deadline);
}

function placeAt({ journal }: OperationRun, index: number): StepPlace {
  return stepPlaces(journal.row)[index];
}

async function intend(run: OperationRun, { index, step }: StepPlace): Promise<void> {
  const { pause } = step;
  run.lease.assertGoingOn();
  await pass(run, 'before intent is stored', step.id);
  if (pause) await pass(run, 'before a pause is owed its resume', step.id);
  await run.journal.change(
    { index, mark: 'intended' },
    { phase: step.phase, ...(pause && { pause: { step: step.id, limitMs: pause.limitSeconds * 1000, resume: pause.resume } }) },
  );
  if (pause) await pass(run, 'after a pause is owed its resume', step.id);
  await pass(run, 'after intent is stored', step.id);
}

/** @returns undefined when all acts are done, which the mark then says, or when they are to be tried again */
async function act(run: OperationRun, place: StepPlace, deadline: Deadline): Promise<StepEnd | undefined> {
  const { step, index } = place;
  if (isResumed(run, place)) return endedByWatchdog(run, place);
  const held = pauseOf(run.journal.row, step.id);
  const limit = held && (await Deadline.from(run.context, held.heldAt, held.limitAt - held.heldAt));
  const isOver = () => deadline.isOver() || run.deadline.isOver();
  if (step.resumes !== undefined) await pass(run, 'before the acts of a resume', step.id);
  let acted: ActsEnd;
  try {
    acted = await performActs(run, place, step.acts, {
      direction: step.resumes === undefined ? 'forward' : 'resume',
      isOverdue: () => isOver() || (limit?.isOver() ?? false) || canBeCancelled(run.journal.row),
      mayWrite: () => {
        if (limit?.isOver()) throw new PauseOverError();
      },
      onTrouble: trouble => noteTrouble(run, place, trouble),
    });
  } catch (error) {
    if (error instanceof PauseOverError) return endedByWatchdog(run, place);
    throw error;
  }
  if (acted.end === 'failed') return acted;
  if (acted.end === 'overdue') return limit?.isOver() ? endedByWatchdog(run, place) : overdueActs(run, place, deadline, acted.trouble);
  if (step.pause) await run.journal.reload();
  // the acts may have come after those of the watchdog: what they paused again is taken back
  if (isResumed(run, place)) return endedByWatchdog(run, place);
  if (step.resumes !== undefined) await noteResumed(run, step.resumes);
  await pass(run, 'before the step counts as acted', step.id);
  await run.journal.change({ index, mark: 'acted' });
  await pass(run, 'after the step counts as acted', step.id);
  return undefined;
}

async function noteResumed(run: OperationRun, paused: string): Promise<void> {
  await pass(run, 'after the acts of a resume, before its row', paused);
  await run.journal.resumed(paused);
  await pass(run, 'after the row of a resume', paused);
}

function isResumed(run: OperationRun, { step }: StepPlace): boolean {
  const pause = step.pause && pauseOf(run.journal.row, step.id);
  return pause !== undefined && pause.state !== 'held';
}

/**
 * The watchdog resumed, or is about to: the operation goes on with writes
 * running, and what is concluded from its pauses says that they ended early.
 */
async function endedByWatchdog(run: OperationRun, { step, index }: StepPlace): Promise<StepEnd> {
  const pause = pauseOf(run.journal.row, step.id);
  // an act of a worker that died may have come after the watchdog, so the watchdog's are repeated
  if (pause) await resumeForSure(run, pause);
  await run.journal.change({
    index,
    mark: 'done',
    observation: { state: 'done', found: 'The time in which writes may be paused was over; writes were resumed.' },
  });
  return { end: 'done' };
}

async function awaitSight(run: OperationRun, index: number, deadline: Deadline): Promise<StepEnd> {
  const { context, journal, lease, bell } = run;
  for (;;) {
    lease.assertGoingOn();
    const row = await journal.recent();
    const place = placeAt(run, index);
    if (canBeCancelled(row)) return { end: 'cancel' };
    if (isResumed(run, place)) return endedByWatchdog(run, place);
    const { step } = place;
    const look: Look = step.wait
      ? await observeWait(context, step.wait, { operation: row.id, facts: factsOf(row), signal: lease.lost })
      : { observation: { state: 'done' }, readable: true };
    const { observation } = look;
    if (observation.state === 'done') return counted(run, place, observation);
    if (observation.state === 'failed') {
      const { state: _, ...found } = observation;
      return { end: 'failed', failing: found };
    }
    const stuck = stuckProblem(run, place, deadline, look);
    if (stuck) return { end: 'failed', failing: stuck };
    await note(run, place, observation);
    await bell.sleep(LOOK_MS, lease.ended, LOOK_GAP_MS);
  }
}

async function counted(run: OperationRun, { step, index }: StepPlace, observation: Extract<Observation, { state: 'done' }>): Promise<StepEnd> {
  await pass(run, 'before the step counts as done', step.id);
  await run.journal.change({ index, mark: 'done', observation, facts: observation.facts }, { phase: step.phase });
  await pass(run, 'after the step counts as done', step.id);
  return { end: 'done' };
}

async function note(run: OperationRun, { step, index, row }: StepPlace, observation: Observation): Promise<void> {
  const phase = observation.state === 'unknown' ? 'Unknown' : step.phase;
  if (!saysTheSame(row.observation, observation)) await run.journal.change({ index, observation }, { phase });
  else await run.journal.enter(phase);
}

async function noteTrouble(run: OperationRun, { index }: StepPlace, trouble: Trouble): Promise<void> {
  await note(run, placeAt(run, index), troubleSeen(trouble));
  await run.journal.recent();
}

function troubleSeen({ kind, sentence }: Trouble): Observation {
  return kind === 'unreachable' ? { state: 'unknown', reason: sentence } : { state: 'waiting', waitsFor: sentence };
}

/** While nothing can be said about the cluster, only the whole operation's deadline ends it. */
function stuckProblem(run: OperationRun, { step }: StepPlace, deadline: Deadline, { observation, readable }: Look): Failing | undefined {
  const isWholeOver = run.deadline.isOver();
  if (!isWholeOver && (!readable || !deadline.isOver())) return undefined;
  run.context.metrics.stuck?.(run.journal.row.kind);
  const waits = observation.state === 'waiting' ? observation.waitsFor : undefined;
  const evidence = observation.state === 'waiting' ? observation.evidence : undefined;
  const reason = observation.state === 'unknown' ? observation.reason : undefined;
  const saw = waits === undefined ? `it cannot be told how far it is: ${reason ?? 'nothing was seen'}` : `it waits for: ${waits}`;
  const ended = isWholeOver
    ? failing('OPERATION_STUCK', `The operation is not done ${formatDuration(run.journal.row.stored.deadlineSeconds)} after its start. In the step "${step.title}" ${saw}`, STUCK_REMEDY, evidence)
    : failing('STEP_STUCK', `The step "${step.title}" is not done ${formatDuration(step.deadlineSeconds)} after it began; ${saw}`, STUCK_REMEDY, evidence);
  return observation.state === 'waiting' && observation.progress ? { ...ended, progress: observation.progress } : ended;
}

/** The cluster was in the way until the time was over. */
async function overdueActs(run: OperationRun, place: StepPlace, deadline: Deadline, trouble: Trouble): Promise<StepEnd | undefined> {
  if (canBeCancelled(run.journal.row)) return { end: 'cancel' };
  const stuck = stuckProblem(run, place, deadline, { observation: troubleSeen(trouble), readable: trouble.kind !== 'unreachable' });
  if (stuck) return { end: 'failed', failing: stuck };
  await run.bell.sleep(LOOK_MS, run.lease.ended, LOOK_GAP_MS);
  return undefined;
}
