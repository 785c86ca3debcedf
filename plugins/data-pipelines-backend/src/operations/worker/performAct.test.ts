import { LABEL_OPERATION } from '@penstock/backstage-plugin-data-pipelines-common';
import type { FieldChange } from '@penstock/backstage-plugin-data-pipelines-node';
import type { ClusterConnection } from '../../clusters/ClusterConnection';
import type { WritingAct } from './acts/deriveActs';
import { ACTING, actAlone } from './testing/actAlone';
import { FakeApiServer, type AskedOf, type Fault } from './testing/FakeApiServer';

const POOL = { apiVersion: 'kafka.strimzi.io/v1', kind: 'KafkaNodePool' };

const create: WritingAct = {
  act: 'create',
  cluster: 'east',
  object: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'copy', namespace: 'shop', labels: { [LABEL_OPERATION]: ACTING } } },
};
const patch = (changes: readonly FieldChange[], more: object = {}): WritingAct => ({
  act: 'patch',
  target: { cluster: 'east', ...POOL, namespace: 'shop', name: 'broker' },
  uid: 'uid-broker',
  changes,
  ...more,
});
const size = (from: string, to: string) => patch([{ path: ['spec', 'storage', 'volumes', 0, 'size'], from, to }]);
const remove = (uid?: string): WritingAct => ({
  act: 'delete',
  target: { cluster: 'east', apiVersion: 'v1', kind: 'ConfigMap', namespace: 'shop', name: 'copy' },
  ...(uid !== undefined && { uid }),
  propagation: 'background',
});

function world(volumeSize = '100Gi'): FakeApiServer {
  return new FakeApiServer('east', [
    {
      ...POOL,
      metadata: { name: 'broker', namespace: 'shop', uid: 'uid-broker', managedFields: [managed('argocd', '2026-01-02T00:00:00Z'), managed('penstock', '2026-01-01T00:00:00Z')] },
      spec: { storage: { volumes: [{ id: 0, size: volumeSize }] } },
    },
  ]);
}

function managed(manager: string, time: string) {
  return { manager, time, fieldsV1: { 'f:spec': { 'f:storage': { 'f:volumes': { 'k:{"id":0}': { 'f:size': {} } } } } } };
}

const copy = (labels: Record<string, string>, more: object = {}) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'copy', namespace: 'shop', labels, ...more } });
const OURS = { [LABEL_OPERATION]: ACTING };
const verb = (wanted: AskedOf['verb']) => (asked: AskedOf) => asked.verb === wanted;
const writes = (server: FakeApiServer) => server.asked.filter(asked => asked.verb !== 'get').map(asked => asked.verb);

describe('create', () => {
  it('makes the object and keeps its uid', async () => {
    const server = world();
    const end = await actAlone(server, create);
    expect(end).toMatchObject({ end: 'done', uid: server.find('ConfigMap', 'copy')?.metadata.uid });
  });

  it('takes the object of an earlier try for its own, by the label', async () => {
    const server = world();
    const { metadata } = server.put(copy(OURS));
    expect(await actAlone(server, create)).toMatchObject({ end: 'done', uid: metadata.uid });
  });

  it('leaves an object of somebody else as it is', async () => {
    const server = world();
    const before = server.put(copy({ [LABEL_OPERATION]: 'op-of-somebody' }));
    expect(await actAlone(server, create)).toMatchObject({ end: 'failed', failing: { code: 'NAME_TAKEN', cause: expect.stringContaining('ConfigMap copy is there already in shop of east') } });
    expect(server.find('ConfigMap', 'copy')).toEqual(before);
  });

  it('looks before it repeats a request whose answer was lost', async () => {
    const server = world();
    server.order({ fault: 'answer-lost' }, verb('create'), 1);
    expect(await actAlone(server, create)).toMatchObject({ end: 'done', note: 'was there from an earlier try' });
    expect(server.asked.map(asked => asked.verb)).toEqual(['create', 'get']);
  });

  it('waits for its own object of before to go', async () => {
    const server = world();
    server.put(copy(OURS, { deletionTimestamp: '2026-01-01T00:00:00Z' }));
    expect(await actAlone(server, create, { overdueAfterMs: 5_000 })).toMatchObject({ end: 'overdue', trouble: { sentence: 'ConfigMap copy is still being deleted.' } });
  });
});

