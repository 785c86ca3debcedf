import type { PreflightCheck } from '@penstock/backstage-plugin-data-pipelines-common';
import type { KubernetesObject, PlannedElement, SizeGroup } from '@penstock/backstage-plugin-data-pipelines-node';
import { conditionsOf, trueCondition } from '../../shared/conditions';
import { claimGroupChecks } from '../../shared/claimGroupChecks';
import { referenceTo } from '../../shared/finding';
import { isSpecUnobserved } from '../../shared/gates';
import { keyOf } from '../../shared/objectKeys';
import { ENGINE_CHECKS, objected, passed } from '../../shared/preflightCodes';
import { fieldsAt, listAt, numberAt, textAt } from '../../shared/reading';
import { podSetOf, poolsOf } from '../topology';

/** Strimzi's word for the operator to leave a resource alone. */
export const PAUSE_ANNOTATION = 'strimzi.io/pause-reconciliation';

/** Whether somebody told Strimzi to leave the resource alone. */
export function isPaused(object: KubernetesObject): boolean {
  return object.metadata.annotations?.[PAUSE_ANNOTATION] === 'true';
}

function settled({ root, inventory }: PlannedElement, pool: KubernetesObject): PreflightCheck {
  for (const object of [root, pool]) {
    const seen = numberAt(object, 'status.observedGeneration');
    if (seen === undefined) {
      return objected(ENGINE_CHECKS.OPERATOR_SETTLED, 'unknown', {
        sentence: `Strimzi has not said which generation of ${object.kind} ${object.metadata.name} it has seen.`,
        remedy: 'Check that the cluster operator runs and watches this namespace.',
        object: referenceTo(inventory.cluster, object),
      });
    }
    if (isSpecUnobserved(object)) {
      return objected(ENGINE_CHECKS.OPERATOR_SETTLED, 'block', {
        sentence: `Strimzi has seen generation ${seen} of ${object.kind} ${object.metadata.name}, not yet ${object.metadata.generation}.`,
        remedy: 'Wait until the change before this one is applied.',
        object: referenceTo(inventory.cluster, object),
      });
    }
  }
  const notReady = trueCondition(root, 'NotReady');
  if (notReady) {
    return objected(ENGINE_CHECKS.OPERATOR_SETTLED, 'warn', {
      sentence: `Strimzi reports NotReady (${notReady.reason ?? 'no reason'})${
        notReady.message === undefined ? '' : `: ${notReady.message}`
      }; it may not get as far as this change.`,
      remedy: 'Unless this change is the repair, mend what Strimzi names first.',
      object: referenceTo(inventory.cluster, root),
    });
  }
  return passed(ENGINE_CHECKS.OPERATOR_SETTLED, `Strimzi has seen the newest spec of Kafka ${root.metadata.name} and of its pool.`);
}

function notPaused({ root, inventory }: PlannedElement, pool: KubernetesObject): PreflightCheck {
  const paused = [root, pool].find(isPaused);
  if (paused === undefined) return passed(ENGINE_CHECKS.OPERATOR_NOT_PAUSED, 'Strimzi is not paused.');
  return objected(ENGINE_CHECKS.OPERATOR_NOT_PAUSED, 'block', {
    sentence: `Strimzi is told to leave ${paused.kind} ${paused.metadata.name} alone (annotation ${PAUSE_ANNOTATION}).`,
    remedy: `Remove the annotation ${PAUSE_ANNOTATION}; nothing is applied while it is there.`,
    object: referenceTo(inventory.cluster, paused),
  });
}

function notRolling({ root, inventory }: PlannedElement): PreflightCheck {
  for (const pool of poolsOf(root, inventory)) {
    const name = `${root.metadata.name}-${pool.metadata.name}`;
    const podSet = podSetOf(root, name, inventory);
    const pods = numberAt(podSet, 'status.pods');
    const current = numberAt(podSet, 'status.currentPods');
    if (pods === undefined || current === undefined) {
      return objected(ENGINE_CHECKS.NO_ROLLING_UPDATE, 'unknown', {
        sentence: `StrimziPodSet ${name} does not say how many of its pods are current.`,
        remedy: 'Look at the pods yourself before you go on.',
      });
    }
    if (current < pods) {
      return objected(ENGINE_CHECKS.NO_ROLLING_UPDATE, 'block', {
        sentence: `Strimzi is replacing pods of ${name}: ${current} of ${pods} are current.`,
        remedy: 'Wait until the rolling update is through.',
      });
    }
  }
  return passed(ENGINE_CHECKS.NO_ROLLING_UPDATE, 'No rolling update is under way.');
}

