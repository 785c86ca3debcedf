import type { KubernetesObject } from '@penstock/backstage-plugin-data-pipelines-node';
import { fixture, objectOf, plannedElementOf } from '../../../__testUtils__/engineOperations/plannedElementOf';
import { readableCheck, readableGroup } from '../../../__testUtils__/engineOperations/readableSteps';
import { setField } from '../../../__testUtils__/engineOperations/setField';
import { kafkaEngine } from '../engine';
import { kafkaSizeGroups } from './sizeGroups';

function groupsOf(objects: KubernetesObject[], metrics: Record<string, number> = { underReplicatedPartitions: 0 }, unread = false) {
  return kafkaSizeGroups(
    plannedElementOf(kafkaEngine, objects, {
      root: 'Kafka orders',
      metrics,
      unread,
    }),
  );
}

/** What is not passed in the broker pool's group after a change of the healthy fixture. */
function objections(change: (objects: KubernetesObject[]) => void, metrics?: Record<string, number>): string[] {
  const objects = fixture('kafka/testdata/healthy.yaml');
  change(objects);
  const group = groupsOf(objects, metrics).find(({ owner }) => owner.name === 'broker');
  return (group?.checks ?? []).filter(check => check.result !== 'pass').map(readableCheck);
}

describe('size groups of a Kafka', () => {
  it('are one for each pool and JBOD volume, owned by the pool', () => {
    expect(groupsOf(fixture('kafka/testdata/healthy.yaml')).flatMap(readableGroup)).toMatchInlineSnapshot(`
      [
        "pool broker, volume 0: data-0-orders-broker-0, data-0-orders-broker-1, data-0-orders-broker-2",
        "  KafkaNodePool broker spec.storage.volumes.0.size = 500Gi by Strimzi",
        "  pass OPERATOR_SETTLED: Strimzi has seen the newest spec of Kafka orders and of its pool.",
        "  pass OPERATOR_NOT_PAUSED: Strimzi is not paused.",
        "  pass NO_ROLLING_UPDATE: No rolling update is under way.",
        "  pass STORAGE_CHANGES_HEEDED: Strimzi has refused no change of storage.",
        "  pass REPLICAS_COMPLETE: No partition is under-replicated.",
        "  pass SIZE_STATED: KafkaNodePool broker states 500Gi.",
        "  pass CLAIMS_BOUND: 3 of 3 claims are bound.",
        "  pass CLAIMS_ONE_CLASS: All claims have the storage class fast-ssd.",
        "  pass NO_RESIZE_RUNNING: No volume is being expanded.",
        "  pass MEMBERS_ALIKE: All volumes ask for 500Gi.",
        "pool controller, volume 0: data-0-orders-controller-3, data-0-orders-controller-4, data-0-orders-controller-5",
        "  KafkaNodePool controller spec.storage.volumes.0.size = 20Gi by Strimzi",
        "  pass OPERATOR_SETTLED: Strimzi has seen the newest spec of Kafka orders and of its pool.",
        "  pass OPERATOR_NOT_PAUSED: Strimzi is not paused.",
        "  pass NO_ROLLING_UPDATE: No rolling update is under way.",
        "  pass STORAGE_CHANGES_HEEDED: Strimzi has refused no change of storage.",
        "  pass REPLICAS_COMPLETE: No partition is under-replicated.",
        "  pass SIZE_STATED: KafkaNodePool controller states 20Gi.",
        "  pass CLAIMS_BOUND: 3 of 3 claims are bound.",
        "  pass CLAIMS_ONE_CLASS: All claims have the storage class fast-ssd.",
        "  pass NO_RESIZE_RUNNING: No volume is being expanded.",
        "  pass MEMBERS_ALIKE: All volumes ask for 20Gi.",
      ]
    `);
  });

  it('keep two volumes of one pool apart', () => {
    const objects = fixture('kafka/testdata/healthy.yaml');
    const pool = objectOf(objects, 'KafkaNodePool', 'broker');
    setField(pool, 'spec/storage/volumes', [
      { id: 0, type: 'persistent-claim', size: '500Gi' },
      { id: 3, type: 'persistent-claim', size: '1Ti' },
    ]);
    const claim = structuredClone(objectOf(objects, 'PersistentVolumeClaim', 'data-0-orders-broker-0'));
    setField(claim, 'metadata/name', 'data-3-orders-broker-0');
    claim.metadata.labels = {
      ...claim.metadata.labels,
      'strimzi.io/pool-name': 'broker',
    };
    const groups = groupsOf([...objects, claim]).filter(({ owner }) => owner.name === 'broker');
    expect(groups.map(({ title, path, size, claims }) => `${title}: ${path.join('.')} ${size} ${claims.join()}`)).toEqual([
      'pool broker, volume 0: spec.storage.volumes.0.size 500Gi data-0-orders-broker-0,data-0-orders-broker-1,data-0-orders-broker-2',
      'pool broker, volume 3: spec.storage.volumes.1.size 1Ti data-3-orders-broker-0',
    ]);
  });

  it('know the plain storage of a pool', () => {
    const objects = fixture('kafka/testdata/healthy.yaml');
    setField(objectOf(objects, 'KafkaNodePool', 'broker'), 'spec/storage', {
      type: 'persistent-claim',
      size: '500Gi',
    });
    const [group] = groupsOf(objects).filter(({ owner }) => owner.name === 'broker');
    expect([group.title, group.path, group.size]).toEqual(['pool broker', ['spec', 'storage', 'size'], '500Gi']);
  });

  it('name the field of the attributes class, and what it has', () => {
    const objects = fixture('kafka/testdata/healthy.yaml');
    setField(objectOf(objects, 'KafkaNodePool', 'controller'), 'spec/storage', { type: 'persistent-claim', size: '20Gi', volumeAttributesClass: 'gold' });
    expect(groupsOf(objects).map(({ attributesClass }) => attributesClass)).toEqual([
      { path: ['spec', 'storage', 'volumes', 0, 'volumeAttributesClass'] },
      { path: ['spec', 'storage', 'volumeAttributesClass'], value: 'gold' },
    ]);
  });

  it('are none for a Connect cluster', () => {
    const element = plannedElementOf(kafkaEngine, fixture('kafka/testdata/connect-as-element.yaml'), { root: 'KafkaConnect orders-connect' });
    expect(kafkaSizeGroups(element)).toEqual([]);
  });

  it.each<[string, (objects: KubernetesObject[]) => void, string[]]>([
    [
      'a generation not seen',
      objects => setField(objectOf(objects, 'KafkaNodePool', 'broker'), 'metadata/generation', 2),
      ['block OPERATOR_SETTLED: Strimzi has seen generation 1 of KafkaNodePool broker, not yet 2.'],
    ],
    [
      'no word of the operator',
      objects => setField(objectOf(objects, 'Kafka'), 'status/observedGeneration', undefined),
      ['unknown OPERATOR_SETTLED: Strimzi has not said which generation of Kafka orders it has seen.'],
    ],
    [
      'NotReady',
      objects =>
        setField(objectOf(objects, 'Kafka'), 'status/conditions', [
          {
            type: 'NotReady',
            status: 'True',
            reason: 'TimeoutException',
            message: 'waited too long',
          },
        ]),
      ['warn OPERATOR_SETTLED: Strimzi reports NotReady (TimeoutException): waited too long; it may not get as far as this change.'],
    ],
    [
      'a paused operator',
      objects =>
        setField(objectOf(objects, 'Kafka'), 'metadata/annotations', {
          'strimzi.io/pause-reconciliation': 'true',
        }),
      ['block OPERATOR_NOT_PAUSED: Strimzi is told to leave Kafka orders alone (annotation strimzi.io/pause-reconciliation).'],
    ],
    [
      'a rolling update',
      objects => setField(objectOf(objects, 'StrimziPodSet', 'orders-controller'), 'status/currentPods', 2),
      ['block NO_ROLLING_UPDATE: Strimzi is replacing pods of orders-controller: 2 of 3 are current.'],
    ],
    [
      'a pod set that says nothing',
      objects => setField(objectOf(objects, 'StrimziPodSet', 'orders-broker'), 'status', undefined),
      ['unknown NO_ROLLING_UPDATE: StrimziPodSet orders-broker does not say how many of its pods are current.'],
    ],
    [
      'an earlier change refused',
      objects =>
        setField(objectOf(objects, 'Kafka'), 'status/conditions', [
          {
            type: 'Warning',
            status: 'True',
            reason: 'KafkaStorage',
            message: 'shrinking is not allowed',
          },
        ]),
      ['block STORAGE_CHANGES_HEEDED: Strimzi refused an earlier change of storage and ignores all of that pool: shrinking is not allowed'],
    ],
    [
      'no size',
      objects => setField(objectOf(objects, 'KafkaNodePool', 'broker'), 'spec/storage/volumes', [{ id: 0, type: 'persistent-claim' }]),
      [
        'block SIZE_STATED: KafkaNodePool broker has no spec.storage.volumes[0].size, so there is no size to change.',
        'warn MEMBERS_ALIKE: KafkaNodePool broker states no size, but some volumes ask for another: data-0-orders-broker-0 500Gi, data-0-orders-broker-1 500Gi, data-0-orders-broker-2 500Gi.',
      ],
    ],
    [
      'a claim that somebody grew',
      objects => setField(objectOf(objects, 'PersistentVolumeClaim', 'data-0-orders-broker-1'), 'spec/resources/requests/storage', '600Gi'),
      ['warn MEMBERS_ALIKE: KafkaNodePool broker states 500Gi, but some volumes ask for another: data-0-orders-broker-1 600Gi.'],
    ],
    [
      'a claim without a volume',
      objects => setField(objectOf(objects, 'PersistentVolumeClaim', 'data-0-orders-broker-1'), 'status/phase', 'Pending'),
      ['block CLAIMS_BOUND: Not every claim has its volume: data-0-orders-broker-1 is Pending.'],
    ],
    [
      'two classes',
      objects => setField(objectOf(objects, 'PersistentVolumeClaim', 'data-0-orders-broker-2'), 'spec/storageClassName', 'slow'),
      ['block CLAIMS_ONE_CLASS: The claims have different storage classes (fast-ssd: data-0-orders-broker-0, data-0-orders-broker-1; slow: data-0-orders-broker-2).'],
    ],
    [
      'an expansion under way',
      objects => setField(objectOf(objects, 'PersistentVolumeClaim', 'data-0-orders-broker-2'), 'status/conditions', [{ type: 'Resizing', status: 'True' }]),
      ['block NO_RESIZE_RUNNING: Claim data-0-orders-broker-2 is being expanded (Resizing).'],
    ],
    [
      'an expansion that failed',
      objects => setField(objectOf(objects, 'PersistentVolumeClaim', 'data-0-orders-broker-2'), 'status/allocatedResourceStatuses', { storage: 'ControllerResizeInfeasible' }),
      ['warn NO_RESIZE_RUNNING: An earlier expansion of claim data-0-orders-broker-2 failed (ControllerResizeInfeasible)'],
    ],
  ])('objects to %s', (_, change, expected) => {
    expect(objections(change)).toEqual(expected);
  });

  it('warns of under-replicated partitions, and does not take "not measured" for none', () => {
    expect(objections(() => {}, { underReplicatedPartitions: 2 })).toEqual(['warn REPLICAS_COMPLETE: 2 partitions are under-replicated: another lost broker may stop writes.']);
    expect(objections(() => {}, {})).toEqual(['unknown REPLICAS_COMPLETE: Under-replicated partitions are not known: the test gives none']);
  });
});