describe('patch', () => {
  it('sets a field that has the value of the plan', async () => {
    const server = world('102400Mi');
    expect(await actAlone(server, size('100Gi', '200Gi'))).toMatchObject({ end: 'done', uid: 'uid-broker' });
    expect(server.find('KafkaNodePool', 'broker')?.spec).toEqual({ storage: { volumes: [{ id: 0, size: '200Gi' }] } });
  });

  it('writes nothing when the value is there already, also in other words', async () => {
    const server = world('204800Mi');
    expect(await actAlone(server, size('100Gi', '200Gi'))).toMatchObject({ end: 'done', note: 'has the wanted value already' });
    expect(writes(server)).toEqual([]);
  });

  it('says who set another value, and which', async () => {
    const server = world('150Gi');
    const end = await actAlone(server, size('100Gi', '200Gi'));
    expect(end).toMatchObject({
      end: 'failed',
      failing: {
        code: 'FIELD_CHANGED',
        cause: 'spec.storage.volumes[0].size of KafkaNodePool broker was 100Gi when the plan was drawn and is 150Gi now, set by argocd; it was not set to 200Gi.',
      },
    });
    expect(writes(server)).toEqual([]);
  });

  it('makes the maps on the way, and takes fields away', async () => {
    const server = world();
    const path = ['metadata', 'annotations', 'strimzi.io/pause-reconciliation'];
    await actAlone(server, patch([{ path, to: 'true' }]));
    expect(server.find('KafkaNodePool', 'broker')?.metadata.annotations).toEqual({ 'strimzi.io/pause-reconciliation': 'true' });
    await actAlone(server, patch([{ path, from: 'true' }]));
    expect(server.find('KafkaNodePool', 'broker')?.metadata.annotations).toBeUndefined();
  });

  it('reads again when the object moved on between look and write', async () => {
    const server = world();
    let moved = 0;
    const busy: ClusterConnection = {
      cluster: 'east',
      discover: () => server.discover(),
      stream: () => server.stream(),
      request: async request => {
        const answer = await server.request(request);
        if (request.method === 'GET' && moved < 2) {
          moved += 1;
          server.edit('KafkaNodePool', 'broker', object => {
            object.status = { observed: moved };
          });
        }
        return answer;
      },
    };
    expect(await actAlone(busy, size('100Gi', '200Gi'))).toMatchObject({ end: 'done' });
    expect(server.find('KafkaNodePool', 'broker')?.status).toEqual({ observed: 2 });
  });

  it('gives up on an object that never holds still', async () => {
    const server = world();
    server.order({ fault: 'refused', status: 409, reason: 'Conflict' }, verb('patch'));
    expect(await actAlone(server, size('100Gi', '200Gi'))).toMatchObject({ end: 'failed', failing: { code: 'TOO_BUSY' } });
    expect(writes(server)).toHaveLength(12);
  });

  it('leaves another object of the same name alone', async () => {
    const server = world();
    expect(await actAlone(server, patch([{ path: ['spec', 'roles'], to: [] }], { uid: 'uid-of-then' }))).toMatchObject({ end: 'failed', failing: { code: 'OBJECT_REPLACED' } });
    expect(await actAlone(server, patch([{ path: ['spec', 'roles'], to: [] }], { uid: undefined }))).toMatchObject({ end: 'failed', failing: { code: 'NOT_OURS' } });
    expect(writes(server)).toEqual([]);
  });

  it('says when the object is gone; on the way back that is nothing', async () => {
    const server = world();
    server.remove('KafkaNodePool', 'broker');
    expect(await actAlone(server, size('100Gi', '200Gi'))).toMatchObject({ end: 'failed', failing: { code: 'OBJECT_GONE' } });
    expect(await actAlone(server, size('100Gi', '200Gi'), { direction: 'undo' })).toMatchObject({ end: 'done', note: 'is gone' });
  });

  it('writes the status through its own door', async () => {
    const server = world();
    const change = { path: ['status', 'observed'], to: 1 };
    expect(await actAlone(server, patch([change], { subresource: 'status' }))).toMatchObject({ end: 'done' });
    expect(server.find('KafkaNodePool', 'broker')?.status).toEqual({ observed: 1 });
    // on the main path a server drops it without a word
    expect(await actAlone(server, patch([{ ...change, from: 1, to: 2 }]))).toMatchObject({ end: 'failed', failing: { code: 'FIELD_DROPPED' } });
  });

  it('gives back in a resume what still has the value of the pause, whatever others set beside it', async () => {
    const user = (spec: object) => ({ apiVersion: 'kafka.strimzi.io/v1', kind: 'KafkaNodePool', metadata: { name: 'broker', namespace: 'shop', uid: 'uid-broker' }, spec });
    const server = new FakeApiServer('east', [user({ quotas: { producerByteRate: 1, requestPercentage: 50 }, state: 'set by somebody' })]);
    const resume = patch([{ path: ['spec', 'state'], from: 'paused' }, { path: ['spec', 'quotas', 'producerByteRate'], from: 1 }]);
    expect(await actAlone(server, resume, { direction: 'resume' })).toMatchObject({ end: 'done' });
    expect(server.find('KafkaNodePool', 'broker')).toMatchObject({ spec: { quotas: { requestPercentage: 50 }, state: 'set by somebody' } });
    expect(JSON.stringify(server.find('KafkaNodePool', 'broker'))).not.toContain('producerByteRate');
  });

  it('makes a new version of an object over which a write may still be on its way', async () => {
    const server = world();
    const before = server.find('KafkaNodePool', 'broker')?.metadata.resourceVersion;
    expect(await actAlone(server, size('200Gi', '100Gi'), { direction: 'resume', fence: true })).toMatchObject({ end: 'done' });
    expect(server.find('KafkaNodePool', 'broker')?.metadata).toMatchObject({ annotations: { 'penstock.dev/fenced-version': before } });
    expect(server.find('KafkaNodePool', 'broker')?.metadata.resourceVersion).not.toBe(before);
  });
});

