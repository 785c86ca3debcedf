import { JsonObject, objectAt } from './json';
import { Api, startApi } from '../testing/startApi';

const BASE = '/api/v1/namespaces/default';
const MAPS = `${BASE}/configmaps`;
const MERGE = 'application/merge-patch+json';
let api: Api;

beforeAll(async () => {
  api = await startApi({ speed: 100 });
});
afterAll(() => api.sandbox.stop());

async function make(name: string, metadata: JsonObject = {}) {
  const reply = await api.call('POST', MAPS, {
    body: { metadata: { name, ...metadata } },
  });
  return String(objectAt(reply.body, 'metadata').uid);
}
const owner = (name: string, uid: string, more: JsonObject = {}) => ({
  ownerReferences: [{ apiVersion: 'v1', kind: 'ConfigMap', name, uid, ...more }],
});
const gone = (name: string) =>
  api.until(
    async () => (await api.call('GET', `${MAPS}/${name}`)).status === 404,
  );

describe('a delete', () => {
  it('answers a Status with the uid', async () => {
    const uid = await make('plain');
    const reply = await api.call('DELETE', `${MAPS}/plain`);
    expect(reply.body).toEqual({
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Success',
      details: { name: 'plain', kind: 'configmaps', uid },
    });
  });

  it('obeys preconditions', async () => {
    const uid = await make('held');
    const reply = await api.call('DELETE', `${MAPS}/held`, {
      body: { preconditions: { uid: '1-1' } },
    });
    expect(reply.body).toMatchObject({
      code: 409,
      message: `Operation cannot be fulfilled on ConfigMap "held": the UID in the precondition (1-1) does not match the UID in record (${uid}). The object might have been deleted and then recreated`,
      details: { name: 'held', kind: 'ConfigMap' },
    });
    const version = await api.call('DELETE', `${MAPS}/held`, {
      body: { preconditions: { resourceVersion: '1' } },
    });
    expect(version.status).toBe(409);
    expect((await api.call('DELETE', `${MAPS}/held?dryRun=All`)).status).toBe(200);
    expect((await api.call('GET', `${MAPS}/held`)).status).toBe(200);
  });

  it('waits for finalizers, which cannot be added any more', async () => {
    await make('fin', { finalizers: ['rec.example/f'] });
    const marked = await api.call('DELETE', `${MAPS}/fin`);
    expect(marked.body.kind).toBe('ConfigMap');
    expect(objectAt(marked.body, 'metadata')).toMatchObject({
      deletionGracePeriodSeconds: 0,
      deletionTimestamp: expect.stringMatching(/Z$/),
    });
    const again = await api.call('DELETE', `${MAPS}/fin`);
    expect(objectAt(again.body, 'metadata').resourceVersion).toBe(
      objectAt(marked.body, 'metadata').resourceVersion,
    );
    const added = await api.call('PATCH', `${MAPS}/fin`, {
      type: MERGE,
      body: { metadata: { finalizers: ['rec.example/f', 'rec.example/g'] } },
    });
    expect(added.body.message).toBe(
      'ConfigMap "fin" is invalid: metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{"rec.example/g"}',
    );
    await api.call('PATCH', `${MAPS}/fin`, {
      type: MERGE,
      body: { metadata: { finalizers: null } },
    });
    expect((await api.call('GET', `${MAPS}/fin`)).status).toBe(404);
  });

  it('of a collection takes what is selected', async () => {
    await make('some-1', { labels: { lot: '1' } });
    await make('some-2', { labels: { lot: '2' } });
    await api.call('DELETE', `${MAPS}?labelSelector=lot%3D1`);
    expect((await api.call('GET', `${MAPS}/some-1`)).status).toBe(404);
    expect((await api.call('GET', `${MAPS}/some-2`)).status).toBe(200);
  });
});

