import type { Claim } from '../store/OperationStore';
import { Bell } from './Bell';
import { ClaimLostError, Lease, WorkerStoppingError, type LeaseTimes } from './Lease';
import { PauseWatchdog } from './PauseWatchdog';
import { runOperation } from './runOperation';
import type { WorkerContext } from './WorkerContext';

/** How a worker works; times in milliseconds. */
export interface WorkerOptions extends LeaseTimes {
  /** Name of this process among the replicas; another one after each start. */
  name: string;
  /** Operations that are worked on at once; most of them wait. */
  atOnce: number;
  /** Between two looks for operations, and for pauses that are overdue. */
  lookMs: number;
  /** Longest time that a stop takes for resuming writes that this process paused. */
  stopMs: number;
}

/** Production values, besides the name. */
export const WORKER_DEFAULTS: Omit<WorkerOptions, 'name'> = { leaseMs: 8_000, renewMs: 2_000, atOnce: 32, lookMs: 1_000, stopMs: 8_000 };

/** Longest wait for paused writes to be resumed at the start before operations are looked for. */
const FIRST_ROUND_MS = 3_000;

/** Executes stored operations in this process, until it is stopped. */
export class OperationWorker {
  readonly #stopping = new AbortController();
  readonly #watching = new AbortController();
  readonly #bell: Bell;
  readonly #running = new Map<string, { bell: Bell; done: Promise<void> }>();
  readonly #watchdog: PauseWatchdog;
  readonly #options: WorkerOptions;
  #loops: Promise<unknown> | undefined;

  constructor(
    private readonly context: WorkerContext,
    options: Pick<WorkerOptions, 'name'> & Partial<WorkerOptions>,
  ) {
    this.#options = { ...WORKER_DEFAULTS, ...options };
    this.#bell = new Bell(context.clock);
    this.#watchdog = new PauseWatchdog(context, this.#options.name);
  }

  /** Resumes what is overdue, then looks for operations; does not wait for either. */
  start(): void {
    this.#loops ??= this.#work();
  }

  /** Something may have changed: looks at the clusters and for operations now. */
  poke(): void {
    this.#bell.ring();
    for (const { bell } of this.#running.values()) bell.ring();
  }

  /** Begins nothing new, gives the operations back, and resumes writes that would stay paused. */
  async stop(): Promise<void> {
    this.#stopping.abort(new WorkerStoppingError(`Worker ${this.#options.name} stops.`));
    await Promise.all([...this.#running.values()].map(({ done }) => done));
    this.#watching.abort();
    await this.#loops;
    // other replicas would do it too, but there may be none
    const over = new AbortController();
    const { clock } = this.context;
    const round = this.#round(over.signal);
    await Promise.race([round, clock.sleep(this.#options.stopMs, this.#finishing(round))]);
    over.abort(new WorkerStoppingError(`Worker ${this.#options.name} stops.`));
    await round;
  }

  async #work(): Promise<void> {
    const first = this.#round(this.#watching.signal);
    await Promise.race([first, this.context.clock.sleep(FIRST_ROUND_MS, this.#finishing(first))]);
    await Promise.all([this.#watchdog.watch(this.#options.lookMs, this.#watching.signal), this.#look()]);
  }

  /** One round of the watchdog; never rejects. */
  #round(signal: AbortSignal): Promise<void> {
    return this.#watchdog.round(signal).catch((error: unknown) => this.context.logger.error(`Paused writes could not be looked for: ${textOf(error)}`));
  }

  /** Aborted when the work is over, so that nobody sleeps on beside it. */
  #finishing(work: Promise<void>): AbortSignal {
    const over = new AbortController();
    void work.finally(() => over.abort());
    return over.signal;
  }

  async #look(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      try {
        await this.#claimAll();
      } catch (error) {
        this.context.logger.error(`Operations could not be looked for: ${textOf(error)}`);
      }
      await this.#bell.sleep(this.#options.lookMs, signal, Math.min(100, this.#options.lookMs));
    }
  }

  async #claimAll(): Promise<void> {
    const { clock, store } = this.context;
    while (this.#running.size < this.#options.atOnce && !this.#stopping.signal.aborted) {
      const askedAt = clock.monotonic();
      const claim = await store.claim(this.#options.name, this.#options.leaseMs);
      if (!claim) return;
      const bell = new Bell(clock);
      const done = this.#execute(claim, askedAt, bell).finally(() => {
        this.#running.delete(claim.operation);
        this.#bell.ring();
      });
      this.#running.set(claim.operation, { bell, done });
    }
  }

  /** Never rejects: whatever happens, the rows say where the next one goes on. */
  async #execute(claim: Claim, askedAt: number, bell: Bell): Promise<void> {
    const { logger, store } = this.context;
    const lease = new Lease(this.context, claim, this.#options, { askedAt, stopping: this.#stopping.signal });
    const kept = lease.keep();
    try {
      await runOperation(this.context, lease, bell);
    } catch (error) {
      if (error instanceof WorkerStoppingError) await store.release(claim).catch(() => {});
      else if (error instanceof ClaimLostError) logger.warn(error.message);
      // the claim runs out by itself, which keeps a fault that repeats from spinning
      else logger.error(`Operation ${claim.operation} was interrupted and is taken up again: ${textOf(error)}`);
    } finally {
      lease.close();
      await kept;
    }
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
