import type {
  Element,
  ElementMeasure,
  Finding,
  Health,
  Member,
  ObjectReference,
  Volume,
} from '@penstock/backstage-plugin-data-pipelines-common';
import { measured, NO_POINT, notMeasured, STORY_OBSERVED, target } from './measures';

const GIB = 2 ** 30;

const KINDS: Record<string, { apiVersion: string; kind: string }> = {
  kafka: { apiVersion: 'kafka.strimzi.io/v1', kind: 'Kafka' },
  spark: { apiVersion: 'sparkoperator.k8s.io/v1beta2', kind: 'SparkApplication' },
  elasticsearch: { apiVersion: 'elasticsearch.k8s.elastic.co/v1', kind: 'Elasticsearch' },
};

/** Health of something that is well. */
export const WELL: Health = { word: 'Healthy', cause: 'All measures in target', findings: [] };

/** A volume of the story; `used` in GiB of 100, or undefined where it is not reported. */
export function volume(name: string, used: number | undefined, more: Partial<Volume> = {}): Volume {
  const ratio = used === undefined ? undefined : used / 100;
  const verdict = ratio === undefined || ratio < 0.9 ? 'met' : 'missed';
  const silent = notMeasured('The kubelet reports no statistics for a volume that no pod mounts.');
  return {
    name,
    namespace: 'factory-telemetry',
    cluster: 'prod-north',
    element: 'telemetry',
    member: name.replace(/^data-0-/, ''),
    role: 'data',
    word: verdict === 'missed' ? 'Critical' : 'Healthy',
    phase: 'Bound',
    requestedBytes: 100 * GIB,
    capacityBytes: 100 * GIB,
    used: used === undefined ? silent : measured(used * GIB, 'bytes', { source: 'kubelet volume stats' }),
    usedRatio: ratio === undefined ? silent : measured(ratio, 'ratio', { source: 'kubelet volume stats', target: target(0.8, verdict) }),
    fullIn: used === undefined ? silent : measured(used > 80 ? 32400 : 41 * 86400, 'seconds', { source: 'growth of the last 6 h' }),
    ...(used === undefined ? {} : { forecast: { growthBytesPerSecond: (0.78 * GIB) / 3600, levelBytes: 150 * GIB, basis: 'growth of the last six hours' } }),
    storageClass: 'rbd-encrypted',
    driver: 'rbd.csi.ceph.com',
    expandable: 'yes',
    persistentVolume: `pvc-${name}`,
    accessModes: ['ReadWriteOnce'],
    encrypted: { answer: 'yes', source: 'parameter encrypted of class rbd-encrypted' },
    replication: '3 Kafka replicas, 3 volume copies',
    sizeOwner: {
      object: { cluster: 'prod-north', apiVersion: 'kafka.strimzi.io/v1', kind: 'KafkaNodePool', namespace: 'factory-telemetry', name: 'broker' },
      field: 'spec.storage.volumes[id=0].size',
      sentence: 'The operator writes the claims; a change by hand is not kept.',
    },
    conditions: [],
    protectedBy: NO_POINT,
    ...more,
  };
}

/** A member of the story. */
export function member(name: string, role: string, more: Partial<Member> = {}): Member {
  return {
    name,
    namespace: 'factory-telemetry',
    role,
    word: 'Healthy',
    ready: true,
    restarts: 0,
    node: 'worker-07',
    zone: 'a',
    startedAt: '2026-11-08T09:00:00Z',
    volumes: [],
    ...more,
  };
}

/** The operator resource of an element. */
export function objectOf(engine: string, name: string, cluster: string, namespace: string): ObjectReference {
  return { cluster, ...(KINDS[engine] ?? { apiVersion: 'v1', kind: engine }), namespace, name };
}

/** A finding of the story. */
export function finding(code: string, severity: Finding['severity'], sentence: string, object: ObjectReference, remedy?: string): Finding {
  return { code, severity, sentence, object, since: '2026-11-20T13:28:00Z', ...(remedy ? { remedy } : {}) };
}

/** An element of the story. */
export function element(id: string, engine: string, pipeline: string, cluster: string, more: Partial<Element> = {}): Element {
  return {
    id,
    title: id,
    engine,
    object: objectOf(engine, id, cluster, pipeline),
    entityRef: `resource:default/${id}`,
    pipeline,
    readsFrom: [],
    writesTo: [],
    health: WELL,
    measures: [],
    members: [],
    volumes: [],
    freshness: { state: 'fresh', observedAt: STORY_OBSERVED },
    simulated: true,
    ...more,
  };
}

/** A measure that an engine names itself. */
export function elementMeasure(key: string, label: string, measure: ElementMeasure['measure']): ElementMeasure {
  return { key, label, measure };
}