describe('delete', () => {
  it('deletes the object that the plan saw, and no other', async () => {
    const server = world();
    const { metadata } = server.put(copy({}));
    expect(await actAlone(server, remove('uid-of-another'))).toMatchObject({ end: 'done', note: expect.stringContaining('left alone') });
    expect(server.find('ConfigMap', 'copy')).toBeDefined();
    expect(await actAlone(server, remove(metadata.uid))).toMatchObject({ end: 'done' });
    expect(server.find('ConfigMap', 'copy')).toBeUndefined();
    expect(await actAlone(server, remove(metadata.uid))).toMatchObject({ end: 'done', note: 'is gone' });
  });

  it('deletes without a uid only what carries the label', async () => {
    const server = world();
    server.put(copy({}));
    expect(await actAlone(server, remove())).toMatchObject({ end: 'failed', failing: { code: 'NOT_OURS' } });
    server.put(copy(OURS));
    expect(await actAlone(server, remove())).toMatchObject({ end: 'done' });
    expect(server.objects('ConfigMap')).toEqual([]);
  });

  it('is done when the cluster took the order, although finalizers hold the object', async () => {
    const server = world();
    server.put(copy(OURS, { finalizers: ['keep'] }));
    expect(await actAlone(server, remove())).toMatchObject({ end: 'done' });
    expect(await actAlone(server, remove())).toMatchObject({ end: 'done', note: 'is being deleted' });
    expect(writes(server)).toEqual(['delete']);
  });

  it('taken back before it was done, it finds the object still there', async () => {
    const server = world();
    const { metadata } = server.put(copy({}));
    expect(await actAlone(server, create, { direction: 'undo', deletedUid: metadata.uid })).toMatchObject({ end: 'done', note: 'was never deleted' });
  });

  it('taken back while what it deleted is still on its way out, it waits and makes it again', async () => {
    const server = world();
    const { metadata } = server.put(copy({}, { finalizers: ['orphan'] }));
    expect(await actAlone(server, remove(metadata.uid))).toMatchObject({ end: 'done' });
    const onTrouble = async () => server.remove('ConfigMap', 'copy');
    expect(await actAlone(server, create, { direction: 'undo', deletedUid: metadata.uid, onTrouble })).toMatchObject({ end: 'done' });
    expect(server.find('ConfigMap', 'copy')?.metadata.uid).not.toBe(metadata.uid);
  });
});

