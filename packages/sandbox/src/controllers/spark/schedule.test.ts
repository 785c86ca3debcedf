import { nextRun } from './schedule';

const FROM = new Date('2026-11-21T12:34:56Z'); // a Saturday

describe('nextRun', () => {
  it.each([
    ['0 3 * * *', '2026-11-22T03:00:00Z'],
    ['*/15 * * * *', '2026-11-21T12:45:00Z'],
    ['30 12,13 * * *', '2026-11-21T13:30:00Z'],
    ['0 9 * * 1-5', '2026-11-23T09:00:00Z'],
    ['0 0 * * 7', '2026-11-22T00:00:00Z'],
    ['0 0 1 * 1', '2026-11-23T00:00:00Z'],
    ['0 0 29 2 *', '2028-02-29T00:00:00Z'],
    ['@hourly', '2026-11-21T13:00:00Z'],
    ['@every 1h30m', '2026-11-21T14:04:56Z'],
    ['@every 30s', '2026-11-21T12:35:26Z'],
  ])('%s fires next at %s', (schedule, expected) => {
    expect(nextRun(schedule, FROM)?.toISOString()).toBe(
      new Date(expected).toISOString(),
    );
  });

  it.each([
    '',
    'every night',
    '60 * * * *',
    '0 0 30 2 *',
    '* * * *',
    '@every 0s',
  ])('"%s" never fires', schedule => {
    expect(nextRun(schedule, FROM)).toBeUndefined();
  });
});
