import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import type { NotificationService } from '@backstage/plugin-notifications-node';
import { outcomeMessage } from './announceOutcome';
import { sendNotification } from './sendNotification';
import type { OperationStore, UntoldOutcome } from './store';

/** What telling needs. */
export interface OutcomeTellerOptions {
  store: Pick<OperationStore, 'get' | 'takeUntold' | 'told' | 'tellLater'>;
  notifications: Pick<NotificationService, 'send'>;
  logger: LoggerService;
  /** Differs between processes. */
  name: string;
  /** How long a notification may take to be handed over, in milliseconds; 15 s unless set. */
  sendLimitMs?: number;
}

/** Longer than a send may take, so that nobody else sends meanwhile. */
const LEASE_MS = 60_000;
const FIRST_WAIT_MS = 10_000;
const LONGEST_WAIT_MS = 60 * 60 * 1000;
/** From then on nobody waits for it any more. */
const GIVEN_UP_AFTER_MS = 24 * 60 * 60 * 1000;

/**
 * Tells owners how operations ended. What is to be told is a row that was
 * written with the outcome itself and goes when it was told, so a process that
 * dies in between loses none; one that dies between sending and that has it
 * sent again, with the same scope, which the notifications plugin shows as one.
 */
export class OutcomeTeller {
  readonly #options: OutcomeTellerOptions;
  #looking: Promise<void> | undefined;
  #again = false;

  constructor(options: OutcomeTellerOptions) {
    this.#options = options;
  }

  /** Tells what is to be told; one look at a time, and one more for those who asked meanwhile. Does not throw. */
  look(): Promise<void> {
    this.#again = true;
    this.#looking ??= this.#lookWhileAsked();
    return this.#looking;
  }

  async #lookWhileAsked(): Promise<void> {
    while (this.#again) {
      this.#again = false;
      await this.#tellAll().catch(error => this.#options.logger.warn(`Outcomes that are to be told could not be looked up: ${stringifyError(error)}`));
    }
    this.#looking = undefined;
  }

  async #tellAll(): Promise<void> {
    const { store, name } = this.#options;
    for (;;) {
      const outcome = await store.takeUntold(name, LEASE_MS);
      if (!outcome) return;
      await this.#tell(outcome);
    }
  }

  async #tell(outcome: UntoldOutcome): Promise<void> {
    const { store, notifications, sendLimitMs, logger, name } = this.#options;
    const { operation, tries, ageMs } = outcome;
    try {
      const row = await store.get(operation);
      const message = row && outcomeMessage(row);
      if (message) await sendNotification(notifications, message, sendLimitMs);
      await store.told(operation);
    } catch (error) {
      const isOver = ageMs > GIVEN_UP_AFTER_MS;
      logger.warn(`How ${operation} ended could not be told${isOver ? ', and is not tried again' : ''}: ${stringifyError(error)}`);
      if (isOver) await store.told(operation);
      else await store.tellLater(operation, name, Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (tries - 1)));
    }
  }
}
