const DAY_MS = 24 * 3600 * 1000;
const SUNDAY = 0;
const OCTOBER = 9;

/** Midnight UTC of the last Sunday of October, on which clocks in Berlin are set back from 3 to 2, at least a day after the instant. Pure. */
export function nextClocksBack(after: Date): Date {
  for (let day = midnightAfter(after) + DAY_MS; ; day += DAY_MS) {
    const date = new Date(day);
    if (date.getUTCMonth() === OCTOBER && date.getUTCDay() === SUNDAY && new Date(day + 7 * DAY_MS).getUTCMonth() !== OCTOBER) return date;
  }
}

/** Midnight UTC of the next Monday. Pure. */
export function nextMonday(after: Date): Date {
  const midnight = midnightAfter(after);
  const missing = (8 - new Date(midnight).getUTCDay()) % 7;
  return new Date(midnight + missing * DAY_MS);
}

/** So many days and hours later. Pure. */
export function later(from: Date, { days = 0, hours = 0, minutes = 0 }: { days?: number; hours?: number; minutes?: number }): Date {
  return new Date(from.getTime() + days * DAY_MS + hours * 3600_000 + minutes * 60_000);
}

function midnightAfter(instant: Date): number {
  return Math.ceil(instant.getTime() / DAY_MS) * DAY_MS;
}
