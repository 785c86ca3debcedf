import fc from 'fast-check';
import { WORST_OF_ORDER } from '@penstock/backstage-plugin-data-pipelines-common';
import { readFilters, writeFilters } from './listFilters';

describe('filters in the URL', () => {
  it('come back as they were written, whatever they are', () => {
    const text = fc.option(fc.string({ minLength: 1 }), { nil: undefined });
    const filters = fc.record({
      owner: text,
      cluster: text,
      engine: text,
      status: fc.option(fc.constantFrom(...WORST_OF_ORDER), { nil: undefined }),
    });
    fc.assert(
      fc.property(filters, chosen => {
        const url = writeFilters(new URLSearchParams(), chosen).toString();
        expect(readFilters(new URLSearchParams(url))).toEqual(chosen);
      }),
    );
  });

  it('leave other parameters alone and go when they are cleared', () => {
    const params = new URLSearchParams('tab=1&cluster=prod-north');
    expect(writeFilters(params, {}).toString()).toBe('tab=1');
  });

  it('take an unknown status for no filter', () => {
    expect(readFilters(new URLSearchParams('status=Quarantined')).status).toBeUndefined();
  });
});
