import type { PlannedAct, PlannedStep } from '@penstock/backstage-plugin-data-pipelines-node';
import type { Clusters } from '../clusters/ClusterConnection';
import { RefusedAccessError } from '../errors';

interface Place {
  cluster: string;
  namespace: string;
}

/**
 * Refuses a plan that would write into a namespace that the configuration
 * keeps closed, or make one.
 *
 * @throws RefusedAccessError (NAMESPACE_NOT_ALLOWED)
 */
export function requireAllowedNamespaces(steps: readonly PlannedStep[], clusters: Pick<Clusters, 'allowedNamespaces'>): void {
  const acts = steps.flatMap(step => [...step.acts, ...(step.undo ?? []), ...(step.pause?.resume ?? [])]);
  for (const act of acts) {
    const place = placeOf(act);
    const allowed = place && clusters.allowedNamespaces(place.cluster);
    if (place && allowed && !allowed.includes(place.namespace)) throw notAllowed(place, allowed);
  }
}

function placeOf(act: PlannedAct): Place | undefined {
  switch (act.act) {
    case 'create': {
      const { metadata, kind } = act.object;
      const namespace = kind === 'Namespace' ? metadata.name : metadata.namespace;
      return namespace === undefined ? undefined : { cluster: act.cluster, namespace };
    }
    case 'patch':
    case 'delete': {
      const { cluster, namespace } = act.target;
      return namespace === undefined ? undefined : { cluster, namespace };
    }
    default:
      return undefined;
  }
}

function notAllowed({ cluster, namespace }: Place, allowed: readonly string[]): RefusedAccessError {
  const open = allowed.join(', ') || 'none';
  return new RefusedAccessError(`Nothing can be planned there: the configuration keeps the namespace ${namespace} of ${cluster} closed; open are ${open}`, {
    code: 'NAMESPACE_NOT_ALLOWED',
    reason: `dataPipelines.clusters[].allowedNamespaces of ${cluster} does not name ${namespace}.`,
    remedy: `Use one of the open namespaces (${open}), or have it added to the configuration.`,
  });
}
