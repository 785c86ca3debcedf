import type { LoggerService } from '@backstage/backend-plugin-api';
import type { ClusterConnection, ServedResource } from '../clusters/ClusterConnection';
import type { InventoryClock } from './clock';

/** A silent cluster is known to be silent after one beat and one timeout: 15 s. */
export const PULSE_INTERVAL_MS = 10_000;

/** What a pulse needs. */
export interface PulseOptions {
  connection: ClusterConnection;
  clock: InventoryClock;
  logger: LoggerService;
  /** After each good beat. */
  discovered: (served: readonly ServedResource[]) => void;
  /** After each beat, good or bad. */
  beat: () => void;
}

/**
 * Asks one cluster every ten seconds for its discovery document: one small,
 * mostly unchanged answer that shows both that the cluster lives and which
 * kinds it serves. While it fails, nothing else is asked of the cluster.
 */
export class Pulse {
  private down: string | undefined;
  private answering = false;
  private readonly waiting = new Set<() => void>();

  constructor(private readonly options: PulseOptions) {}

  /** Why the cluster does not answer, while it does not. */
  failure(): string | undefined {
    return this.down;
  }

  /** Resolves at once while the cluster answers, else after the next good beat or the abort. */
  async whenAnswering(signal: AbortSignal): Promise<void> {
    if (this.answering || signal.aborted) return;
    await new Promise<void>(resolve => {
      const go = () => {
        this.waiting.delete(go);
        signal.removeEventListener('abort', go);
        resolve();
      };
      this.waiting.add(go);
      signal.addEventListener('abort', go, { once: true });
    });
  }

  /** Runs until aborted; never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.beatOnce(signal);
      if (signal.aborted) return;
      await this.options.clock.sleep(PULSE_INTERVAL_MS * (0.9 + 0.1 * this.options.clock.random()), signal);
    }
  }

  private async beatOnce(signal: AbortSignal): Promise<void> {
    const { connection, logger } = this.options;
    try {
      const served = await untilAborted(connection.discover({ refresh: true }), signal);
      if (signal.aborted) return;
      if (this.down !== undefined) logger.info(`Cluster ${connection.cluster} answers again.`);
      this.down = undefined;
      this.options.discovered(served);
      this.answering = true;
      for (const go of [...this.waiting]) go();
    } catch (error) {
      if (signal.aborted) return;
      const reason = error instanceof Error ? error.message : `Cluster ${connection.cluster} does not answer.`;
      if (this.down !== reason) logger.warn(reason);
      this.down = reason;
      this.answering = false;
    }
    this.options.beat();
  }
}

/** A cluster that hangs must not hold up the end of the backend. */
async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let stop = () => {};
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
  });
  return Promise.race([work, aborted]).finally(() => signal.removeEventListener('abort', stop));
}
