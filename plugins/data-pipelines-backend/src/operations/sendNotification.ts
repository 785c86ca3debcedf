import type { NotificationSendOptions, NotificationService } from '@backstage/plugin-notifications-node';

/** How long a notification may take to be handed over, in milliseconds, unless told otherwise. */
const SEND_LIMIT_MS = 15_000;

/**
 * Hands a notification over.
 *
 * @param limitMs - how long that may take, in milliseconds
 * @throws Error when it was refused, or not handed over in time; it may have been sent all the same
 */
export async function sendNotification(notifications: Pick<NotificationService, 'send'>, message: NotificationSendOptions, limitMs: number = SEND_LIMIT_MS): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`The notifications plugin did not answer within ${limitMs / 1000} s`)), limitMs);
  });
  try {
    await Promise.race([notifications.send(message), limit]);
  } finally {
    clearTimeout(timer);
  }
}
