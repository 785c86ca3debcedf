import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import type { SignalsService } from '@backstage/plugin-signals-node';

/** The signal channel of Penstock. */
export const SIGNAL_CHANNEL = 'data-pipelines';

/**
 * Makes the function that tells open pages to look again. The message names no
 * pipeline: everybody hears it, and what each may see is decided when they ask.
 */
export function announceChanges(signals: SignalsService, logger: LoggerService): () => void {
  return () => {
    signals
      .publish({ recipients: { type: 'broadcast' }, channel: SIGNAL_CHANNEL, message: { type: 'pipelines-changed' } })
      .catch(error => logger.warn(`Open pages could not be told of a change: ${stringifyError(error)}`));
  };
}
