import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import type { RunningOperation } from '../pipelines/withOperations';
import { summarise } from './presentOperation';
import type { OperationStore } from './store/OperationStore';

const MOST = 200;
/** Between two readings: an operation changes many times a second, and pages need not follow each change. */
const REST_MS = 500;

/** Operations that have not ended, as last read from the database, for the read model; reading them costs nothing. */
export class RunningOperations {
  #running: readonly RunningOperation[] = [];
  #reading: Promise<void> | undefined;
  #again = false;

  #changed = () => {};

  constructor(
    private readonly store: Pick<OperationStore, 'list'>,
    private readonly logger: LoggerService,
  ) {}

  /** Tells, from now on, when what runs, or its phase, is different. */
  onChange(listener: () => void): void {
    this.#changed = listener;
  }

  current(): readonly RunningOperation[] {
    return this.#running;
  }

  /** Reads again; calls while a reading goes on become one more reading. Never rejects. */
  refresh(): Promise<void> {
    if (this.#reading) {
      this.#again = true;
      return this.#reading;
    }
    this.#reading = this.#read().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  async #read(): Promise<void> {
    do {
      this.#again = false;
      try {
        const rows = await this.store.list({ state: 'running', limit: MOST });
        const before = this.#text();
        this.#running = rows.map(row => ({ summary: summarise(row), locks: row.stored.locks.map(({ key }) => key) }));
        if (before !== this.#text()) this.#changed();
      } catch (error) {
        this.logger.warn(`Running operations could not be read; pages show the last known ones: ${stringifyError(error)}`);
      }
      if (this.#again) await new Promise(resolve => setTimeout(resolve, REST_MS));
    } while (this.#again);
  }

  #text(): string {
    return this.#running.map(({ summary }) => `${summary.id} ${summary.phase} ${summary.message ?? ''}`).join('\n');
  }
}
