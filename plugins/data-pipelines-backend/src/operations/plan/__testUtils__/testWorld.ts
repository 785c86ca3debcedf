import type { Element, Volume } from '@penstock/backstage-plugin-data-pipelines-common';
import type { DataDriver, ElementDescription, Engine, EngineOperations, FoundPoint, KubernetesObject, MetricSample } from '@penstock/backstage-plugin-data-pipelines-node';
import { inventoryOf } from '@penstock/backstage-plugin-data-pipelines-node/testUtils';
import { operationNames } from '../operationNames';
import type { World, WorldElement } from '../World';

/** The moment for which test plans are drawn. */
export const NOW = new Date('2026-11-20T14:32:10Z');
export const OPERATION = 'op-abcdefghijkl';
const CLUSTER = 'prod-north';
const NAMESPACE = 'factory';
const GIB = 2 ** 30;

/** An element of a test: a made-up resource with claims. */
export interface TestElement {
  id: string;
  claims: readonly string[];
  sizeGib?: number;
  storageClass?: string;
  /** Bytes used of each claim, where measured. */
  usedGib?: number;
  growthBytesPerSecond?: number;
  readsFrom?: readonly string[];
  writesTo?: readonly string[];
  operations?: EngineOperations;
  measures?: Element['measures'];
  labels?: Record<string, string>;
  description?: Partial<ElementDescription>;
  /** Persistent volumes by claim, where they are not called after it. */
  volumes?: Readonly<Record<string, string>>;
}

/** A claim as the inventory keeps it. */
export function claimObject(name: string, { sizeGib = 100, storageClass = 'fast', labels = {}, more = {} }: { sizeGib?: number; storageClass?: string; labels?: Record<string, string>; more?: Record<string, unknown> } = {}): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name, namespace: NAMESPACE, uid: `uid-${name}`, labels },
    spec: { accessModes: ['ReadWriteOnce'], storageClassName: storageClass, volumeName: `pv-${name}`, resources: { requests: { storage: `${sizeGib}Gi` } } },
    status: { phase: 'Bound', capacity: { storage: `${sizeGib}Gi` }, ...more },
  };
}

/** The volume of a claim as the inventory keeps it. */
export function volumeObject(claim: string, { sizeGib = 100, storageClass = 'fast', driver = 'rbd.csi.ceph.com' } = {}): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: `pv-${claim}`, uid: `uid-pv-${claim}` },
    spec: {
      capacity: { storage: `${sizeGib}Gi` },
      claimRef: { namespace: NAMESPACE, name: claim, uid: `uid-${claim}` },
      csi: { driver, volumeHandle: `vol-${claim}` },
      persistentVolumeReclaimPolicy: 'Delete',
      storageClassName: storageClass,
    },
    status: { phase: 'Bound' },
  };
}

export function storageClassObject(name: string, { provisioner = 'rbd.csi.ceph.com', allowVolumeExpansion = true } = {}): KubernetesObject {
  return { apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata: { name, uid: `uid-class-${name}` }, provisioner, allowVolumeExpansion };
}

/** The owner of sizes of {@link poolOperations}. */
const POOL: KubernetesObject = { apiVersion: 'example.com/v1', kind: 'Pool', metadata: { name: 'broker', namespace: NAMESPACE, uid: 'uid-pool' }, spec: {} };

function volumeView(element: TestElement, name: string): Volume {
  const { sizeGib = 100, usedGib, growthBytesPerSecond } = element;
  const missing = { state: 'not-measured' as const, reason: 'No kubelet volume stats' };
  const said = { observedAt: NOW.toISOString(), source: 'kubelet volume stats' };
  const fullIn = usedGib === undefined || growthBytesPerSecond === undefined ? undefined : ((sizeGib - usedGib) * GIB) / growthBytesPerSecond;
  return {
    name,
    namespace: NAMESPACE,
    cluster: CLUSTER,
    element: element.id,
    member: name.replace(/^data-(0-)?/, ''),
    role: 'log',
    word: 'Healthy',
    phase: 'Bound',
    requestedBytes: sizeGib * GIB,
    capacityBytes: sizeGib * GIB,
    used: usedGib === undefined ? missing : { state: 'measured', value: usedGib * GIB, unit: 'bytes', ...said },
    usedRatio: usedGib === undefined ? missing : { state: 'measured', value: usedGib / sizeGib, unit: 'ratio', ...said },
    fullIn: fullIn === undefined ? missing : { state: 'measured', value: fullIn, unit: 'seconds', target: { value: 86_400, verdict: fullIn < 86_400 ? 'missed' : 'met', source: 'default' }, ...said },
    ...(growthBytesPerSecond === undefined ? {} : { forecast: { growthBytesPerSecond, basis: 'linear, from the growth of the last six hours' } }),
    storageClass: element.storageClass ?? 'fast',
    driver: 'rbd.csi.ceph.com',
    persistentVolume: element.volumes?.[name] ?? `pv-${name}`,
    encrypted: { answer: 'not-stated', source: 'test' },
    replication: '3 replicas',
    sizeOwner: { object: { cluster: CLUSTER, apiVersion: 'example.com/v1', kind: 'Pool', name: 'broker' }, field: 'spec.size', sentence: 'one size for the pool' },
    conditions: [],
    protectedBy: missing,
  };
}

