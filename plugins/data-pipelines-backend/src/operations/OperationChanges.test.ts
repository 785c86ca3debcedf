import { OperationChanges } from './OperationChanges';

const ID = 'op-aaaaaaaaaaaa';

describe('waiting for a change of an operation', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  /** A wait of 20 s for a version above 7, and what can be done meanwhile. */
  function waiting() {
    const changes = new OperationChanges();
    const gone = new AbortController();
    const row: { version: number | undefined } = { version: 7 };
    let looks = 0;
    const version = async () => {
      looks += 1;
      return row.version;
    };
    let over = false;
    const done = changes.wait({ id: ID, after: 7, seconds: 20, version, signal: gone.signal }).then(() => {
      over = true;
    });
    return { changes, gone, row, done, looks: () => looks, isOver: () => over };
  }

  it('ends at once when this process says so and the version is newer', async () => {
    const { changes, row, done, isOver } = waiting();
    await jest.advanceTimersByTimeAsync(100);
    changes.announce('op-another000');
    changes.announce(ID);
    await jest.advanceTimersByTimeAsync(0);
    expect(isOver()).toBe(false);
    row.version = 8;
    changes.announce(ID);
    await jest.advanceTimersByTimeAsync(0);
    expect(isOver()).toBe(true);
    await done;
  });

  it('ends within a second of a change that another replica made', async () => {
    const { row, done, isOver } = waiting();
    await jest.advanceTimersByTimeAsync(5_500);
    row.version = 9;
    await jest.advanceTimersByTimeAsync(1_000);
    expect(isOver()).toBe(true);
    await done;
  });

  it('ends with its time, and has looked once a second', async () => {
    const { done, isOver, looks } = waiting();
    await jest.advanceTimersByTimeAsync(19_900);
    expect(isOver()).toBe(false);
    await jest.advanceTimersByTimeAsync(200);
    expect(isOver()).toBe(true);
    expect(looks()).toBeLessThanOrEqual(22);
    await done;
  });

  it('ends when the caller went away, and when the operation is not there any more', async () => {
    const left = waiting();
    await jest.advanceTimersByTimeAsync(300);
    left.gone.abort();
    await jest.advanceTimersByTimeAsync(0);
    expect(left.isOver()).toBe(true);
    const lost = waiting();
    lost.row.version = undefined;
    await jest.advanceTimersByTimeAsync(1_000);
    expect(lost.isOver()).toBe(true);
    await Promise.all([left.done, lost.done]);
    expect(jest.getTimerCount()).toBe(0);
  });
});
