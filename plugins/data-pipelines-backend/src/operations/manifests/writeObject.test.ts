import type { KubernetesManifest } from '@penstock/backstage-plugin-data-pipelines-common';
import { scriptedCluster } from '../../testing/scriptedCluster';
import { ALLOWED_KINDS } from './allowedKinds';
import { DefaultManifestsService } from './DefaultManifestsService';

const PATH = '/apis/kafka.strimzi.io/v1/namespaces/orders/kafkas/orders-kafka';
const labels = { 'app.kubernetes.io/part-of': 'orders', 'penstock.dev/element': 'orders-kafka' };
const annotations = { 'penstock.dev/owner': 'group:default/checkout' };
const kafka = (metadata: object = {}, over: object = {}): KubernetesManifest => ({
  ...{ apiVersion: 'kafka.strimzi.io/v1', kind: 'Kafka', spec: { a: 1 } },
  metadata: { name: 'orders-kafka', namespace: 'orders', labels, annotations, ...metadata },
  ...over,
});
const topic: KubernetesManifest = { apiVersion: 'kafka.strimzi.io/v1', kind: 'KafkaTopic', metadata: { name: 't', labels } };
const live = (resourceVersion = '7', metadata: object = {}, over: object = {}) => kafka({ uid: 'u1', resourceVersion, ...metadata }, over);

/** Applies a Kafka and a topic; the cluster becomes another one at the last moment. */
async function apply(options: { before?: KubernetesManifest; meanwhile?: KubernetesManifest; at?: 'last-look' | 'write'; answer?: object }) {
  const { before, meanwhile, at = 'write', answer } = options;
  let [written, gets] = [0, 0];
  const cluster = scriptedCluster({
    script: ({ method, query, path }) => {
      if (path !== PATH) return undefined;
      if (method === 'GET') gets += 1;
      const isWrite = method === 'PATCH' && query?.dryRun === undefined;
      if (isWrite) written += 1;
      const now = at === 'write' ? isWrite && written === 1 : method === 'GET' && gets === 2;
      if (now && meanwhile) cluster.objects.set(PATH, meanwhile);
      return isWrite && answer ? answer : undefined;
    },
  });
  if (before) cluster.objects.set(PATH, before);
  const service = new DefaultManifestsService({
    clusters: cluster.clusters,
    kinds: ALLOWED_KINDS,
    placesOf: () => [],
    storageClassesOf: () => ({ state: 'unknown', reason: 'not asked in this test' }),
    unreadOf: () => undefined,
  });
  const manifest = kafka({}, { spec: { a: 1 } });
  const { outcomes } = await service.apply({ cluster: 'prod-north', namespace: 'orders', manifests: [manifest, topic] });
  return { outcomes, written: cluster.written().filter(({ path }) => path === PATH).map(({ body }) => body), there: cluster.objects.get(PATH) };
}

describe('an object that changes between the look and the write', () => {
  it('is written over only as it was looked at', async () => {
    const { outcomes, written } = await apply({ before: live() });
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['changed', 'created']);
    expect(written).toMatchObject([{ metadata: { uid: 'u1', resourceVersion: '7' } }]);
  });

  it('is left as it is where somebody changed it, and nothing more is written', async () => {
    const theirs = live('8', { annotations: { 'penstock.dev/owner': 'them' } });
    const { outcomes, there } = await apply({ before: live(), meanwhile: theirs });
    expect(outcomes).toMatchObject([
      { outcome: 'failed', code: 'FIELD_CONFLICT', reason: expect.stringContaining('changed meanwhile'), remedy: expect.stringContaining('again') },
      { outcome: 'not-tried' },
    ]);
    expect(there).toEqual(theirs);
  });

  it('is written where only its status moved', async () => {
    const moved = live('8', {}, { status: { observed: 2 } });
    const { outcomes, written } = await apply({ before: live(), meanwhile: moved });
    expect(outcomes[0].outcome).toBe('changed');
    expect(written).toMatchObject([{ metadata: { resourceVersion: '7' } }, { metadata: { resourceVersion: '8' } }]);
  });

  it('is not written over where it came only now', async () => {
    const { outcomes, written } = await apply({ meanwhile: live(), at: 'last-look' });
    expect(outcomes).toMatchObject([{ outcome: 'failed', reason: expect.stringContaining('created by somebody else in between, and was left') }, { outcome: 'not-tried' }]);
    expect(written).toEqual([]);
  });

  it('is told where it came at the very moment of the write', async () => {
    const { outcomes } = await apply({ meanwhile: live() });
    expect(outcomes).toMatchObject([{ outcome: 'failed', reason: expect.stringContaining('a part of it') }, { outcome: 'not-tried' }]);
  });

  it('is not tried again where somebody else manages a field', async () => {
    const body = { kind: 'Status', details: { causes: [{ reason: 'FieldManagerConflict', message: 'conflict with "x"', field: '.spec.a' }] } };
    const { outcomes, written } = await apply({ before: live(), answer: { status: 409, body } });
    expect(outcomes[0]).toMatchObject({ outcome: 'failed', reason: expect.stringContaining('.spec.a (managed by x)') });
    expect(written).toHaveLength(1);
  });
});
