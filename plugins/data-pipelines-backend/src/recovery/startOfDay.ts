import { RefusedInputError } from '../errors';

/**
 * Midnight in UTC, in milliseconds since the epoch, with which a day like
 * `2026-11-20` begins.
 *
 * @throws RefusedInputError (INPUT_INVALID) for a day that no calendar has
 */
export function startOfDay(day: string): number {
  const start = Date.parse(`${day}T00:00:00Z`);
  // Some days that are none are read as one of the next month.
  if (Number.isFinite(start) && new Date(start).toISOString().startsWith(day)) return start;
  throw new RefusedInputError(`The recovery points were not listed: ${day} is no day of the calendar; write one as year, month and day, e.g. 2026-11-20`, {
    code: 'INPUT_INVALID',
    reason: `${day} is no day of the calendar.`,
    remedy: 'Write one as year, month and day, e.g. 2026-11-20.',
  });
}
