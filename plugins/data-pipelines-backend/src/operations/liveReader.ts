import type { InventoryReader, KubernetesObject } from '@penstock/backstage-plugin-data-pipelines-node';
import { matchesQuery, objectKey } from '../inventory/KindStore';

/**
 * What was last seen of a cluster, with objects that were read just now in the
 * place of what was seen of them: a watch may lag, and a plan that rests on a
 * size of before an expansion would fail. What was read and is not there any
 * more stays as it was seen; the operation then says that it is gone. Pure.
 */
export function withLive(reader: InventoryReader, objects: readonly KubernetesObject[]): InventoryReader {
  if (objects.length === 0) return reader;
  const byKind = new Map<string, Map<string, KubernetesObject>>();
  for (const object of objects) {
    const key = kindKey({ group: groupOf(object), kind: object.kind });
    const ofKind = byKind.get(key) ?? new Map<string, KubernetesObject>();
    ofKind.set(objectKey(object.metadata), object);
    byKind.set(key, ofKind);
  }
  return {
    cluster: reader.cluster,
    kindState: kind => reader.kindState(kind),
    get: (kind, name) => byKind.get(kindKey(kind))?.get(objectKey(name)) ?? reader.get(kind, name),
    list: (kind, query = {}) => {
      const read = byKind.get(kindKey(kind));
      if (read === undefined) return reader.list(kind, query);
      const seen = reader.list(kind, query).filter(({ metadata }) => !read.has(objectKey(metadata)));
      return [...seen, ...[...read.values()].filter(object => matchesQuery(object, query))];
    },
  };
}

function kindKey({ group, kind }: { group: string; kind: string }): string {
  return `${group}/${kind}`;
}

function groupOf({ apiVersion }: KubernetesObject): string {
  return apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
}
