import type { JsonObject } from '../json';
import { Api, startApi } from '../../testing/startApi';

const MERGE = 'application/merge-patch+json';
let api: Api;

beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.sandbox.stop());

describe('a class of attributes', () => {
  const PATH = '/apis/storage.k8s.io/v1/volumeattributesclasses';
  const body = (name: string, parameters: JsonObject) => ({
    metadata: { name },
    driverName: 'disk.csi.penstock.dev',
    parameters,
  });

  it('has parameters, which stay', async () => {
    const none = await api.call('POST', PATH, { body: body('none', {}) });
    expect(none.body).toMatchObject({ code: 422 });
    const made = await api.call('POST', PATH, {
      body: body('swift', { iops: '16000' }),
    });
    expect(made.status).toBe(201);
    const changed = await api.call('PATCH', `${PATH}/swift`, {
      type: MERGE,
      body: { parameters: { iops: '1' } },
    });
    expect(changed.body).toMatchObject({
      code: 422,
      message:
        'VolumeAttributesClass.storage.k8s.io "swift" is invalid: parameters: Forbidden: updates to parameters are forbidden.',
    });
  });

  it('cannot be taken from a claim that has it', async () => {
    const path = '/api/v1/namespaces/default/persistentvolumeclaims';
    await api.call('POST', path, {
      body: {
        metadata: { name: 'classed' },
        spec: {
          accessModes: ['ReadWriteOnce'],
          volumeAttributesClassName: 'swift',
          resources: { requests: { storage: '1Gi' } },
        },
      },
    });
    await api.call('PATCH', `${path}/classed/status`, {
      type: MERGE,
      body: {
        status: {
          phase: 'Bound',
          currentVolumeAttributesClassName: 'swift',
        },
      },
    });
    const reply = await api.call('PATCH', `${path}/classed`, {
      type: MERGE,
      body: { spec: { volumeAttributesClassName: null } },
    });
    expect(reply.body).toMatchObject({
      code: 422,
      message:
        'PersistentVolumeClaim "classed" is invalid: spec.volumeAttributesClassName: Forbidden: update to nil is forbidden when status.currentVolumeAttributesClassName is not nil',
    });
  });
});
