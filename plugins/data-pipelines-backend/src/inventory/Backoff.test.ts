import { Backoff } from './Backoff';
import { VirtualClock } from './__testUtils__/VirtualClock';

describe('Backoff', () => {
  it.each([
    [0, [800, 1600, 3200, 6400, 12_800, 15_000, 15_000]],
    [0.999999, [1600, 3200, 6400, 12_800, 25_600, 30_000, 30_000]],
  ])('grows from 0.8 s to 30 s, jittered (random %d)', (random, expected) => {
    const clock = new VirtualClock(0, () => random);
    const backoff = new Backoff(clock);
    const pauses = expected.map(() => {
      const pause = backoff.next();
      clock.pass(pause);
      return Math.round(pause);
    });
    expect(pauses).toEqual(expected);
  });

  it('starts again after two quiet minutes, and not before', () => {
    const clock = new VirtualClock(0, () => 0);
    const backoff = new Backoff(clock);
    clock.pass(backoff.next());
    clock.pass(backoff.next());
    clock.pass(119_999);
    expect(backoff.next()).toBe(3200);
    clock.pass(3200 + 120_000);
    expect(backoff.next()).toBe(800);
  });
});