describe('the garbage collector', () => {
  it('takes what the deleted object owned, down the line', async () => {
    const root = await make('root');
    const middle = await make('middle', owner('root', root));
    await make('leaf', owner('middle', middle));
    await api.call('DELETE', `${MAPS}/root`);
    await gone('middle');
    await gone('leaf');
    expect((await api.call('GET', `${MAPS}/leaf`)).status).toBe(404);
  });

  it('leaves what another owner still holds, without the dead reference', async () => {
    const one = await make('one');
    const two = await make('two');
    await make('both', {
      ownerReferences: [
        ...owner('one', one).ownerReferences,
        ...owner('two', two).ownerReferences,
      ],
    });
    await api.call('DELETE', `${MAPS}/one`);
    await api.until(async () => {
      const reply = await api.call('GET', `${MAPS}/both`);
      const references = objectAt(reply.body, 'metadata').ownerReferences;
      return Array.isArray(references) && references.length === 1;
    });
    const left = await api.call('GET', `${MAPS}/both`);
    expect(objectAt(left.body, 'metadata')).toMatchObject({
      ownerReferences: [{ name: 'two' }],
    });
  });

  it('frees dependents on Orphan', async () => {
    const uid = await make('parent');
    await make('orphan', owner('parent', uid));
    await api.call('DELETE', `${MAPS}/parent?propagationPolicy=Orphan`);
    await gone('parent');
    const left = await api.call('GET', `${MAPS}/orphan`);
    expect(left.status).toBe(200);
    expect(objectAt(left.body, 'metadata').ownerReferences ?? []).toEqual([]);
  });

  it('keeps a foreground-deleted owner until its blocking dependents are gone', async () => {
    const uid = await make('front');
    await make('blocker', {
      ...owner('front', uid, { blockOwnerDeletion: true }),
      finalizers: ['rec.example/f'],
    });
    await api.call('DELETE', `${MAPS}/front`, {
      body: { propagationPolicy: 'Foreground' },
    });
    await api.until(async () => {
      const reply = await api.call('GET', `${MAPS}/blocker`);
      return objectAt(reply.body, 'metadata').deletionTimestamp !== undefined;
    });
    expect((await api.call('GET', `${MAPS}/front`)).status).toBe(200);
    await api.call('PATCH', `${MAPS}/blocker`, {
      type: MERGE,
      body: { metadata: { finalizers: null } },
    });
    await gone('front');
  });

  it('empties a namespace that is deleted, and lets nothing new in meanwhile', async () => {
    await api.call('POST', '/api/v1/namespaces', {
      body: { metadata: { name: 'dying' } },
    });
    await api.call('POST', '/api/v1/namespaces/dying/configmaps', {
      body: { metadata: { name: 'hold', finalizers: ['rec.example/f'] } },
    });
    await api.call('DELETE', '/api/v1/namespaces/dying');
    const late = await api.call('POST', '/api/v1/namespaces/dying/configmaps', {
      body: { metadata: { name: 'late' } },
    });
    expect(late.body).toMatchObject({
      code: 403,
      message:
        'configmaps "late" is forbidden: unable to create new content in namespace dying because it is being terminated',
      details: {
        causes: [
          {
            reason: 'NamespaceTerminating',
            message: 'namespace dying is being terminated',
            field: 'metadata.namespace',
          },
        ],
      },
    });
    await api.call('PATCH', '/api/v1/namespaces/dying/configmaps/hold', {
      type: MERGE,
      body: { metadata: { finalizers: null } },
    });
    await api.until(
      async () => (await api.call('GET', '/api/v1/namespaces/dying')).status === 404,
    );
  });
});

describe('a pod', () => {
  it('on a node ends after its grace, and holds its claim so long', async () => {
    await api.call('POST', `${BASE}/persistentvolumeclaims`, {
      body: {
        metadata: { name: 'used' },
        spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
      },
    });
    await api.call('POST', `${BASE}/pods`, {
      body: {
        metadata: { name: 'user' },
        spec: {
          nodeName: 'n1',
          containers: [{ name: 'c', image: 'c' }],
          volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'used' } }],
        },
      },
    });
    const claim = await api.call('DELETE', `${BASE}/persistentvolumeclaims/used`);
    expect(objectAt(claim.body, 'metadata').finalizers).toEqual(['kubernetes.io/pvc-protection']);
    const pod = await api.call('DELETE', `${BASE}/pods/user`);
    expect(objectAt(pod.body, 'metadata').deletionGracePeriodSeconds).toBe(30);
    const missing = async (path: string) =>
      (await api.call('GET', `${BASE}/${path}`)).status === 404;
    await api.until(() => missing('pods/user'));
    await api.until(() => missing('persistentvolumeclaims/used'));
  });
});