describe('what a cluster may say instead of yes', () => {
  const refused = (status: number, message: string, more: Partial<Extract<Fault, { fault: 'refused' }>> = {}): Fault => ({ fault: 'refused', status, message, ...more });
  const RBAC = 'configmaps is forbidden: User "penstock" cannot create resource "configmaps" in API group "" in the namespace "shop"';

  it.each([
    { reason: 'load passes', fault: refused(429, 'Too many requests', { retryAfterSeconds: 2 }), times: 1, end: 'done' },
    { reason: 'a fault of the server passes', fault: refused(500, ''), times: 3, end: 'done' },
    { reason: 'a proxy without a server behind it passes', fault: refused(503, ''), times: 1, end: 'done' },
    { reason: 'a broken connection passes', fault: { fault: 'unreachable' } as const, times: 3, end: 'done' },
    { reason: 'a right may come within seconds', fault: refused(403, RBAC), times: 3, end: 'done' },
    { reason: 'a counter of a quota moves on', fault: refused(409, 'Operation cannot be fulfilled on resourcequotas "disk"', { reason: 'Conflict' }), times: 2, end: 'done' },
    { reason: 'a right that stays away', fault: refused(403, RBAC), times: Infinity, end: 'PERMISSION_MISSING' },
    { reason: 'credentials that stay wrong', fault: refused(401, 'Unauthorized'), times: Infinity, end: 'PERMISSION_MISSING' },
    { reason: 'a quota', fault: refused(403, 'exceeded quota: disk, requested: requests.storage=1Gi'), times: Infinity, end: 'QUOTA_EXCEEDED' },
    { reason: 'an admission rule', fault: refused(403, 'only dynamically provisioned pvc can be resized'), times: Infinity, end: 'REFUSED' },
    { reason: 'an object that is wrong', fault: refused(422, 'spec.size: Invalid value'), times: Infinity, end: 'REFUSED' },
    { reason: 'a body that is wrong', fault: refused(400, 'strict decoding error: unknown field "spec.nodeSetz"'), times: Infinity, end: 'REFUSED' },
    { reason: 'a namespace that is not there', fault: refused(404, 'namespaces "shop" not found'), times: Infinity, end: 'NAMESPACE_MISSING' },
    { reason: 'a kind that is gone', fault: refused(404, 'the server could not find the requested resource'), times: Infinity, end: 'KIND_MISSING' },
  ])('$reason → $end', async ({ fault, times, end }) => {
    const server = world();
    server.order(fault, verb('create'), times);
    const ended = await actAlone(server, create);
    expect(ended.end === 'failed' ? ended.failing.code : ended.end).toBe(end);
    expect(server.find('ConfigMap', 'copy') !== undefined).toBe(end === 'done');
    expect(ended.sleptMs).toBeLessThan(20_000);
  });

  it('waits as long as the cluster asks', async () => {
    const server = world();
    server.order(refused(429, '', { retryAfterSeconds: 7 }), verb('create'), 1);
    expect((await actAlone(server, create)).sleptMs).toBeGreaterThanOrEqual(7_000);
  });

  it('keeps the words of the cluster as evidence', async () => {
    const server = world();
    server.order(refused(403, RBAC), verb('create'));
    expect(await actAlone(server, create)).toMatchObject({
      failing: { cause: 'Cluster east does not let Penstock create ConfigMap copy.', remedy: expect.stringContaining('in shop'), evidence: [RBAC] },
    });
  });

  it('says when its time is over while the cluster is in the way', async () => {
    const server = world();
    server.order({ fault: 'unreachable' }, () => true);
    expect(await actAlone(server, create, { overdueAfterMs: 30_000 })).toMatchObject({ end: 'overdue', trouble: { kind: 'unreachable' } });
  });

  it('knows a kind that is not served', async () => {
    const server = world();
    server.removeKind('ConfigMap');
    expect(await actAlone(server, create)).toMatchObject({ failing: { code: 'KIND_MISSING', cause: 'Cluster east does not serve the kind ConfigMap of v1.' } });
    expect(await actAlone(server, remove(), { direction: 'undo' })).toMatchObject({ end: 'done', note: 'is gone with its kind' });
  });

  it('writes nothing once it may not', async () => {
    const server = world();
    const mayWrite = () => {
      throw new Error('overtaken');
    };
    await expect(actAlone(server, create, { mayWrite })).rejects.toThrow('overtaken');
    await expect(actAlone(server, size('100Gi', '200Gi'), { mayWrite })).rejects.toThrow('overtaken');
    expect(writes(server)).toEqual([]);
  });
});
