const EVERY = /^@every\s+(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/;
const NAMED: Record<string, string> = {
  '@hourly': '0 * * * *',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@weekly': '0 0 * * 0',
  '@monthly': '0 0 1 * *',
  '@yearly': '0 0 1 1 *',
};
const RANGES = [
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [0, 7],
] as const;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Four years and a day: a 29 February is found or there is none. */
const HORIZON_MS = (4 * 365 + 2) * DAY;

/**
 * The next time after `from` at which a cron schedule fires, in UTC. Takes
 * five fields, `@daily` and its kin, and `@every 1h30m`. Undefined when the
 * schedule cannot be read or never fires.
 */
export function nextRun(schedule: string, from: Date): Date | undefined {
  const every = EVERY.exec(schedule.trim());
  if (every) {
    const [hours, minutes, seconds] = every
      .slice(1)
      .map(part => Number(part ?? 0));
    const ms = ((hours * 60 + minutes) * 60 + seconds) * 1_000;
    return ms > 0 ? new Date(from.getTime() + ms) : undefined;
  }
  const fields = (NAMED[schedule.trim()] ?? schedule).trim().split(/\s+/);
  const sets = fields.map((field, index) =>
    RANGES[index] ? valuesOf(field, RANGES[index]) : undefined,
  );
  return fields.length === 5 && sets.every(set => set !== undefined)
    ? search(
        sets.flatMap(set => (set ? [set] : [])),
        fields,
        from,
      )
    : undefined;
}

function search(
  [minutes, hours, days, months, weekdays]: Set<number>[],
  fields: string[],
  from: Date,
): Date | undefined {
  // As in cron: when both days are restricted, either is enough.
  const either = fields[2] !== '*' && fields[4] !== '*';
  const end = from.getTime() + HORIZON_MS;
  let time = (Math.floor(from.getTime() / MINUTE) + 1) * MINUTE;
  while (time <= end) {
    const at = new Date(time);
    const weekday =
      weekdays.has(at.getUTCDay()) || (at.getUTCDay() === 0 && weekdays.has(7));
    const day = days.has(at.getUTCDate());
    const thatDay =
      months.has(at.getUTCMonth() + 1) &&
      (either ? day || weekday : day && weekday);
    if (!thatDay) {
      time = (Math.floor(time / DAY) + 1) * DAY;
    } else if (!hours.has(at.getUTCHours())) {
      time = (Math.floor(time / HOUR) + 1) * HOUR;
    } else if (minutes.has(at.getUTCMinutes())) {
      return at;
    } else {
      time += MINUTE;
    }
  }
  return undefined;
}

function valuesOf(
  field: string,
  [least, most]: readonly [number, number],
): Set<number> | undefined {
  const values = new Set<number>();
  for (const part of field.split(',')) {
    const match = /^(?:\*|(\d+)(?:-(\d+))?)(?:\/(\d+))?$/.exec(part);
    if (!match) {
      return undefined;
    }
    const [, low, high, step = '1'] = match;
    const first = low === undefined ? least : Number(low);
    const single = low !== undefined && high === undefined && !match[3];
    const last = single ? first : Number(high ?? most);
    if (first < least || last > most || Number(step) < 1) {
      return undefined;
    }
    for (let value = first; value <= last; value += Number(step)) {
      values.add(value);
    }
  }
  return values;
}
