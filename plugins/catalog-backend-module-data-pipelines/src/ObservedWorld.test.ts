import type { DataPipelinesApi, Pipeline } from '@penstock/backstage-plugin-data-pipelines-common';
import { observeWorld } from './ObservedWorld';
import { cluster, element, pipeline } from './testing/world';

/** An API of these pages; each but the last has a cursor. Reading one pipeline alone is not among what may be called. */
function apiOf(...pages: Pipeline[][]): Pick<DataPipelinesApi, 'listClusters' | 'listPipelines'> & { calls: string[] } {
  const calls: string[] = [];
  return {
    calls,
    listClusters: async () => {
      calls.push('clusters');
      return { items: [cluster('prod-north')] };
    },
    listPipelines: async (query, options) => {
      calls.push(`pipelines ${query?.cursor ?? 'first'} ${query?.expand} ${options?.token}`);
      const index = Number(query?.cursor ?? 0);
      const page = pages[index];
      return {
        items: page.map(({ summary }) => summary),
        pipelines: page,
        counts: [],
        total: pages.flat().length,
        ...(index + 1 < pages.length && { nextCursor: String(index + 1) }),
      };
    },
  };
}

const token = async () => 't';

describe('observing', () => {
  it('asks once for the clusters and once for all pipelines that fit a page, however many there are', async () => {
    const many = Array.from({ length: 150 }, (_, index) => pipeline(`p-${index}`, [element(`e-${index}`)]));
    const api = apiOf(many);
    const world = await observeWorld(api, token);
    expect(world.pipelines).toEqual(many);
    expect(world.clusters).toHaveLength(1);
    expect(api.calls).toEqual(['clusters', 'pipelines first elements t']);
  });

  it('reads on to the last page, and takes a pipeline that moved between pages once, as it was last', async () => {
    const moved = pipeline('b', [element('late')]);
    const api = apiOf([pipeline('a', []), pipeline('b', [])], [moved]);
    const world = await observeWorld(api, token);
    expect(world.pipelines.map(({ summary }) => summary.name)).toEqual(['a', 'b']);
    expect(world.pipelines[1]).toEqual(moved);
  });

  it('fails in whole when a page fails', async () => {
    const api = apiOf([pipeline('a', [])]);
    const broken = { ...api, listPipelines: async () => Promise.reject(new Error('away')) };
    await expect(observeWorld(broken, token)).rejects.toThrow('away');
  });
});
