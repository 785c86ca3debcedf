import type { PauseRow } from '../store/OperationStore';
import { performResume } from './resumePause';
import type { WorkerContext } from './WorkerContext';

/**
 * How long a pause that was taken is kept from other replicas. Short, because
 * who took it may die; two that resume at once do no harm.
 */
const LEASE_MS = 5_000;

/**
 * Resumes writes that are paused too long, or whose operation nobody works on.
 * Runs in every replica; the rows say who does which.
 */
export class PauseWatchdog {
  constructor(
    private readonly context: WorkerContext,
    /** Name of this replica. */
    private readonly worker: string,
  ) {}

  /** One round: takes what is overdue and resumes it. Never throws for one pause; the next round tries it again. */
  async round(signal: AbortSignal): Promise<void> {
    const pauses = await this.context.store.takeOverdue(this.worker, LEASE_MS);
    await Promise.all(pauses.map(pause => this.#resume(pause, signal)));
  }

  /** Looks so often until aborted; a resume that takes long delays no other. */
  async watch(everyMs: number, signal: AbortSignal): Promise<void> {
    const rounds = new Set<Promise<void>>();
    while (!signal.aborted) {
      const round: Promise<void> = this.round(signal)
        .catch((error: unknown) => this.context.logger.error(`The watchdog of paused writes could not look: ${textOf(error)}`))
        .finally(() => rounds.delete(round));
      rounds.add(round);
      await this.context.clock.sleep(everyMs, signal);
    }
    await Promise.all(rounds);
  }

  async #resume(pause: PauseRow, signal: AbortSignal): Promise<void> {
    const { store, logger, metrics, crash, onChanged } = this.context;
    const place = { operation: pause.operation, step: pause.step };
    try {
      // what is owed stands in the pause itself; a row that cannot be read is no reason to leave writers waiting
      const row = await store.get(pause.operation).catch((error: unknown) => {
        logger.warn(`Writes that operation ${pause.operation} paused are resumed although it could not be read: ${textOf(error)}`);
        return undefined;
      });
      await crash('before the acts of a resume', place);
      // a resume needs no claim: it is repeatable, and owed whoever has the operation
      const problem = await performResume(this.context, row, pause, { signal, stopping: signal, mayWrite: () => signal.throwIfAborted() });
      if (problem !== undefined) {
        await this.#failed(pause, problem);
        return;
      }
      await crash('after the acts of a resume, before its row', place);
      await store.resumed(pause.operation, pause.step, pause.heldAt);
      await crash('after the row of a resume', place);
      const overMs = Math.max(0, (await store.now()) - pause.limitAt);
      logger.warn(`Writes that step ${pause.step} of operation ${pause.operation} paused were resumed by the watchdog${overMs > 0 ? `, ${overMs} ms after their limit` : ''}.`);
      metrics.pauseResumed?.(overMs);
      onChanged(pause.operation);
    } catch (error) {
      // freed also when it was called off, so that the next one need not wait for the lease
      await this.#failed(pause, textOf(error)).catch(() => {});
    }
  }

  async #failed(pause: PauseRow, problem: string): Promise<void> {
    const { store, logger, metrics, onChanged } = this.context;
    logger.error(`Writes that step ${pause.step} of operation ${pause.operation} paused could not be resumed yet: ${problem}`);
    metrics.resumeFailed?.();
    await store.resumeFailed(pause.operation, pause.step, problem, pause.heldAt);
    onChanged(pause.operation);
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
