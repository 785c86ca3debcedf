import { CronExpressionParser } from 'cron-parser';
import { toString as inWords } from 'cronstrue';
import { RefusedInputError } from '../errors';

const FIELDS = 5;
/** `H` stands for an instant that the parser draws anew at each reading. No name of a day or month begins with it. */
const DRAWN = /(^|[\s,])h/i;

/**
 * Refuses what is no cron expression of five fields, or no time zone.
 *
 * @throws RefusedInputError (INPUT_INVALID)
 */
export function requireCron(cron: string, timeZone: string): void {
  if (!isTimeZone(timeZone)) {
    throw refused(`"${timeZone.slice(0, 60)}" is no time zone`, 'Write the name of the IANA database, e.g. Europe/Berlin or UTC.');
  }
  if (cron.trim().split(/\s+/).length !== FIELDS) {
    throw refused(`"${cron.slice(0, 100)}" has not the five fields minute, hour, day, month and weekday`, 'Write e.g. "0 */6 * * *" for every six hours.');
  }
  if (DRAWN.test(cron)) throw refused(`"${cron.slice(0, 100)}" leaves the instant to chance (H)`, 'Write the minute and the hour themselves, e.g. "17 2 * * *".');
  try {
    CronExpressionParser.parse(cron, { tz: timeZone, currentDate: new Date(0) }).next();
    // what cannot be said in words could not be shown afterwards, nor the list it stands in
    cronWords(cron, timeZone);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw refused(`"${cron.slice(0, 100)}" is no cron expression that ever comes: ${why}`, 'Write e.g. "0 */6 * * *" for every six hours.');
  }
}

function refused(reason: string, remedy: string): RefusedInputError {
  return new RefusedInputError(`The schedule was not saved: ${reason}; ${remedy.charAt(0).toLowerCase()}${remedy.slice(1)}`, { code: 'INPUT_INVALID', reason: `${reason}.`, remedy });
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/**
 * No clock of a zone is moved by more. The parser counts the hour that clocks
 * repeat, or leave out, by where it starts to count; from so long before it
 * always comes to the same instants: each once, and one that is left out with
 * the hour that follows.
 */
const MOST_MOVED_MS = 3 * 60 * 60 * 1000;

function* runsAround(cron: string, timeZone: string, at: Date): Generator<Date> {
  const runs = CronExpressionParser.parse(cron, { tz: timeZone, currentDate: new Date(at.getTime() - MOST_MOVED_MS) });
  for (;;) yield runs.next().toDate();
}

/** The next instants at which the expression comes, after `from`. */
export function nextRuns(cron: string, timeZone: string, from: Date, count: number): readonly Date[] {
  const found: Date[] = [];
  for (const run of runsAround(cron, timeZone, from)) {
    if (found.length === count) break;
    if (run.getTime() > from.getTime()) found.push(run);
  }
  return found;
}

/** The last instant at or before `at` at which the expression came: one of those that {@link nextRuns} told before. */
export function lastRun(cron: string, timeZone: string, at: Date): Date {
  let last = CronExpressionParser.parse(cron, { tz: timeZone, currentDate: new Date(at.getTime() - MOST_MOVED_MS) }).prev().toDate();
  for (const run of runsAround(cron, timeZone, last)) {
    if (run.getTime() > at.getTime()) break;
    last = run;
  }
  return last;
}

/** The expression in words, with its zone: `Every 6 hours, UTC`. */
export function cronWords(cron: string, timeZone: string): string {
  return `${inWords(cron, { use24HourTimeFormat: true })}, ${timeZone}`;
}
