import type { OperationRow, PauseRow } from '../store/OperationStore';
import { deriveActs } from './acts/deriveActs';
import { Deadline } from './Deadline';
import { eachAtOnce } from './eachAtOnce';
import { factsOf, pausesOf, stepPlaces } from './Journal';
import { pass, type OperationRun } from './OperationRun';
import { performAct, type ActEnd, type ActRun } from './performAct';
import { backing, writtenOf } from './performActs';
import type { WorkerContext } from './WorkerContext';

/** Longest that one round of a resume tries before it says what is in the way. */
const RESUME_ROUND_MS = 10_000;
const ROUND_PAUSE_MS = 1_000;
/** Writers that are let go on at once. */
const ACTS_AT_ONCE = 16;

/** What is in the way of a resume, in a sentence; undefined when writes go on. */
export type ResumeProblem = string | undefined;

/**
 * Performs the acts that take back a pause: each of them, also where another
 * one is refused, so that one writer that cannot go on keeps no others waiting.
 * Repeatable, in any state that the pause may have reached.
 *
 * @param row - the operation; undefined when it cannot be found any more
 */
export async function performResume(
  context: WorkerContext,
  row: OperationRow | undefined,
  pause: PauseRow,
  rights: Pick<ActRun, 'signal' | 'stopping' | 'mayWrite'>,
  onEnd?: (written: ReturnType<typeof writtenOf>) => Promise<void>,
): Promise<ResumeProblem> {
  const derived = deriveActs(pause.resume, context.derivations, {
    facts: row ? factsOf(row) : {},
    operation: pause.operation,
    pauses: row ? pausesOf(row) : [],
  });
  if ('failing' in derived) return derived.failing.cause;
  const deadline = Deadline.after(context, RESUME_ROUND_MS);
  const written = row?.steps.find(({ id }) => id === pause.step)?.written ?? [];
  const problems: string[] = [];
  await eachAtOnce(derived.acts, ACTS_AT_ONCE, async act => {
    const end = await performAct(context, act, { ...rights, operation: pause.operation, direction: 'resume', ...backing(act, [], written), isOverdue: () => deadline.isOver() });
    await onEnd?.(writtenOf(act, end, true));
    problems.push(...problemOf(end));
  });
  return problems.length === 0 ? undefined : problems.join(' ');
}

function problemOf(end: ActEnd): string[] {
  if (end.end === 'failed') return [[end.failing.cause, ...(end.failing.evidence ?? [])].join(' ')];
  return end.end === 'overdue' ? [end.trouble.sentence] : [];
}

/** Resumes whatever the operation still owes, and does not come back before it is done. @throws when the work is called off */
export async function resumeAll(run: OperationRun): Promise<void> {
  for (;;) {
    const owed = (await run.journal.reload()).pauses.filter(({ state }) => state !== 'resumed');
    if (owed.length === 0) return;
    for (const pause of owed) await resumeOnce(run, pause);
    if (run.journal.row.pauses.every(({ state }) => state === 'resumed')) return;
    await run.bell.sleep(ROUND_PAUSE_MS, run.lease.ended, ROUND_PAUSE_MS);
  }
}

/** Performs the acts of a resume until they are done, whatever its row says. @throws when the work is called off */
export async function resumeForSure(run: OperationRun, pause: PauseRow): Promise<void> {
  while (!(await resumeOnce(run, pause))) await run.bell.sleep(ROUND_PAUSE_MS, run.lease.ended, ROUND_PAUSE_MS);
}

/** One round for one pause, by the worker that has the operation. @returns whether writes go on */
async function resumeOnce(run: OperationRun, pause: PauseRow): Promise<boolean> {
  const { context, journal, lease } = run;
  const place = stepPlaces(journal.row).find(({ step }) => step.id === pause.step);
  lease.assertGoingOn();
  await pass(run, 'before the acts of a resume', pause.step);
  const problem = await performResume(
    context,
    journal.row,
    pause,
    { signal: lease.lost, stopping: lease.ended, mayWrite: () => lease.assertHeld() },
    async written => {
      if (place) await journal.wrote(place.index, written);
    },
  );
  if (problem !== undefined) {
    context.logger.error(`Writes that step ${pause.step} of operation ${pause.operation} paused could not be resumed yet: ${problem}`);
    context.metrics.resumeFailed?.();
    await journal.resumeFailed(pause.step, problem);
    return false;
  }
  await pass(run, 'after the acts of a resume, before its row', pause.step);
  await journal.resumed(pause.step);
  await pass(run, 'after the row of a resume', pause.step);
  return true;
}
