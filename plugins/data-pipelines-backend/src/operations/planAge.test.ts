import { isFresh, newOperationId, PLAN_MINUTES, planAgeMinutes } from './planAge';

const NOW = new Date('2026-11-20T12:00:30Z');
const after = (minutes: number) => new Date(NOW.getTime() + minutes * 60_000);

describe('the age of a plan', () => {
  it('travels with its id', () => {
    const id = newOperationId(NOW);
    expect(id).toMatch(/^op-[a-z2-7]{12}$/);
    expect([0, 1, PLAN_MINUTES, 24 * 60].map(minutes => planAgeMinutes(id, after(minutes)))).toEqual([0, 1, PLAN_MINUTES, 24 * 60]);
  });

  it.each([
    [0, true],
    [PLAN_MINUTES, true],
    [PLAN_MINUTES + 1, false],
    [24 * 60, false],
    [-1, true],
    [-10, false],
  ])('%i minutes later it may be started: %s', (minutes, may) => {
    expect(isFresh(newOperationId(NOW), after(minutes))).toBe(may);
  });

  it('is none for an id that Penstock did not give', () => {
    expect(isFresh('op-111111111111', NOW)).toBe(false);
  });

  it('is told apart from others of the same minute', () => {
    expect(new Set(Array.from({ length: 1_000 }, () => newOperationId(NOW))).size).toBe(1_000);
  });
});