function storageHeeded({ root, inventory }: PlannedElement): PreflightCheck {
  const refused = conditionsOf(root).find(({ type, status, reason }) => type === 'Warning' && status === 'True' && reason === 'KafkaStorage');
  if (refused === undefined) return passed(ENGINE_CHECKS.STORAGE_CHANGES_HEEDED, 'Strimzi has refused no change of storage.');
  return objected(ENGINE_CHECKS.STORAGE_CHANGES_HEEDED, 'block', {
    sentence: `Strimzi refused an earlier change of storage and ignores all of that pool${refused.message === undefined ? '' : `: ${refused.message}`}`,
    remedy: 'Take the refused change back in the KafkaNodePool first.',
    object: referenceTo(inventory.cluster, root),
  });
}

/** Under-replicated partitions, as Prometheus knows them. */
export function replicasComplete({ metrics }: Pick<PlannedElement, 'metrics'>): PreflightCheck {
  const answer = metrics.answer('underReplicatedPartitions');
  if (answer.state !== 'measured') {
    return objected(ENGINE_CHECKS.REPLICAS_COMPLETE, 'unknown', {
      sentence: `Under-replicated partitions are not known: ${answer.reason}`,
      remedy: 'Look at the brokers yourself: kafka-topics.sh --describe --under-replicated-partitions must print nothing.',
    });
  }
  const count = answer.samples.reduce((sum, sample) => sum + sample.value, 0);
  if (count === 0) return passed(ENGINE_CHECKS.REPLICAS_COMPLETE, 'No partition is under-replicated.');
  return objected(ENGINE_CHECKS.REPLICAS_COMPLETE, 'warn', {
    sentence: `${count} ${count === 1 ? 'partition is' : 'partitions are'} under-replicated: another lost broker may stop writes.`,
    remedy: 'Wait until the copies have caught up, unless a full disk is what keeps them from it.',
  });
}

/** Size and attributes class of a storage: Strimzi hands a change of either on to the claims. */
function fieldsOf(storage: unknown, path: SizeGroup['path']): Pick<SizeGroup, 'path' | 'size' | 'attributesClass'> {
  const value = textAt(storage, 'volumeAttributesClass');
  return {
    path: [...path, 'size'],
    size: textAt(storage, 'size'),
    attributesClass: { path: [...path, 'volumeAttributesClass'], ...(value === undefined ? {} : { value }) },
  };
}

/** Where the size of the volumes that this field path names stands. */
function sizeAt(pool: KubernetesObject, field: string): Pick<SizeGroup, 'path' | 'size' | 'attributesClass' | 'title'> {
  const index = /^spec\.storage\.volumes\[(\d+)\]\.size$/.exec(field)?.[1];
  if (index === undefined) {
    return { ...fieldsOf(fieldsAt(pool, 'spec.storage'), ['spec', 'storage']), title: `pool ${pool.metadata.name}` };
  }
  const volume = listAt(pool, 'spec.storage.volumes')[Number(index)];
  return {
    ...fieldsOf(volume, ['spec', 'storage', 'volumes', Number(index)]),
    title: `pool ${pool.metadata.name}, volume ${numberAt(volume, 'id') ?? index}`,
  };
}

function sizeStated(pool: KubernetesObject, field: string, size: string | undefined): PreflightCheck {
  if (size !== undefined) return passed(ENGINE_CHECKS.SIZE_STATED, `KafkaNodePool ${pool.metadata.name} states ${size}.`);
  return objected(ENGINE_CHECKS.SIZE_STATED, 'block', {
    sentence: `KafkaNodePool ${pool.metadata.name} has no ${field}, so there is no size to change.`,
    remedy: `Write the present size of the claims into ${field} first.`,
  });
}

/** One group per node pool and JBOD volume: all volumes of a pool with one id share one size, which only the pool may change. */
export function kafkaSizeGroups(element: PlannedElement): readonly SizeGroup[] {
  const { root, inventory, description } = element;
  if (root.kind !== 'Kafka') return [];
  return poolsOf(root, inventory).flatMap(pool => {
    const volumes = description.volumes.filter(({ sizeOwner }) => sizeOwner.object.kind === pool.kind && sizeOwner.object.name === pool.metadata.name);
    const fields = [...new Set(volumes.map(volume => volume.sizeOwner.field))].sort();
    return fields.map((field): SizeGroup => {
      const claims = volumes
        .filter(volume => volume.sizeOwner.field === field)
        .map(volume => volume.claim)
        .sort();
      const { title, size, ...place } = sizeAt(pool, field);
      const key = keyOf(inventory, pool);
      return {
        title,
        claims,
        owner: key,
        ownerUid: pool.metadata.uid,
        operator: 'Strimzi',
        size,
        ...place,
        checks: [
          settled(element, pool),
          notPaused(element, pool),
          notRolling(element),
          storageHeeded(element),
          replicasComplete(element),
          sizeStated(pool, field, size),
          ...claimGroupChecks({ inventory, namespace: pool.metadata.namespace ?? '', claims, size, owner: `KafkaNodePool ${pool.metadata.name}` }),
        ],
        note: 'Strimzi grows the claims one by one. No pod restarts, unless the driver can grow a filesystem only while it is not mounted: then Strimzi restarts that pod.',
        restarts: 0,
      };
    });
  });
}
