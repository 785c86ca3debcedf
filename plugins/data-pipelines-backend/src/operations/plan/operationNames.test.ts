import { operationNames } from './operationNames';

const names = operationNames('op-abcdefghijkl', 'orders');

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
