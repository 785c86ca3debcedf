import type { KubernetesObject } from '@penstock/backstage-plugin-data-pipelines-node';
import { CORE_KINDS, mergeKinds } from './coreKinds';
import { trimmerOf } from './trim';

const [POD] = CORE_KINDS;

/** Shaped as a pod of ECK 3.5.0 arrives, shortened. */
const RAW_POD = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name: 'orders-es-data-0',
    generateName: 'orders-es-data-',
    namespace: 'orders',
    uid: 'u-1',
    resourceVersion: '77',
    creationTimestamp: '2026-01-01T00:00:00Z',
    labels: { 'elasticsearch.k8s.elastic.co/cluster-name': 'orders' },
    annotations: {
      'topology.kubernetes.io/zone': 'eu-1a',
      'kubectl.kubernetes.io/last-applied-configuration': '{"much":"text"}',
    },
    ownerReferences: [
      { apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'orders-es-data', uid: 'u-0', controller: true, blockOwnerDeletion: true },
    ],
    finalizers: [],
    managedFields: [{ manager: 'elastic-operator', fieldsV1: { 'f:metadata': {} } }],
  },
  spec: {
    nodeName: 'node-1',
    serviceAccountName: 'default',
    containers: [
      {
        name: 'elasticsearch',
        image: 'elasticsearch:9.1.0',
        env: [{ name: 'PASSWORD', value: 'hunter2' }],
        resources: { requests: { memory: '8Gi' } },
      },
    ],
    volumes: [
      { name: 'data', persistentVolumeClaim: { claimName: 'elasticsearch-data-orders-es-data-0', readOnly: false } },
      { name: 'secrets', secret: { secretName: 'orders-es-internal-users' } },
    ],
  },
  status: {
    phase: 'Running',
    hostIP: '10.0.0.1',
    conditions: [{ type: 'Ready', status: 'True' }],
    containerStatuses: [
      { name: 'elasticsearch', ready: true, restartCount: 0, state: { running: { startedAt: '2026-01-01T00:01:00Z' } }, imageID: 'sha256:1' },
    ],
  },
};

const TRIMMED_POD: KubernetesObject = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name: 'orders-es-data-0',
    namespace: 'orders',
    uid: 'u-1',
    resourceVersion: '77',
    creationTimestamp: '2026-01-01T00:00:00Z',
    labels: { 'elasticsearch.k8s.elastic.co/cluster-name': 'orders' },
    annotations: { 'topology.kubernetes.io/zone': 'eu-1a' },
    ownerReferences: [{ apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'orders-es-data', uid: 'u-0', controller: true }],
  },
  spec: {
    nodeName: 'node-1',
    containers: [
      { name: 'elasticsearch', image: 'elasticsearch:9.1.0', resources: { requests: { memory: '8Gi' } } },
    ],
    volumes: [
      { name: 'data', persistentVolumeClaim: { claimName: 'elasticsearch-data-orders-es-data-0' } },
      { name: 'secrets' },
    ],
  },
  status: {
    phase: 'Running',
    conditions: [{ type: 'Ready', status: 'True' }],
    containerStatuses: [
      { name: 'elasticsearch', ready: true, restartCount: 0, state: { running: { startedAt: '2026-01-01T00:01:00Z' } } },
    ],
  },
};

describe('trimmerOf', () => {
  const trim = trimmerOf(POD, 'v1');

  it('keeps of a pod exactly the allow-list', () => {
    expect(trim(RAW_POD)).toStrictEqual(TRIMMED_POD);
  });

  it('changes nothing when it trims a trimmed object', () => {
    expect(trim(trim(RAW_POD))).toStrictEqual(TRIMMED_POD);
  });

  it('gives items of a list the kind and version that they lack', () => {
    const { apiVersion: _version, kind: _kind, ...item } = RAW_POD;
    expect(trim(item)).toStrictEqual(TRIMMED_POD);
  });

  it('freezes the result through and through, and leaves the input alone', () => {
    const input = structuredClone(RAW_POD);
    const trimmed = trim(input);
    const frozen = (value: unknown): boolean =>
      typeof value !== 'object' || value === null || (Object.isFrozen(value) && Object.values(value).every(frozen));
    expect(frozen(trimmed)).toBe(true);
    expect(Object.isFrozen(input.status.conditions)).toBe(false);
  });

  it.each([undefined, 'text', [], {}, { metadata: {} }, { metadata: { name: 'a' } }])('makes nothing of %j', raw => {
    expect(trim(raw)).toBeUndefined();
  });

  it('follows * over map values and keeps annotations by prefix', () => {
    const trimBoth = trimmerOf(
      { group: 'x', kind: 'X', versions: ['v1'], keep: ['status.byName.*.lag', 'data'], keepAnnotations: ['penstock.dev/*'] },
      'x/v1',
    );
    const raw = {
      metadata: { name: 'a', uid: 'u', annotations: { 'penstock.dev/title': 'A', other: 'b' } },
      status: { byName: { one: { lag: 1, noise: 2 }, two: { lag: 3 }, three: null } },
      data: null,
    };
    expect(trimBoth(raw)).toStrictEqual({
      apiVersion: 'x/v1',
      kind: 'X',
      metadata: { name: 'a', uid: 'u', annotations: { 'penstock.dev/title': 'A' } },
      status: { byName: { one: { lag: 1 }, two: { lag: 3 } } },
    });
  });

  it('keeps labels only of a node', () => {
    const node = CORE_KINDS.find(({ kind }) => kind === 'Node') ?? POD;
    const raw = { metadata: { name: 'n', uid: 'u', labels: { zone: 'a' } }, status: { images: [1] }, spec: { podCIDR: 'x' } };
    expect(trimmerOf(node, 'v1')(raw)).toStrictEqual({
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name: 'n', uid: 'u', labels: { zone: 'a' } },
    });
  });
});

describe('mergeKinds', () => {
  it('joins the fields of all who ask for a kind', () => {
    const merged = mergeKinds([
      { group: 'x', kind: 'X', versions: ['v2', 'v1'], keep: ['spec.a'] },
      { group: 'x', kind: 'X', versions: ['v1'], keep: ['spec.a', 'spec.b'], keepAnnotations: ['n'] },
    ]);
    expect(merged).toEqual([{ group: 'x', kind: 'X', versions: ['v1'], keep: ['spec.a', 'spec.b'], keepAnnotations: ['n'] }]);
  });

  it('refuses versions that exclude each other', () => {
    const kinds = (['v1', 'v2'] as const).map(version => ({ group: 'x', kind: 'X', versions: [version] as const, keep: [] }));
    expect(() => mergeKinds(kinds)).toThrow('X.x is asked for in versions that exclude each other: v1 and v2.');
  });
});
