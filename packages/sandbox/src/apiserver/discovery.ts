import type { JsonObject } from './json';
import { apiVersionOf, KindRegistry, ResourceKind } from './kinds';

/** What `/version` says; the suffix marks the sandbox. */
export const VERSION: JsonObject = {
  major: '1',
  minor: '36',
  gitVersion: 'v1.36.3+simulated',
  gitCommit: 'simulated',
  gitTreeState: 'clean',
  buildDate: '2026-11-20T00:00:00Z',
  goVersion: 'simulated',
  compiler: 'node',
  platform: 'simulated',
};

const OBJECT_VERBS = [
  'create',
  'delete',
  'deletecollection',
  'get',
  'list',
  'patch',
  'update',
  'watch',
];

/** The document behind a discovery path, or undefined for another path. */
export function discoveryDocument(
  kinds: KindRegistry,
  segments: string[],
): JsonObject | undefined {
  const [root, group, version, more] = segments;
  if (more !== undefined) {
    return undefined;
  }
  if (root === 'api') {
    if (group === undefined) {
      return {
        kind: 'APIVersions',
        versions: ['v1'],
        serverAddressByClientCIDRs: [],
      };
    }
    return group === 'v1' && version === undefined
      ? resourceList(kinds, '', 'v1')
      : undefined;
  }
  if (root !== 'apis') {
    return undefined;
  }
  if (group === undefined) {
    const groups = [...new Set(kinds.all().map(kind => kind.group))]
      .filter(name => name !== '')
      .map(name => groupDocument(kinds, name));
    return { kind: 'APIGroupList', apiVersion: 'v1', groups };
  }
  if (!kinds.serves(group, version)) {
    return undefined;
  }
  return version === undefined
    ? { kind: 'APIGroup', apiVersion: 'v1', ...groupDocument(kinds, group) }
    : resourceList(kinds, group, version);
}

function groupDocument(kinds: KindRegistry, name: string): JsonObject {
  const versions = [
    ...new Set(
      kinds
        .all()
        .filter(kind => kind.group === name)
        .map(kind => kind.version),
    ),
  ].map(version => ({ groupVersion: `${name}/${version}`, version }));
  return { name, versions, preferredVersion: versions[0] ?? {} };
}

function resourceList(
  kinds: KindRegistry,
  group: string,
  version: string,
): JsonObject {
  const resources = kinds
    .all()
    .filter(kind => kind.group === group && kind.version === version)
    .flatMap(resourcesOf);
  return {
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion: apiVersionOf({ group, version }),
    resources,
  };
}

/** The resources of one kind as an `APIResourceList` names them: itself, then its subresources. */
export function resourcesOf(kind: ResourceKind): JsonObject[] {
  const base = { singularName: '', namespaced: kind.namespaced };
  const main: JsonObject = {
    name: kind.plural,
    singularName: kind.singular,
    namespaced: kind.namespaced,
    kind: kind.kind,
    verbs: kind.review ? ['create'] : OBJECT_VERBS,
    ...(kind.shortNames.length > 0 ? { shortNames: kind.shortNames } : {}),
    ...(kind.categories.length > 0 ? { categories: kind.categories } : {}),
  };
  const rest: JsonObject[] = [];
  if (kind.statusSubresource) {
    rest.push({
      ...base,
      name: `${kind.plural}/status`,
      kind: kind.kind,
      verbs: ['get', 'patch', 'update'],
    });
  }
  if (kind.scaleSubresource) {
    rest.push({
      ...base,
      name: `${kind.plural}/scale`,
      group: 'autoscaling',
      version: 'v1',
      kind: 'Scale',
      verbs: ['get', 'patch', 'update'],
    });
  }
  if (kind.kind === 'Pod' && !kind.custom) {
    rest.push({
      ...base,
      name: 'pods/eviction',
      group: 'policy',
      version: 'v1',
      kind: 'Eviction',
      verbs: ['create'],
    });
    rest.push({
      ...base,
      name: 'pods/binding',
      kind: 'Binding',
      verbs: ['create'],
    });
  }
  return [main, ...rest];
}
