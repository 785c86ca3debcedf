import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import type { JsonObject } from '@backstage/types';
import type { SignalsService } from '@backstage/plugin-signals-node';

/** The signal channel of Penstock. */
export const SIGNAL_CHANNEL = 'data-pipelines';

/** Tells open pages to look again. */
export interface Announcements {
  pipelines(): void;
  /** @param id - of an operation that is not as it was */
  operation(id: string): void;
}

/**
 * Makes the functions that tell open pages to look again. The messages name no
 * pipeline: everybody hears them, and what each may see is decided when they ask.
 */
export function announceChanges(signals: SignalsService, logger: LoggerService): Announcements {
  const publish = (message: JsonObject) => {
    signals
      .publish({ recipients: { type: 'broadcast' }, channel: SIGNAL_CHANNEL, message })
      .catch(error => logger.warn(`Open pages could not be told of a change: ${stringifyError(error)}`));
  };
  return {
    pipelines: () => publish({ type: 'pipelines-changed' }),
    operation: id => publish({ type: 'operation-changed', operation: id }),
  };
}
