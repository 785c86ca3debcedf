import { resourcesOf } from './discovery';
import type { JsonObject } from './json';
import type { KindRegistry, ResourceKind } from './kinds';

/** The media type of the answer, as clients compare it. */
export const AGGREGATED_TYPE =
  'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';

const WANTED = ['g=apidiscovery.k8s.io', 'v=v2', 'as=APIGroupDiscoveryList'];

/** Whether an Accept header prefers the aggregated form, in its version 2, to the plain one. */
export function wantsAggregated(accept: string): boolean {
  for (const range of accept.split(',')) {
    const [type, ...parameters] = range.split(';').map(part => part.trim());
    const rest = parameters.filter(part => !part.startsWith('q='));
    if (type === 'application/json' || type === '*/*') {
      if (WANTED.every(part => rest.includes(part))) {
        return true;
      }
      if (rest.length === 0) {
        return false;
      }
    }
  }
  return false;
}

/** All resources of the core group (`api`) or of all others (`apis`) in one document (apidiscovery.k8s.io/v2). */
export function aggregatedDiscovery(
  kinds: KindRegistry,
  root: 'api' | 'apis',
): JsonObject {
  const served = kinds
    .all()
    .filter(({ group }) => (group === '') === (root === 'api'));
  const groups = [...new Set(served.map(({ group }) => group))];
  return {
    kind: 'APIGroupDiscoveryList',
    apiVersion: 'apidiscovery.k8s.io/v2',
    metadata: {},
    items: groups.map(name => {
      const ofGroup = served.filter(({ group }) => group === name);
      const versions = [...new Set(ofGroup.map(({ version }) => version))];
      return {
        metadata: { ...(name === '' ? {} : { name }), creationTimestamp: null },
        versions: versions.map(version => ({
          version,
          resources: ofGroup
            .filter(kind => kind.version === version)
            .map(resourceDiscovery),
          freshness: 'Current',
        })),
      };
    }),
  };
}

function resourceDiscovery(kind: ResourceKind): JsonObject {
  const [main = {}, ...others] = resourcesOf(kind);
  const { shortNames, categories, verbs } = main;
  const subresources = others.map(
    ({
      name,
      group,
      version,
      kind: responseKind,
      verbs: allowed,
    }): JsonObject => ({
      subresource: String(name).slice(kind.plural.length + 1),
      responseKind: {
        group: group ?? kind.group,
        version: version ?? kind.version,
        kind: responseKind,
      },
      verbs: allowed,
    }),
  );
  return {
    resource: kind.plural,
    responseKind: { group: kind.group, version: kind.version, kind: kind.kind },
    scope: kind.namespaced ? 'Namespaced' : 'Cluster',
    singularResource: kind.singular,
    verbs,
    ...(shortNames ? { shortNames } : {}),
    ...(categories ? { categories } : {}),
    ...(subresources.length > 0 ? { subresources } : {}),
  };
}
