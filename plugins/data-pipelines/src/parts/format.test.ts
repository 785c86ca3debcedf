import { formatAge, formatMinute, formatTime, formatValue, withReadableTimes } from './format';

const NOW = Date.parse('2026-11-20T14:31:43Z');

describe('formatValue', () => {
  it.each([
    [245, 'seconds', '4 min 05 s'],
    [32400, 'seconds', '9 h'],
    [0.93, 'ratio', '93 %'],
    [906500, 'messages', '906,500'],
    [3700, 'messagesPerSecond', '3.70 k/s'],
    [0, 'messagesPerSecond', '0/s'],
    [2 ** 30, 'bytes', '1 GiB'],
    [12, 'milliseconds', '12 ms'],
    [1500, 'milliseconds', '1.5 s'],
    [0, 'count', '0'],
  ] as const)('%s in %s reads %s', (value, unit, text) => {
    expect(formatValue(value, unit)).toBe(text);
  });

  it('says ? and not 0 for what is no number', () => {
    expect(formatValue(NaN, 'count')).toBe('?');
    expect(formatValue(Infinity, 'seconds')).toBe('?');
  });
});

describe('times', () => {
  it('names the zone always and the date only where it is another day', () => {
    expect(formatTime('2026-11-20T13:17:00Z', NOW)).toBe('13:17:00 UTC');
    expect(formatMinute('2026-11-20T13:17:00Z', NOW)).toBe('13:17 UTC');
    expect(formatTime('2026-11-18T15:30:00Z', NOW)).toBe('2026-11-18 15:30 UTC');
  });

  it('makes times inside of sentences readable, and leaves the rest as it is', () => {
    expect(withReadableTimes('kept until 2026-11-23T20:01:52.589Z, cut 2026-11-21T19:45:27Z; 3T4Z')).toBe('kept until 2026-11-23 20:01:52 UTC, cut 2026-11-21 19:45:27 UTC; 3T4Z');
  });

  it('gives back what is no time as it came', () => {
    expect(formatTime('yesterday', NOW)).toBe('yesterday');
    expect(formatAge('yesterday', NOW)).toBeUndefined();
  });

  it('has no age below a second and none for times to come', () => {
    expect(formatAge('2026-11-20T14:31:43Z', NOW)).toBeUndefined();
    expect(formatAge('2026-11-20T14:40:00Z', NOW)).toBeUndefined();
    expect(formatAge('2026-11-20T14:31:40Z', NOW)).toBe('3 s');
  });
});
