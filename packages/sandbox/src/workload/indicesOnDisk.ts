import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { IndexLayout } from '../seeds/workloadSpec';
import { isMissing } from './jsonFile';
import type { Places } from './places';
import type { ElasticsearchWorld } from './world';

/**
 * Indices in the volumes of an Elasticsearch's data nodes, as after a restore
 * where nobody declares them. Undefined until all data nodes are ready.
 */
export async function indicesOnDisk(
  search: ElasticsearchWorld,
  places: Places,
): Promise<IndexLayout[] | undefined> {
  const data = search.nodes.filter(node => node.data);
  if (data.length === 0 || !data.every(({ ready }) => ready)) return undefined;
  /** How many copies each shard of an index has. */
  const found = new Map<string, Map<number, number>>();
  for (const { claim } of data) {
    const folder = places.folder(claim);
    for (const index of folder ? await namesIn(join(folder, 'indices')) : []) {
      const copies = found.get(index) ?? new Map<number, number>();
      found.set(index, copies);
      for (const name of await namesIn(join(folder ?? '', 'indices', index))) {
        const shard = Number(name);
        copies.set(shard, (copies.get(shard) ?? 0) + 1);
      }
    }
  }
  return [...found].map(([index, copies]) => ({
    elasticsearch: search.name,
    index,
    primaries: Math.max(0, ...copies.keys()) + 1,
    replicas: Math.max(1, ...copies.values()) - 1,
  }));
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}
