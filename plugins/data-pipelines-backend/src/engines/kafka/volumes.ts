import type { SizeOwner } from '@penstock/backstage-plugin-data-pipelines-common';
import type { ElementVolume, InventoryReader, KubernetesObject } from '@penstock/backstage-plugin-data-pipelines-node';
import { referenceTo } from '../shared/finding';
import { claimsOf, PERSISTENT_VOLUME_CLAIM } from '../shared/members';
import { fieldsAt, listAt, numberAt, textAt } from '../shared/reading';
import { podsOfPool, poolsOf } from './topology';

/** JBOD claims are called `data-<id>-<pod>`, the single one of a plain storage `data-<pod>`. */
function volumeIdOf(claim: string, pool: KubernetesObject): number | undefined {
  if (textAt(pool, 'spec.storage.type') !== 'jbod') return undefined;
  const match = /^data-(\d+)-/.exec(claim);
  return match ? Number(match[1]) : undefined;
}

function sizeOwnerOf(claim: string, pool: KubernetesObject, cluster: string): SizeOwner {
  const id = volumeIdOf(claim, pool);
  const index = listAt(pool, 'spec.storage.volumes').findIndex(volume => numberAt(volume, 'id') === id);
  const field = id === undefined || index < 0 ? 'spec.storage.size' : `spec.storage.volumes[${index}].size`;
  const which = id === undefined ? 'all volumes of the pool' : `all volumes with id ${id} of the pool`;
  return {
    object: referenceTo(cluster, pool),
    field,
    sentence: `KafkaNodePool ${pool.metadata.name}, ${field}: one size for ${which}. Growing the claim itself makes every later reconcile of the Kafka fail.`,
  };
}

function replicationOf(kafka: KubernetesObject): string {
  const copies = replicationFactor(kafka);
  return copies === undefined ? 'Kafka replicas as each topic says' : `${copies} Kafka replicas`;
}

/** `default.replication.factor` of the cluster; the key itself holds dots. */
export function replicationFactor(kafka: KubernetesObject): number | undefined {
  return configNumber(kafka, 'default.replication.factor');
}

/** A number of `spec.kafka.config`, whose keys hold dots. */
export function configNumber(kafka: KubernetesObject, key: string): number | undefined {
  const config = fieldsAt(kafka, 'spec.kafka.config')[key];
  const read = typeof config === 'string' ? Number(config) : config;
  return typeof read === 'number' && Number.isFinite(read) ? read : undefined;
}

/** The claims of every pool: those that pods mount, then those of absent pods, by the pool's labels. */
export function volumesOf(kafka: KubernetesObject, inventory: InventoryReader): ElementVolume[] {
  const engineReplication = replicationOf(kafka);
  return poolsOf(kafka, inventory).flatMap(pool => {
    const common = (claim: string) => ({
      namespace: kafka.metadata.namespace ?? '',
      claim,
      role: 'log',
      sizeOwner: sizeOwnerOf(claim, pool, inventory.cluster),
      engineReplication,
    });
    const mounted = podsOfPool(kafka, pool, inventory).flatMap(pod =>
      claimsOf(pod).map(claim => ({ ...common(claim), member: pod.metadata.name })),
    );
    const seen = new Set(mounted.map(volume => volume.claim));
    const absent = inventory
      .list(PERSISTENT_VOLUME_CLAIM, {
        namespace: kafka.metadata.namespace,
        labels: { 'strimzi.io/cluster': kafka.metadata.name, 'strimzi.io/pool-name': pool.metadata.name },
      })
      .filter(claim => !seen.has(claim.metadata.name))
      .map(claim => common(claim.metadata.name));
    return [...mounted, ...absent];
  });
}
