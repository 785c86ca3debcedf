import {
  CLAIMS,
  isReady,
  PersistentVolumeClaim,
  Pod,
  PODS,
  STORAGE_CLASSES,
} from '../kinds/core';
import { Kafka, KafkaNodePool, POD_SETS, PoolVolume } from '../kinds/strimzi';
import { statusOf } from '../engine/conditions';
import { ownerOf } from '../engine/owner';
import { View } from '../engine/table';
import { bytesOf } from '../../quantity';
import {
  assignNodeIds,
  CLUSTER_LABEL,
  poolLabels,
  poolsOf,
  STORAGE_ANNOTATION,
} from './names';

/** One volume of one node with the claim that the operator wants for it. */
export interface WantedClaim {
  pool: KafkaNodePool;
  volume: PoolVolume;
  claim: PersistentVolumeClaim;
}

/** Persistent volumes of a pool's storage. */
export function volumesOf(
  storage: KafkaNodePool['spec']['storage'],
): PoolVolume[] {
  const volumes = storage.type === 'jbod' ? storage.volumes ?? [] : [storage];
  return volumes.filter(({ type }) => type === 'persistent-claim');
}

/** `data-<id>-<pod>` in jbod, `data-<pod>` otherwise. */
export function claimName(
  pool: KafkaNodePool,
  volume: PoolVolume,
  pod: string,
): string {
  return pool.spec.storage.type === 'jbod'
    ? `data-${volume.id ?? 0}-${pod}`
    : `data-${pod}`;
}

/**
 * Storage that the operator works with: what the pool says, unless that asks
 * for something other than growth; then what the pod set was made with.
 */
export function effectiveStorage(
  kafka: Kafka,
  pool: KafkaNodePool,
  view: View,
): { storage: KafkaNodePool['spec']['storage']; refused: boolean } {
  const podSet = view.get(
    POD_SETS,
    kafka.metadata.namespace,
    `${kafka.metadata.name}-${pool.metadata.name}`,
  );
  const recorded = podSet?.metadata.annotations?.[STORAGE_ANNOTATION];
  if (recorded === undefined) {
    return { storage: pool.spec.storage, refused: false };
  }
  const before: KafkaNodePool['spec']['storage'] = JSON.parse(recorded);
  return isAllowedChange(before, pool.spec.storage)
    ? { storage: pool.spec.storage, refused: false }
    : { storage: before, refused: true };
}

function isAllowedChange(
  before: KafkaNodePool['spec']['storage'],
  after: KafkaNodePool['spec']['storage'],
): boolean {
  return (
    before.type === after.type &&
    volumesOf(after).every(volume => {
      const old = volumesOf(before).find(({ id }) => id === volume.id);
      return (
        old === undefined ||
        (old.class === volume.class &&
          !(bytesOf(volume.size) < bytesOf(old.size)))
      );
    })
  );
}

/** The claims of all pools of a Kafka, as the operator would apply them. */
export function wantedClaims(kafka: Kafka, view: View): WantedClaim[] {
  const pools = poolsOf(kafka, view);
  const ids = assignNodeIds(pools);
  return pools.flatMap(pool => {
    const { storage } = effectiveStorage(kafka, pool, view);
    return (ids.get(pool.metadata.name) ?? []).flatMap(id => {
      const pod = `${kafka.metadata.name}-${pool.metadata.name}-${id}`;
      return volumesOf(storage).map(volume => ({
        pool,
        volume,
        claim: claimFor(kafka, pool, volume, claimName(pool, volume, pod)),
      }));
    });
  });
}

