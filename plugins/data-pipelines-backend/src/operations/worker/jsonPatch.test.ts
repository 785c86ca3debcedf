import { jsonPatchOf } from './jsonPatch';

const user = (spec: object) => ({ metadata: { name: 'writer', resourceVersion: '7' }, spec });
const RATE = ['spec', 'quotas', 'producerByteRate'];
const paths = (spec: object, change: Parameters<typeof jsonPatchOf>[1][number]) => jsonPatchOf(user(spec), [change])?.map(({ op, path }) => `${op} ${path}`);

describe('jsonPatchOf', () => {
  it('applies to the version that was read only, and makes the maps that are missing on the way', () => {
    expect(paths({}, { path: RATE, to: 1 })).toEqual(['test /metadata/resourceVersion', 'add /spec/quotas', 'add /spec/quotas/producerByteRate']);
  });

  it('takes a map that it had made away again, unless somebody has put something in', () => {
    expect(paths({ quotas: { producerByteRate: 1 } }, { path: RATE, from: 1, emptied: 1 })).toEqual(['test /metadata/resourceVersion', 'remove /spec/quotas']);
    expect(paths({ quotas: { producerByteRate: 1, requestPercentage: 50 } }, { path: RATE, from: 1, emptied: 1 })?.[1]).toBe('remove /spec/quotas/producerByteRate');
  });

  it('leaves a map empty that it did not make, and never takes more away than was said', () => {
    expect(paths({ quotas: { producerByteRate: 1 } }, { path: RATE, from: 1 })?.[1]).toBe('remove /spec/quotas/producerByteRate');
    expect(jsonPatchOf({ metadata: { resourceVersion: '7' }, spec: { a: { b: { c: 1 } } } }, [{ path: ['spec', 'a', 'b', 'c'], from: 1, emptied: 1 }])?.[1]).toEqual({ op: 'remove', path: '/spec/a/b' });
  });

  it('leads nowhere where a list is missing, or what it is to take away', () => {
    expect(jsonPatchOf(user({}), [{ path: ['spec', 'volumes', 0, 'size'], to: '2Gi' }])).toBeUndefined();
    expect(jsonPatchOf(user({}), [{ path: RATE, emptied: 1 }])).toBeUndefined();
  });
});
