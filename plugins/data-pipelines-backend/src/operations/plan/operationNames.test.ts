import { isOperationId, operationId, operationNames } from './operationNames';

const names = operationNames('op-abcdefghijkl', 'orders');

describe('operationId', () => {
  it('is op- and twelve letters or digits out of the random bytes', () => {
    expect(operationId(new Uint8Array(8))).toBe('op-aaaaaaaaaaaa');
    expect(operationId(new Uint8Array(8).fill(255))).toBe('op-777777777777');
    expect(isOperationId(operationId(Uint8Array.from([1, 2, 3, 4, 5, 6, 7, 8])))).toBe(true);
    expect(() => operationId(new Uint8Array(7))).toThrow('8 random bytes');
  });
});

describe('operationNames', () => {
  it('names what is made after the operation', () => {
    expect(names.name('data-0', 'search')).toMatch(/^search-data-0-[a-z2-7]{6}-op-abcdefghijkl$/);
    expect(names.name('', 'search')).toMatch(/^search-[a-z2-7]{6}-op-abcdefghijkl$/);
    expect(names.marks('search').labels).toEqual({
      'penstock.dev/operation': 'op-abcdefghijkl',
      'penstock.dev/element': 'search',
      'app.kubernetes.io/managed-by': 'penstock',
      'app.kubernetes.io/part-of': 'orders',
    });
  });

  it.each([
    ['elasticsearch-data-readings-search-es-data-0', 'readings-search'],
    ['elasticsearch-data-readings-search-es-data-1', 'readings-search'],
    ['Ordner_Ärger', 'orders.eu'],
    ['0', '9lives'],
    ['---', '---'],
    ['x'.repeat(300), 'y'],
  ])('makes a DNS label of at most 40 letters from %s of %s', (what, element) => {
    const name = names.name(what, element);
    expect(name).toMatch(/^[a-z]([-a-z0-9]*[a-z0-9])?$/);
    expect(name.length).toBeLessThanOrEqual(40);
    expect(names.name(what, element)).toBe(name);
  });

  it('never gives two volumes of an operation one name', () => {
    const all = Array.from({ length: 2000 }, (_, index) => names.name(`elasticsearch-data-readings-search-es-data-${index}`, 'readings-search'));
    expect(new Set(all).size).toBe(2000);
    expect(names.name('b-c', 'a')).not.toBe(names.name('c', 'a-b'));
  });
});
