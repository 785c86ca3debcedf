import type { PipelineSummary, StatusWord } from '@penstock/backstage-plugin-data-pipelines-common';
import fc from 'fast-check';
import { WORST_OF_ORDER } from '@penstock/backstage-plugin-data-pipelines-common';
import { clickstream, factoryTelemetry, orders } from '../__testUtils__/story';
import { arrangePipelines, filterChoices, resolveOwner } from './pipelineList';

const items = [orders.summary, clickstream.summary, factoryTelemetry.summary];
const names = (rows: PipelineSummary[]) => rows.map(row => row.name);

function pipeline(name: string, word: StatusWord): PipelineSummary {
  return { ...orders.summary, name, health: { word, cause: '', findings: [] } };
}

describe('arrangePipelines', () => {
  it('puts the worst first', () => {
    const { rows } = arrangePipelines({ items, filters: {}, own: [] });
    expect(names(rows)).toEqual(['factory-telemetry', 'clickstream', 'orders']);
  });

  it('counts every pipeline once, so that the counts sum to the rows', () => {
    const words = fc.array(fc.constantFrom(...WORST_OF_ORDER), { maxLength: 40 });
    fc.assert(
      fc.property(words, drawn => {
        const many = drawn.map((word, index) => pipeline(`p${index}`, word));
        const { counts, rows } = arrangePipelines({ items: many, filters: {}, own: [] });
        expect(counts.reduce((sum, { count }) => sum + count, 0)).toBe(rows.length);
        expect(rows).toHaveLength(many.length);
      }),
    );
  });

  it('counts Unknown for itself, and a word that it does not know as Unknown', () => {
    const [newer]: PipelineSummary[] = JSON.parse(JSON.stringify([pipeline('x', 'Healthy')]).replace('"Healthy"', '"Quarantined"'));
    const { counts } = arrangePipelines({ items: [newer, pipeline('y', 'Unknown')], filters: {}, own: [] });
    expect(counts.find(({ word }) => word === 'Unknown')?.count).toBe(2);
    expect(counts.find(({ word }) => word === 'Healthy')?.count).toBe(0);
  });

  it('keeps the counts of the other words when a status is chosen', () => {
    const { rows, counts } = arrangePipelines({ items, filters: { status: 'Critical' }, own: [] });
    expect(names(rows)).toEqual(['factory-telemetry']);
    expect(counts.reduce((sum, { count }) => sum + count, 0)).toBe(3);
  });

  it('filters by owner, cluster and element kind together', () => {
    expect(names(arrangePipelines({ items, filters: { cluster: 'prod-north' }, own: [] }).rows)).toEqual(['factory-telemetry', 'orders']);
    expect(names(arrangePipelines({ items, filters: { cluster: 'prod-north', engine: 'spark' }, own: [] }).rows)).toEqual(['factory-telemetry']);
    expect(names(arrangePipelines({ items, filters: { owner: 'group:default/checkout' }, own: [] }).rows)).toEqual(['orders']);
  });

  it('leaves drawn rows in their places when their status changes, and says that the order is another', () => {
    const order = ['orders', 'clickstream'];
    const { rows, outOfOrder } = arrangePipelines({ items, filters: {}, own: [], order });
    expect(names(rows)).toEqual(['orders', 'clickstream', 'factory-telemetry']);
    expect(outOfOrder).toBe(true);
  });
});

describe('resolveOwner', () => {
  it('is mine where I own any, all where I own none, and what I chose otherwise', () => {
    expect(resolveOwner(undefined, items, ['group:default/checkout'])).toBe('me');
    expect(resolveOwner(undefined, items, ['group:default/viewers'])).toBe('any');
    expect(resolveOwner('any', items, ['group:default/checkout'])).toBe('any');
  });
});

describe('filterChoices', () => {
  it('offers what there is, once each', () => {
    expect(filterChoices(items)).toEqual({
      owners: ['group:default/checkout', 'group:default/plant-data', 'group:default/web-analytics'],
      clusters: ['prod-north', 'prod-south'],
      engines: ['elasticsearch', 'kafka', 'spark'],
    });
  });
});
