import type { Claim } from '../store/OperationStore';
import type { WorkerContext } from './WorkerContext';

/** Another worker has the operation, or may have it: nothing may be written any more. */
export class ClaimLostError extends Error {
  override readonly name = 'ClaimLostError';
}

/** This process stops; the operation goes on elsewhere, or after the next start. */
export class WorkerStoppingError extends Error {
  override readonly name = 'WorkerStoppingError';
}

/** How long a claim holds and how often it is renewed, in milliseconds. */
export interface LeaseTimes {
  leaseMs: number;
  renewMs: number;
}

/** Before the end of a lease nothing more is sent, so that it arrives while the lease still runs. */
const MARGIN_MS = 1_000;

/**
 * The right of this process to write for one operation. It counts from before
 * the claim was asked for, by a clock that only goes forward: a process that
 * was frozen knows by itself that its right has run out.
 */
export class Lease {
  /** Aborted when the claim is lost: ends what is under way. */
  readonly lost: AbortSignal;
  /** Aborted when the claim is lost or the process stops: ends what is waited for. */
  readonly ended: AbortSignal;
  readonly #losing = new AbortController();
  readonly #finished = new AbortController();
  readonly #stopping: AbortSignal;
  #renewedAt: number;

  /** @param askedAt - `clock.monotonic()` before the claim was asked for */
  constructor(
    private readonly context: WorkerContext,
    readonly claim: Claim,
    private readonly times: LeaseTimes,
    { askedAt, stopping }: { askedAt: number; stopping: AbortSignal },
  ) {
    this.#renewedAt = askedAt;
    this.#stopping = stopping;
    this.lost = this.#losing.signal;
    this.ended = AbortSignal.any([this.lost, stopping]);
  }

  /** @throws ClaimLostError when this worker may not write for the operation any more */
  assertHeld(): void {
    if (!this.lost.aborted && this.context.clock.monotonic() - this.#renewedAt >= this.times.leaseMs - MARGIN_MS) {
      this.#lose('its lease ran out before it could be renewed');
    }
    this.lost.throwIfAborted();
  }

  /** @throws WorkerStoppingError or ClaimLostError when nothing new may be begun */
  assertGoingOn(): void {
    this.assertHeld();
    this.#stopping.throwIfAborted();
  }

  /** A write of a row did not land. */
  rowLost(): never {
    this.#lose('another worker took it');
    throw this.lost.reason;
  }

  /** Renews until {@link close}, or until the claim is lost. */
  async keep(): Promise<void> {
    const { clock, store, logger } = this.context;
    const until = AbortSignal.any([this.lost, this.#finished.signal]);
    for (;;) {
      await clock.sleep(this.times.renewMs, until);
      if (until.aborted) return;
      const askedAt = clock.monotonic();
      try {
        if (await store.renew(this.claim, this.times.leaseMs)) this.#renewedAt = askedAt;
        else if (!until.aborted) this.#lose('another worker took it');
      } catch (error) {
        // the database may be away for a moment; the lease bounds how long that may last
        logger.warn(`The claim of operation ${this.claim.operation} could not be renewed: ${error instanceof Error ? error.message : String(error)}`);
      }
      if (!this.lost.aborted && clock.monotonic() - this.#renewedAt >= this.times.leaseMs) this.#lose('its lease ran out before it could be renewed');
    }
  }

  /** The work is over; the renewal ends. */
  close(): void {
    this.#finished.abort();
  }

  #lose(why: string): void {
    this.context.metrics.claimLost?.();
    this.#losing.abort(new ClaimLostError(`Worker ${this.claim.worker} lost the operation ${this.claim.operation}: ${why}.`));
  }
}