/** Claims whose pool asks for more than the claim does, and whether their class lets them grow. */
export function growth(
  kafka: Kafka,
  view: View,
): Array<WantedClaim & { existing: PersistentVolumeClaim; allowed: boolean }> {
  return wantedClaims(kafka, view).flatMap(wanted => {
    const { namespace, name } = wanted.claim.metadata;
    const existing = view.get(CLAIMS, namespace, name);
    const size = wanted.claim.spec.resources.requests.storage;
    if (
      !existing ||
      existing.status?.phase !== 'Bound' ||
      !(bytesOf(size) > bytesOf(existing.spec.resources.requests.storage)) ||
      (existing.status.conditions ?? []).some(({ type }) => type === 'Resizing')
    ) {
      return [];
    }
    const storageClass = view.get(
      STORAGE_CLASSES,
      undefined,
      existing.spec.storageClassName ?? '',
    );
    const allowed = storageClass?.allowVolumeExpansion === true;
    return [{ ...wanted, existing, allowed }];
  });
}

/** Bound claims whose pool asks for another attributes class than the claim does, as the operator would apply them; their size stays. */
export function reclassed(kafka: Kafka, view: View): PersistentVolumeClaim[] {
  return wantedClaims(kafka, view).flatMap(({ claim }) => {
    const { namespace, name } = claim.metadata;
    const existing = view.get(CLAIMS, namespace, name);
    const asked = claim.spec.volumeAttributesClassName;
    return existing?.status?.phase === 'Bound' &&
      asked !== undefined &&
      asked !== existing.spec.volumeAttributesClassName
      ? [
          {
            ...claim,
            spec: { ...claim.spec, resources: existing.spec.resources },
          },
        ]
      : [];
  });
}

/**
 * The next pod to restart so that its grown volume's file system can follow;
 * undefined while another pod of the cluster is not ready.
 */
export function podToRestart(kafka: Kafka, view: View): Pod | undefined {
  const { namespace } = kafka.metadata;
  const pods = view
    .list(PODS, namespace)
    .filter(
      ({ metadata }) =>
        metadata.labels?.[CLUSTER_LABEL] === kafka.metadata.name &&
        metadata.labels?.['strimzi.io/pool-name'] !== undefined,
    )
    .sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
  const pending = new Set(
    wantedClaims(kafka, view)
      .map(({ claim }) => view.get(CLAIMS, namespace, claim.metadata.name))
      .filter(
        claim =>
          statusOf(claim?.status?.conditions, 'FileSystemResizePending') ===
          'True',
      )
      .map(claim => claim?.metadata.name ?? ''),
  );
  return pods.every(isReady)
    ? pods.find(pod =>
        (pod.spec.volumes ?? []).some(({ persistentVolumeClaim: source }) =>
          pending.has(source?.claimName ?? ''),
        ),
      )
    : undefined;
}

/** Claims that were grown by hand beyond what their pool says: applying the pool's size fails. */
export function overgrown(kafka: Kafka, view: View): WantedClaim[] {
  return wantedClaims(kafka, view).filter(({ claim }) => {
    const { namespace, name } = claim.metadata;
    const capacity = view.get(CLAIMS, namespace, name)?.status?.capacity;
    return (
      bytesOf(capacity?.storage) >
      bytesOf(claim.spec.resources.requests.storage)
    );
  });
}

function claimFor(
  kafka: Kafka,
  pool: KafkaNodePool,
  volume: PoolVolume,
  name: string,
): PersistentVolumeClaim {
  const deleteClaim = volume.deleteClaim === true;
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: {
      name,
      namespace: kafka.metadata.namespace,
      labels: poolLabels(kafka, pool),
      annotations: { 'strimzi.io/delete-claim': String(deleteClaim) },
      ...(deleteClaim ? { ownerReferences: [ownerOf(pool)] } : {}),
    },
    spec: {
      accessModes: ['ReadWriteOnce'],
      ...(volume.class ? { storageClassName: volume.class } : {}),
      volumeMode: 'Filesystem',
      resources: { requests: { storage: volume.size ?? '' } },
      ...(volume.volumeAttributesClass
        ? { volumeAttributesClassName: volume.volumeAttributesClass }
        : {}),
    },
  };
}
