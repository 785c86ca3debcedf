import { ServiceUnavailableError } from '@backstage/errors';

/** How long the database may take for one action, in milliseconds. */
export const DATABASE_LIMIT_MS = 30_000;

/**
 * What the database answers, within a limit: a connection that is half open
 * would otherwise hold its caller for hours.
 *
 * @throws ServiceUnavailableError after the limit; whether a write took place is then not known
 */
export async function answerInTime<T>(answer: Promise<T>, limitMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new ServiceUnavailableError(`The database did not answer within ${limitMs / 1000} s; whether the change took place is not known. Check that the database can be reached; what is stored is read again.`));
    }, limitMs);
  });
  try {
    return await Promise.race([answer, limit]);
  } finally {
    clearTimeout(timer);
  }
}
