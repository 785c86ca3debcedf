import type { Cluster } from '@penstock/backstage-plugin-data-pipelines-common';
import { useApi } from '@backstage/frontend-plugin-api';
import { dataPipelinesApiRef } from '../api/dataPipelinesApiRef';
import { useLive, type Live } from '../api/useLive';

/** The field of the form that holds the cluster, unless `ui:options.clusterField` names another. */
export const CLUSTER_FIELD = 'cluster';

/** Reads a text field of the form from what the Scaffolder hands to its fields. */
export function formText(formContext: unknown, field: string): string | undefined {
  if (typeof formContext !== 'object' || formContext === null) return undefined;
  const data: unknown = Reflect.get(formContext, 'formData');
  if (typeof data !== 'object' || data === null) return undefined;
  const value: unknown = Reflect.get(data, field);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The clusters that the user may use, read once for the form. */
export function useClusters(): Live<Cluster[]> {
  const api = useApi(dataPipelinesApiRef);
  return useLive('clusters', async () => (await api.listClusters()).items, { follow: false });
}

/** The cluster chosen in the form, where it is known. */
export function useChosenCluster(formContext: unknown, field: string = CLUSTER_FIELD): Cluster | undefined {
  const clusters = useClusters();
  const chosen = formText(formContext, field);
  return clusters.state === 'ready' ? clusters.value.find(cluster => cluster.name === chosen) : undefined;
}
