import { randomBytes } from 'node:crypto';

const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';
const TIME_LETTERS = 5;
const RANDOM_LETTERS = 7;
const MINUTE_MS = 60_000;

/** A plan is started within so many minutes or drawn again: its losses and forecasts are not older than that. */
export const PLAN_MINUTES = 15;

/**
 * The id of an operation that is to be: `op-`, the minute in which its plan
 * was drawn, and 35 random bits. Nothing is stored of a plan, so its age
 * travels with it.
 */
export function newOperationId(now: Date, random: Uint8Array = randomBytes(RANDOM_LETTERS)): string {
  const minute = Math.floor(now.getTime() / MINUTE_MS);
  const time = Array.from({ length: TIME_LETTERS }, (_, index) => BASE32[Math.floor(minute / 32 ** (TIME_LETTERS - 1 - index)) % 32]);
  return `op-${time.join('')}${[...random.slice(0, RANDOM_LETTERS)].map(byte => BASE32[byte % 32]).join('')}`;
}

/** Whole minutes since the plan was drawn; negative for one of the future, NaN for an id that is none. Pure. */
export function planAgeMinutes(id: string, now: Date): number {
  const letters = /^op-([a-z2-7]{5})[a-z2-7]{7}$/.exec(id)?.[1];
  if (letters === undefined) return NaN;
  const minute = [...letters].reduce((sum, letter) => sum * 32 + BASE32.indexOf(letter), 0);
  // Five letters hold 63 years of minutes; only the rest of the division is told.
  const passed = (Math.floor(now.getTime() / MINUTE_MS) - minute) % 32 ** TIME_LETTERS;
  return passed > 32 ** TIME_LETTERS / 2 ? passed - 32 ** TIME_LETTERS : passed;
}

/** Whether it may still be started; a minute of the future is granted to clocks that differ. */
export function isFresh(id: string, now: Date): boolean {
  const minutes = planAgeMinutes(id, now);
  return minutes >= -1 && minutes <= PLAN_MINUTES;
}
