import { cronWords, lastRun, nextRuns, requireCron } from './cron';

const QUARTER_MS = 15 * 60 * 1000;
const iso = (dates: readonly Date[]) => dates.map(date => date.toISOString());

describe('cron', () => {
  it.each([
    ['0 */6 * * *', 'Mars/Olympus', /no time zone/],
    ['0 */6 * *', 'UTC', /five fields/],
    ['0 0 */6 * * *', 'UTC', /five fields/],
    ['@daily', 'UTC', /five fields/],
    ['99 * * * *', 'UTC', /no cron expression/],
    ['* * * * x', 'UTC', /no cron expression/],
    ['0 0 31 2 *', 'UTC', /no cron expression/],
    ['H H * * *', 'UTC', /leaves the instant to chance/],
    ['0 2 * * 1,h', 'UTC', /leaves the instant to chance/],
  ])('refuses %s in %s', (cron, zone, why) => {
    expect(() => requireCron(cron, zone)).toThrow(why);
  });

  it.each(['0 2 * MAR-JUN THU', '0 2 L * *', '0 2 * * 1#2', '0 2 ? * *', ' 5/10 2 * * sun '])('takes %s, and can say it in words', cron => {
    requireCron(cron, 'UTC');
    expect(cronWords(cron, 'UTC')).toMatch(/, UTC$/);
  });

  it('tells the next runs in the zone of the schedule, over a change of its clocks', () => {
    expect(iso(nextRuns('30 2 * * *', 'Europe/Berlin', new Date('2026-10-24T12:00:00Z'), 2))).toEqual([
      '2026-10-25T00:30:00.000Z',
      '2026-10-26T01:30:00.000Z',
    ]);
    expect(iso(nextRuns('0 */6 * * *', 'UTC', new Date('2026-11-20T12:00:00Z'), 3))).toEqual([
      '2026-11-20T18:00:00.000Z',
      '2026-11-21T00:00:00.000Z',
      '2026-11-21T06:00:00.000Z',
    ]);
  });

  it('counts an instant itself as its last run', () => {
    const at = new Date('2026-11-20T12:00:00Z');
    expect(lastRun('0 */6 * * *', 'UTC', at).toISOString()).toBe('2026-11-20T12:00:00.000Z');
    expect(lastRun('0 */6 * * *', 'UTC', new Date(at.getTime() - 1)).toISOString()).toBe('2026-11-20T06:00:00.000Z');
  });

  it.each([
    ['30 2 * * *', '2026-10-24T12:00:00Z', '2026-10-25T00:30:00Z', '2026-10-26T01:30:00Z'],
    ['30 2 * * *', '2027-03-27T12:00:00Z', '2027-03-28T01:30:00Z', '2027-03-29T00:30:00Z'],
    ['0 */2 * * *', '2026-10-24T22:30:00Z', '2026-10-25T00:00:00Z', '2026-10-25T03:00:00Z'],
    ['0 * * * *', '2026-10-25T00:30:00Z', '2026-10-25T01:00:00Z', '2026-10-25T02:00:00Z'],
  ])('when clocks are moved, %s after %s comes at %s and then at %s, and counts as last from then on', (cron, from, ...expected) => {
    const zone = 'Europe/Berlin';
    const [first, second] = expected.map(at => new Date(at));
    expect(iso(nextRuns(cron, zone, new Date(from), 2))).toEqual(iso([first, second]));
    for (let at = first.getTime(); at < second.getTime(); at += QUARTER_MS) {
      expect([at, lastRun(cron, zone, new Date(at)).toISOString()]).toEqual([at, first.toISOString()]);
      expect([at, nextRuns(cron, zone, new Date(at), 1)[0].toISOString()]).toEqual([at, second.toISOString()]);
    }
  });

  it('says it in words, with the zone', () => {
    expect(cronWords('0 */6 * * *', 'Europe/Berlin')).toBe('On the hour, every 6 hours, Europe/Berlin');
  });
});
