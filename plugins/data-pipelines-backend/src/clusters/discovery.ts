import type { ServedResource } from './ClusterConnection';

/** Asks for one document with all groups; servers before 1.27 answer the plain list of groups. */
export const DISCOVERY_ACCEPT =
  'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json';

/** Reads an aggregated discovery document; undefined when the answer is of the older form. */
export function readAggregated(body: unknown): ServedResource[] | undefined {
  const document = fieldsOf(body);
  if (document.kind !== 'APIGroupDiscoveryList') return undefined;
  return itemsOf(document.items).flatMap(group =>
    itemsOf(group.versions).flatMap(version =>
      itemsOf(version.resources).flatMap(resource => {
        const kind = textOf(fieldsOf(resource.responseKind).kind);
        const plural = textOf(resource.resource);
        if (!kind || !plural) return [];
        return [
          {
            group: textOf(fieldsOf(group.metadata).name) ?? '',
            version: textOf(version.version) ?? '',
            kind,
            resource: plural,
            namespaced: resource.scope === 'Namespaced',
            verbs: textsOf(resource.verbs),
          },
        ];
      }),
    ),
  );
}

/** The group versions (`v1`, `apps/v1`) of a plain `APIGroupList` or `APIVersions`. */
export function readGroupVersions(body: unknown): string[] {
  const document = fieldsOf(body);
  if (document.kind === 'APIVersions') return textsOf(document.versions);
  return itemsOf(document.groups).flatMap(group =>
    itemsOf(group.versions).flatMap(version => textOf(version.groupVersion) ?? []),
  );
}

/** The resources of one group version, from a plain `APIResourceList`; subresources are left out. */
export function readResourceList(groupVersion: string, body: unknown): ServedResource[] {
  const slash = groupVersion.indexOf('/');
  const group = slash < 0 ? '' : groupVersion.slice(0, slash);
  const version = groupVersion.slice(slash + 1);
  return itemsOf(fieldsOf(body).resources).flatMap(resource => {
    const kind = textOf(resource.kind);
    const name = textOf(resource.name);
    if (!kind || !name || name.includes('/')) return [];
    return [{ group, version, kind, resource: name, namespaced: resource.namespaced === true, verbs: textsOf(resource.verbs) }];
  });
}

function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

function itemsOf(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.map(fieldsOf) : [];
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter(item => typeof item === 'string') : [];
}
