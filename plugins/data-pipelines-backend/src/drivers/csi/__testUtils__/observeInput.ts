import type { JsonObject } from '@backstage/types';
import type { KubernetesObject, ObserveInput } from '@penstock/backstage-plugin-data-pipelines-node';

/** What an observer would be shown of these objects, each asked for by its name. */
export function observeInput(params: JsonObject, objects: readonly KubernetesObject[], more: Partial<ObserveInput> & { absent?: readonly { kind: string; name: string }[] } = {}): ObserveInput {
  const { absent = [], ...rest } = more;
  const named = (kind: string, apiVersion: string, name: string) => ({ by: 'name' as const, cluster: 'prod-north', apiVersion, kind, name });
  return {
    seen: [
      ...objects.map(object => ({ watched: named(object.kind, object.apiVersion, object.metadata.name), objects: [object] })),
      ...absent.map(({ kind, name }) => ({ watched: named(kind, 'v1', name), objects: [] })),
    ],
    params,
    facts: {},
    operation: 'op-abcdefghijkl',
    now: new Date('2026-11-20T14:32:10Z'),
    ...rest,
  };
}
