import { JsonObject, objectAt } from '../json';
import { Api, startApi } from '../../testing/startApi';

const CLAIMS = '/api/v1/namespaces/default/persistentvolumeclaims';
const MERGE = 'application/merge-patch+json';
let api: Api;

beforeAll(async () => {
  api = await startApi();
  for (const [name, allowVolumeExpansion] of [
    ['grow', true],
    ['fixed', false],
  ] as const) {
    await api.call('POST', '/apis/storage.k8s.io/v1/storageclasses', {
      body: {
        metadata: {
          name,
          annotations: {
            'storageclass.kubernetes.io/is-default-class': String(allowVolumeExpansion),
          },
        },
        provisioner: 'rec.example/disk',
        allowVolumeExpansion,
      },
    });
  }
});
afterAll(() => api.sandbox.stop());

const claim = (name: string, storage: string, more: JsonObject = {}) => ({
  metadata: { name },
  spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage } }, ...more },
});
const grow = (name: string, storage: string) =>
  api.call('PATCH', `${CLAIMS}/${name}`, {
    type: MERGE,
    body: { spec: { resources: { requests: { storage } } } },
  });

async function bound(name: string, storage: string, storageClassName: string) {
  await api.call('POST', CLAIMS, { body: claim(name, storage, { storageClassName }) });
  await api.call('PATCH', `${CLAIMS}/${name}`, {
    type: MERGE,
    body: { spec: { volumeName: `pv-${name}` } },
  });
  await api.call('PATCH', `${CLAIMS}/${name}/status`, {
    type: MERGE,
    body: { status: { phase: 'Bound', capacity: { storage } } },
  });
}

describe('a claim', () => {
  it('gets a canonical size, the default class, its finalizer and phase Pending', async () => {
    const reply = await api.call('POST', `${CLAIMS}?dryRun=All`, { body: claim('c', '1024Mi') });
    expect(reply.body).toMatchObject({
      metadata: { finalizers: ['kubernetes.io/pvc-protection'] },
      spec: { resources: { requests: { storage: '1Gi' } }, storageClassName: 'grow' },
      status: { phase: 'Pending' },
    });
  });

  it.each([
    ['ten', 400, "PersistentVolumeClaim in version \"v1\" cannot be handled as a PersistentVolumeClaim: quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"],
    ['-1Gi', 422, 'PersistentVolumeClaim "q" is invalid: spec.resources[storage]: Invalid value: "-1Gi": must be greater than zero'],
    ['0', 422, 'PersistentVolumeClaim "q" is invalid: spec.resources[storage]: Invalid value: "0": must be greater than zero'],
  ])('of %s is refused with %i', async (storage, status, message) => {
    const reply = await api.call('POST', CLAIMS, { body: claim('q', storage) });
    expect(reply.body).toMatchObject({ code: status, message });
  });

  it('grows when bound and allowed, never below what it has', async () => {
    await bound('ok', '2Gi', 'grow');
    expect((await grow('ok', '5Gi')).status).toBe(200);
    expect((await grow('ok', '4Gi')).status).toBe(200);
    for (const size of ['2Gi', '1Gi']) {
      expect((await grow('ok', size)).body.message).toBe(
        'PersistentVolumeClaim "ok" is invalid: spec.resources.requests.storage: Forbidden: field can not be less than status.capacity',
      );
    }
  });

  it('does not grow when its class forbids it', async () => {
    await bound('fix', '2Gi', 'fixed');
    const reply = await grow('fix', '3Gi');
    expect(reply.body).toMatchObject({
      code: 403,
      message:
        'persistentvolumeclaims "fix" is forbidden: only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize',
    });
  });

  it('does not grow unbound, nor change its class', async () => {
    await api.call('POST', CLAIMS, { body: claim('wffc', '2Gi') });
    const reply = await grow('wffc', '3Gi');
    expect(reply.status).toBe(422);
    expect(reply.body.message).toMatch(
      /^PersistentVolumeClaim "wffc" is invalid: spec: Forbidden: spec is immutable after creation except resources\.requests and volumeAttributesClassName for bound claims\n/,
    );
    const changed = await api.call('PATCH', `${CLAIMS}/ok`, {
      type: MERGE,
      body: { spec: { storageClassName: 'fixed' } },
    });
    expect(changed.status).toBe(422);
  });

  it('is held by a quota, growth by the difference', async () => {
    await api.call('POST', '/api/v1/namespaces', { body: { metadata: { name: 'tight' } } });
    await api.call('POST', '/api/v1/namespaces/tight/resourcequotas', {
      body: { metadata: { name: 'disk' }, spec: { hard: { 'requests.storage': '8Gi' } } },
    });
    const path = '/api/v1/namespaces/tight/persistentvolumeclaims';
    expect((await api.call('POST', path, { body: claim('a', '5Gi') })).status).toBe(201);
    const reply = await api.call('POST', path, { body: claim('big', '100Gi') });
    expect(reply.body).toMatchObject({
      code: 403,
      message:
        'persistentvolumeclaims "big" is forbidden: exceeded quota: disk, requested: requests.storage=100Gi, used: requests.storage=5Gi, limited: requests.storage=8Gi',
    });
    expect(objectAt(reply.body, 'details').kind).toBe('persistentvolumeclaims');
  });
});
