import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import type { KubernetesObject } from '@penstock/backstage-plugin-data-pipelines-node';
import { NAMESPACE, operationsWorld } from '../__testUtils__/operationsWorld';
import { Audit } from '../audit/Audit';
import { policyPermissions } from '../testing/policyPermissions';
import { testStore, type TestStore } from './store/__testUtils__';

/* Checks for which a plan asks the cluster, or that show in its answer, through the service that pages and API use. */

const caller = { credentials: mockCredentials.user() };
const SECRET: KubernetesObject = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'volume-key', namespace: 'storage', uid: 'uid-secret' }, data: { key: 'bm9ib2R5IHJlYWRzIHRoaXM=' } };
const PATH = '/api/v1/namespaces/storage/secrets/volume-key';
const NAMED = { 'csi.storage.k8s.io/snapshotter-secret-name': 'volume-key', 'csi.storage.k8s.io/snapshotter-secret-namespace': 'storage' };

let store: TestStore;

beforeAll(async () => {
  store = await testStore();
});
afterAll(() => store.close());

function worldWith(changed: (objects: KubernetesObject[]) => KubernetesObject[]) {
  const audit = new Audit({ auditor: mockServices.auditor.mock(), logger: mockServices.logger.mock() });
  return operationsWorld({ store, audit, changed, permissions: policyPermissions({ handle: async () => ({ result: AuthorizeResult.ALLOW }) }) });
}

async function planned(request: Parameters<Awaited<ReturnType<typeof worldWith>>['doors']['operations']['plan']>[0], code: string, changed: (objects: KubernetesObject[]) => KubernetesObject[]) {
  const { doors, requests } = await worldWith(changed);
  const plan = await doors.operations.plan(request, caller);
  return { plan, requests, checks: plan.preflight.filter(check => check.code === code) };
}

const encrypted = (objects: KubernetesObject[]) => objects.map(object => (object.kind === 'VolumeSnapshotClass' ? { ...object, parameters: NAMED } : object));
const cut = { kind: 'snapshot' as const, elements: ['orders-kafka'], consistency: 'crash' as const };

describe('secrets of the storage', () => {
  it('block while they are missing', async () => {
    const { plan, checks } = await planned(cut, 'STORAGE_SECRETS', encrypted);
    expect(plan.startable).toBe(false);
    expect(checks).toMatchObject([{ result: 'block', sentence: 'VolumeSnapshotClass fast-snapshots (snapshotter) names the Secret volume-key in namespace storage, which is not there' }]);
  });

  it('pass when they are there; only their metadata is asked for, and nothing of them is told', async () => {
    const { plan, checks, requests } = await planned(cut, 'STORAGE_SECRETS', objects => [...encrypted(objects), SECRET]);
    expect(plan.startable).toBe(true);
    expect(checks).toMatchObject([{ result: 'pass' }]);
    expect(requests.filter(({ path }) => path === PATH).map(({ accept }) => accept)).toEqual(['application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1']);
    expect(JSON.stringify(plan)).not.toContain('bm9ib2R5');
  });

  it('are not asked for where no class names one', async () => {
    const { checks, requests } = await planned(cut, 'STORAGE_SECRETS', objects => [...objects, SECRET]);
    expect(checks).toEqual([]);
    expect(requests.filter(({ path }) => path.includes('/secrets/'))).toEqual([]);
  });
});

describe('a size that a deployment tool owns', () => {
  const deployed = (objects: KubernetesObject[]) =>
    objects.map(object =>
      object.kind === 'KafkaNodePool' && object.metadata.namespace === NAMESPACE
        ? { ...object, metadata: { ...object.metadata, labels: { ...object.metadata.labels, 'kustomize.toolkit.fluxcd.io/name': 'data' } } }
        : object,
    );
  const expand = { kind: 'expand' as const, element: 'orders-kafka', size: '600Gi' };

  it('is offered for its source, and not patched', async () => {
    const { plan, checks } = await planned(expand, 'NOT_UNDER_GITOPS', deployed);
    expect(plan.startable).toBe(false);
    expect(checks).toMatchObject([{ result: 'block', source: { tool: 'Flux (kustomize-controller)', object: { kind: 'KafkaNodePool' }, fields: [{ to: '600Gi' }] } }]);
  });

  it('is patched where nobody deploys it', async () => {
    const { plan, checks } = await planned(expand, 'NOT_UNDER_GITOPS', objects => objects);
    expect(plan.startable).toBe(true);
    expect(checks).toMatchObject([{ result: 'pass' }]);
  });
});
