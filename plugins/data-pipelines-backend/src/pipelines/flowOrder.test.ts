import fc from 'fast-check';
import { flowOrder } from './flowOrder';

const node = (id: string, readsFrom: string[] = [], writesTo: string[] = []) => ({ id, readsFrom, writesTo });

describe('flowOrder', () => {
  it('puts sources first and takes a link that both ends name as one', () => {
    const flow = flowOrder([node('es', ['spark']), node('spark', ['kafka'], ['es']), node('kafka', [], ['spark'])]);
    expect(flow).toEqual({
      order: ['kafka', 'spark', 'es'],
      links: [{ from: 'kafka', to: 'spark' }, { from: 'spark', to: 'es' }],
      cyclic: [],
      missing: [],
    });
  });

  it('goes by id where nothing orders, and ignores a link to itself', () => {
    expect(flowOrder([node('b', ['b']), node('a')])).toMatchObject({ order: ['a', 'b'], links: [], cyclic: [] });
  });

  it('tells what a link names and the pipeline does not have', () => {
    expect(flowOrder([node('a', ['ghost'])])).toMatchObject({ links: [], missing: [{ from: 'ghost', to: 'a' }] });
  });

  it('names the elements of a cycle only, not what the cycle feeds', () => {
    const flow = flowOrder([node('a', ['c']), node('b', ['a']), node('c', ['b']), node('z', ['c'])]);
    expect(flow.order).toEqual(['a', 'b', 'c', 'z']);
    expect(flow.cyclic).toEqual(['a', 'b', 'c']);
  });

  it('holds every element once, and every link forwards unless it lies on a cycle, in any order of discovery', () => {
    const ids = ['a', 'b', 'c', 'd', 'e', 'f'];
    const nodes = fc.array(
      fc.record({ id: fc.constantFrom(...ids), readsFrom: fc.subarray(ids), writesTo: fc.subarray(ids) }),
      { minLength: 1, maxLength: 6 },
    );
    fc.assert(
      fc.property(nodes, given => {
        const flow = flowOrder(given);
        expect([...flow.order].sort()).toEqual([...new Set(given.map(({ id }) => id))].sort());
        for (const { from, to } of flow.links) {
          const forwards = flow.order.indexOf(from) < flow.order.indexOf(to);
          expect(forwards || (flow.cyclic.includes(from) && flow.cyclic.includes(to))).toBe(true);
        }
        expect(flowOrder([...given].reverse())).toEqual(flow);
      }),
    );
  });
});
