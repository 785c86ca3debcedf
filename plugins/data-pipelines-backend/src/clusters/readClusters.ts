import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import type { ClusterDefinition, ClusterLimits } from './ClusterDefinition';
import { backstageClusters, inClusterDefinition, type ConfiguredClustersOptions } from './configuredClusters';
import { kubeconfigClusters } from './kubeconfigClusters';

/** A cluster with the limits that the configuration adds to it. */
export type LimitedCluster = ClusterDefinition & ClusterLimits;

/** Name of the cluster that `dataPipelines.inCluster: true` adds. */
export const IN_CLUSTER_NAME = 'in-cluster';

/**
 * All configured clusters of all sources, joined with their limits.
 *
 * @throws InputError for two clusters of one name, and for limits of a cluster that no source has
 */
export async function readClusters(rootConfig: Config, options: ConfiguredClustersOptions): Promise<LimitedCluster[]> {
  const own = rootConfig.getOptionalConfig('dataPipelines');
  const kubeconfig = own?.getOptionalConfig('kubeconfig');
  const definitions = [
    ...backstageClusters(rootConfig, options),
    ...(own?.getOptionalBoolean('inCluster') ? [inClusterDefinition(IN_CLUSTER_NAME, options)] : []),
    ...(kubeconfig
      ? await kubeconfigClusters({
          path: kubeconfig.getString('path'),
          contexts: kubeconfig.getOptionalStringArray('contexts'),
          now: options.now,
        })
      : []),
  ];
  refuseDuplicates(definitions);
  const limits = readLimits(own);
  for (const name of limits.keys()) {
    if (!definitions.some(definition => definition.name === name)) {
      throw new InputError(
        `dataPipelines.clusters limits ${name}, but no source has a cluster of that name; there are ${definitions.map(({ name: known }) => known).join(', ') || 'none'}.`,
      );
    }
  }
  return definitions.map(withUsableServer).map(definition => {
    const limit = limits.get(definition.name);
    return { ...definition, ...limit, title: limit?.title ?? definition.title };
  });
}

/** A wrong address is that cluster's trouble alone. */
function withUsableServer(definition: ClusterDefinition): ClusterDefinition {
  const { name, server, access } = definition;
  if ('problem' in access || (URL.canParse(server) && /^https?:/.test(server))) return definition;
  return { ...definition, access: { problem: `The address of cluster ${name} is not a URL that begins with https://.` } };
}

function readLimits(own: Config | undefined): Map<string, ClusterLimits> {
  const limits = new Map<string, ClusterLimits>();
  for (const entry of own?.getOptionalConfigArray('clusters') ?? []) {
    const name = entry.getString('name');
    if (limits.has(name)) {
      throw new InputError(`dataPipelines.clusters lists ${name} twice; join the two entries.`);
    }
    limits.set(name, {
      title: entry.getOptionalString('title'),
      allowedNamespaces: entry.getOptionalStringArray('allowedNamespaces'),
      watchNamespaces: entry.getOptionalStringArray('watchNamespaces'),
    });
  }
  return limits;
}

function refuseDuplicates(definitions: readonly ClusterDefinition[]): void {
  const seen = new Map<string, string>();
  for (const { name, source } of definitions) {
    const other = seen.get(name);
    if (other) {
      throw new InputError(
        `Two clusters are called ${name}: one from ${other}, one from ${source}. Names must differ; rename or remove one of them.`,
      );
    }
    seen.set(name, source);
  }
}
