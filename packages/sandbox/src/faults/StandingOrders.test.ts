import { StandingOrders } from './StandingOrders';

describe('standing orders', () => {
  it('are in force until they are lifted, the newest first', () => {
    const orders = new StandingOrders();
    const hang = orders.add({
      kind: 'driver',
      operation: 'snapshot',
      mode: 'hang',
    });
    const fail = orders.add({
      kind: 'driver',
      operation: 'snapshot',
      mode: 'fail',
    });
    expect(orders.driver('snapshot')?.mode).toBe('fail');
    expect(orders.driver('expand')).toBeUndefined();
    orders.met('snapshot');
    expect([hang.hits(), fail.hits()]).toEqual([0, 1]);
    fail.lift();
    expect(orders.driver('snapshot')?.mode).toBe('hang');
    hang.lift();
    expect(orders.driver('snapshot')).toBeUndefined();
  });

  it('are over after so many calls, and say so', () => {
    const orders = new StandingOrders();
    let changes = 0;
    const stop = orders.onChange(() => {
      changes += 1;
    });
    const twice = orders.add({
      kind: 'driver',
      operation: 'expand',
      mode: 'fail',
      times: 2,
    });
    orders.met('expand');
    expect(orders.driver('expand')).toBeDefined();
    orders.met('expand');
    expect(orders.driver('expand')).toBeUndefined();
    twice.lift();
    expect([changes, twice.hits()]).toEqual([2, 2]);
    stop();
    orders.add({ kind: 'silent', controller: 'eck' });
    expect(changes).toBe(2);
  });

  it('silence one controller and no other', () => {
    const orders = new StandingOrders();
    const silence = orders.add({ kind: 'silent', controller: 'eck' });
    expect([orders.isSilent('eck'), orders.isSilent('spark')]).toEqual([
      true,
      false,
    ]);
    silence.lift();
    expect(orders.isSilent('eck')).toBe(false);
  });
});
