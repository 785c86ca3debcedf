import { patchedFields } from './patchedFields';

const target = { cluster: 'prod-north', apiVersion: 'kafka.strimzi.io/v1', kind: 'KafkaNodePool', namespace: 'telemetry', name: 'broker' };
const identity = { apiVersion: 'kafka.strimzi.io/v1', kind: 'KafkaNodePool', metadata: { name: 'broker', namespace: 'telemetry' } };

describe('patchedFields', () => {
  it('shows the changed fields in their place, beside the identity', () => {
    const changes = [
      { path: ['spec', 'storage', 'volumes', 1, 'size'], from: '100Gi', to: '200Gi' },
      { path: ['spec', 'storage', 'volumes', 1, 'class'], to: 'fast' },
      { path: ['metadata', 'annotations', 'penstock.dev/operation'], to: 'op-1' },
    ];
    expect(patchedFields({ act: 'patch', target, changes })).toEqual({
      ...identity,
      metadata: { ...identity.metadata, annotations: { 'penstock.dev/operation': 'op-1' } },
      spec: { storage: { volumes: [{}, { size: '200Gi', class: 'fast' }] } },
    });
  });

  it('shows a field that is taken away as null, and a cluster-wide object without a namespace', () => {
    const { namespace: _none, ...wide } = target;
    expect(patchedFields({ act: 'patch', target: wide, changes: [{ path: ['spec', 'claimRef'], from: { uid: 'u' } }] })).toEqual({
      apiVersion: identity.apiVersion,
      kind: identity.kind,
      metadata: { name: 'broker' },
      spec: { claimRef: null },
    });
  });
});
