import { compatible, slotRows } from './lockSlots';

it.each([
  ['expand', 'expand', false, 'two sizes of one volume contradict each other'],
  ['expand', 'snapshot', true, 'a cut does not care for the size'],
  ['expand', 'exclusive', false, 'exclusive excludes'],
  ['snapshot', 'expand', true, 'a cut does not care for the size'],
  ['snapshot', 'snapshot', false, 'two pauses of one engine would end each other'],
  ['snapshot', 'exclusive', false, 'exclusive excludes'],
  ['exclusive', 'expand', false, 'exclusive excludes'],
  ['exclusive', 'snapshot', false, 'exclusive excludes'],
  ['exclusive', 'exclusive', false, 'exclusive excludes'],
] as const)('%s beside %s: %p, because %s', (one, other, expected, _) => {
  expect(compatible(one, other)).toBe(expected);
});

it('takes a key once, in the stronger mode, and all keys in one order', () => {
  const rows = slotRows([
    { key: 'b', mode: 'snapshot' },
    { key: 'a', mode: 'expand' },
    { key: 'a', mode: 'exclusive' },
    { key: 'a', mode: 'expand' },
  ]);
  expect(rows).toEqual([
    { lock_key: 'a', slot: 'cut', mode: 'exclusive' },
    { lock_key: 'a', slot: 'size', mode: 'exclusive' },
    { lock_key: 'b', slot: 'cut', mode: 'snapshot' },
  ]);
});