export function rootOf({ id, labels = {} }: TestElement): KubernetesObject {
  return {
    apiVersion: 'example.com/v1',
    kind: 'Tank',
    metadata: { name: id, namespace: NAMESPACE, uid: `uid-${id}`, labels: { 'app.kubernetes.io/part-of': 'telemetry', 'penstock.dev/element': id, ...labels } },
    spec: {},
  };
}

function engineOf({ operations, description = {} }: TestElement): Engine {
  return {
    id: 'tank',
    title: 'Tank',
    roots: [{ group: 'example.com', kind: 'Tank', versions: ['v1'], keep: [] }],
    reads: [],
    queries: [],
    describe: () => ({ title: 'Tank', members: [], volumes: [], parts: [], queryScope: { namespace: NAMESPACE, name: '' }, streaming: true, ...description }),
    assess: () => [],
    ...(operations === undefined ? {} : { operations }),
  };
}

/** Claims and volumes of the elements and a storage class, or what is given in their place, and what is given besides. */
export function testObjects(elements: readonly TestElement[], objects: readonly KubernetesObject[] = []): KubernetesObject[] {
  const given = new Set(objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`));
  const made = elements.flatMap(element =>
    element.claims.flatMap(claim => [claimObject(claim, { ...element, labels: element.labels ?? {} }), volumeObject(claim, element)]),
  );
  return [...[...made, storageClassObject('fast')].filter(({ kind, metadata }) => !given.has(`${kind} ${metadata.name}`)), ...objects];
}

/** A world with these elements, whose claims and volumes are in the inventory beside the given objects. */
export function testWorld(
  elements: readonly TestElement[],
  options: { objects?: readonly KubernetesObject[]; drivers?: readonly DataDriver[]; points?: readonly FoundPoint[]; live?: readonly KubernetesObject[]; kindStates?: NonNullable<Parameters<typeof inventoryOf>[1]>['kindStates'] } & Partial<Pick<World, 'now' | 'locks' | 'operation' | 'leftovers' | 'actor'>> & { id?: string; measured?: Readonly<Record<string, readonly MetricSample[]>> } = {},
): World {
  const objects = [...testObjects(elements, options.objects), POOL];
  const inventory = inventoryOf(objects, { cluster: CLUSTER, ...(options.kindStates === undefined ? {} : { kindStates: options.kindStates }) });
  const live: World['live'] = key => (options.live ?? objects).find(({ kind, metadata }) => kind === key.kind && metadata.name === key.name && metadata.namespace === key.namespace);
  return {
    now: options.now ?? NOW,
    elements: elements.map((element): WorldElement => {
      const engine = engineOf(element);
      const root = rootOf(element);
      return {
        id: element.id,
        pipeline: 'telemetry',
        cluster: CLUSTER,
        namespace: NAMESPACE,
        root,
        description: engine.describe(root, inventory),
        inventory,
        metrics: {
          answer: key => {
            const samples = options.measured?.[`${element.id}/${key}`];
            return samples === undefined ? { state: 'not-measured', reason: 'No metrics in this test' } : { state: 'measured', unit: 'messages', samples, observedAt: NOW.toISOString(), source: 'test' };
          },
        },
        live,
        engine,
        view: {
          id: element.id,
          title: element.id,
          engine: 'tank',
          object: { cluster: CLUSTER, apiVersion: root.apiVersion, kind: root.kind, namespace: NAMESPACE, name: element.id },
          entityRef: `resource:default/${element.id}`,
          pipeline: 'telemetry',
          readsFrom: [...(element.readsFrom ?? [])],
          writesTo: [...(element.writesTo ?? [])],
          health: { word: 'Healthy', cause: 'All well', findings: [] },
          measures: element.measures ?? [],
          members: element.claims.map(claim => ({ name: claim.replace(/^data-(0-)?/, ''), namespace: NAMESPACE, role: 'broker', word: 'Healthy' as const, ready: true, restarts: 0, volumes: [claim] })),
          volumes: element.claims.map(claim => volumeView(element, claim)),
          freshness: { state: 'fresh', observedAt: NOW.toISOString() },
          simulated: false,
        },
      };
    }),
    drivers: options.drivers ?? [],
    points: options.points ?? [],
    reader: () => inventory,
    locks: options.locks ?? [],
    ...(options.operation === undefined ? {} : { operation: options.operation }),
    ...(options.leftovers === undefined ? {} : { leftovers: options.leftovers }),
    live,
    names: operationNames(options.id ?? OPERATION, 'telemetry'),
    actor: options.actor ?? 'user:default/olga',
  };
}
