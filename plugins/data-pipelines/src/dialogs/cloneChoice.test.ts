import { cloneRequest, isNameOfCopy, nameOfCopy } from './cloneChoice';

describe('the name of a copy', () => {
  it.each(['a', 'orders-test', 'a1-b2', 'x'.repeat(53)])('may be %s', name => expect(isNameOfCopy(name)).toBe(true));

  it.each(['', '1st', '-a', 'a-', 'Orders', 'a.b', 'a_b', ' a', 'x'.repeat(54)])('may not be "%s"', name => {
    expect(isNameOfCopy(name)).toBe(false);
    expect(cloneRequest({ element: 'orders', name })).toBeUndefined();
  });

  it('is the next one where it is taken', () => {
    expect(nameOfCopy('orders', ['orders'])).toBe('orders-test');
    expect(nameOfCopy('orders', ['orders', 'orders-test', 'orders-test-2'])).toBe('orders-test-3');
    expect(nameOfCopy('x'.repeat(60), [nameOfCopy('x'.repeat(60))])).toBe(`${'x'.repeat(46)}-test-2`);
  });

  it.each(['telemetry', 'x'.repeat(63), `${'x'.repeat(47)}-${'y'.repeat(10)}`])('is made from %s', element => expect(isNameOfCopy(nameOfCopy(element))).toBe(true));
});

describe('cloneRequest', () => {
  it('is about the point, or about the volumes as they are', () => {
    expect(cloneRequest({ element: 'orders', name: 'orders-test', recoveryPoint: 'rp-1' })).toEqual({ kind: 'clone', element: 'orders', name: 'orders-test', recoveryPoint: 'rp-1' });
    expect(cloneRequest({ element: 'orders', name: 'orders-test' })).toEqual({ kind: 'clone', element: 'orders', name: 'orders-test' });
  });
});
