import { FINAL_PHASES } from '../store/OperationStore';
import type { Bell } from './Bell';
import { canBeCancelled, isGoingBack } from './cancelEffect';
import { Deadline } from './Deadline';
import { endingOf } from './ending';
import { Journal, stepPlaces } from './Journal';
import type { Lease } from './Lease';
import { pass, type OperationRun } from './OperationRun';
import { resumeAll } from './resumePause';
import { runStep } from './runStep';
import { undoSteps } from './undoSteps';
import type { WorkerContext, WorkerSpan } from './WorkerContext';

/**
 * Brings one claimed operation to its end, from wherever its rows say it is:
 * forward step by step; after a failure or a cancel back, writes resumed first
 * and then the steps undone in reverse.
 *
 * @throws ClaimLostError or WorkerStoppingError when the work is called off; whoever claims it next goes on
 */
export async function runOperation(context: WorkerContext, lease: Lease, bell: Bell): Promise<void> {
  const journal = await Journal.open(context, lease);
  if (!journal || FINAL_PHASES.some(phase => phase === journal.row.phase)) return;
  const { startedAt, createdAt, stored } = journal.row;
  const deadline = await Deadline.from(context, startedAt ?? createdAt, stored.deadlineSeconds * 1000);
  const run: OperationRun = { context, lease, journal, bell, deadline };
  await traced(context, { of: 'operation', kind: journal.row.kind }, async () => {
    if (!isGoingBack(journal.row)) await goForward(run);
    await resumeAll(run);
    if (isGoingBack(journal.row)) await undoSteps(run);
    await end(run);
  });
}

function traced<T>({ metrics }: WorkerContext, span: WorkerSpan, work: () => Promise<T>): Promise<T> {
  return metrics.during ? metrics.during(span, work) : work();
}

async function goForward(run: OperationRun): Promise<void> {
  const { journal } = run;
  for (const { index, step } of stepPlaces(journal.row)) {
    if (stepPlaces(journal.row)[index].row.mark === 'done') continue;
    // before it goes only forward, a request to cancel of this instant still counts
    if (canBeCancelled(step.pointOfNoReturn ? await journal.reload() : await journal.recent())) {
      await journal.enter('Cancelling');
      return;
    }
    const ended = await traced(run.context, { of: 'step', kind: journal.row.kind, phase: step.phase }, () => runStep(run, index));
    if (ended.end === 'cancel') {
      await journal.enter('Cancelling');
      return;
    }
    if (ended.end === 'failed') {
      await pass(run, 'before a failure is stored', step.id);
      const { code, cause, remedy, evidence, progress } = ended.failing;
      await journal.change({ index, mark: 'failed', observation: { state: 'failed', code, cause, remedy, ...(evidence && { evidence }), ...(progress && { progress }) } }, { phase: 'Finalizing' });
      await pass(run, 'after a failure is stored', step.id);
      return;
    }
  }
}

async function end(run: OperationRun): Promise<void> {
  const { context, journal, lease } = run;
  await pass(run, 'before the end is stored');
  lease.assertHeld();
  const ending = endingOf(await journal.reload());
  await journal.finish(ending);
  const { kind, startedAt, createdAt, finishedAt, pauses } = journal.row;
  context.metrics.operationEnded?.(kind, ending.phase, ((finishedAt ?? createdAt) - (startedAt ?? createdAt)) / 1000);
  for (const { heldAt, limitAt, resumedAt } of pauses) if (resumedAt !== undefined) context.metrics.paused?.(kind, resumedAt - heldAt, Math.max(0, resumedAt - limitAt));
  context.logger.info(`Operation ${journal.row.id} (${kind}) ended as ${ending.phase}${ending.failure ? `: ${ending.failure.code}` : ''}.`);
  await pass(run, 'after the end is stored');
}
