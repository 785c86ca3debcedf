import type { ClusterConnection, KubernetesRequest } from '../clusters/ClusterConnection';
import { lookUpSecrets } from './lookUpSecrets';
import type { NamedSecret } from './plan/storageSecrets';

function connectionOf(answer: (request: KubernetesRequest) => number): { connection: ClusterConnection; asked: KubernetesRequest[] } {
  const asked: KubernetesRequest[] = [];
  const connection: ClusterConnection = {
    cluster: 'prod-north',
    request: async request => {
      asked.push(request);
      const status = answer(request);
      if (status === 0) throw new Error('no answer');
      return { status, headers: {}, body: { data: { key: 'never looked at' } } };
    },
    stream: async () => ({ opened: false, response: { status: 404, headers: {}, body: {} } }),
    discover: async () => [],
  };
  return { connection, asked };
}

const secret = (name: string, more: Partial<NamedSecret> = {}): NamedSecret => ({ cluster: 'prod-north', namespace: 'storage', name, by: 'StorageClass fast', inNewNamespace: false, ...more });

describe('looking up secrets', () => {
  it('asks for metadata only, each by its own path', async () => {
    const { connection, asked } = connectionOf(() => 200);
    const found = await lookUpSecrets({ connection: () => connection }, { named: [secret('kms'), secret('a/b')], unknown: [] });
    expect(asked.map(({ path }) => path)).toEqual(['/api/v1/namespaces/storage/secrets/kms', '/api/v1/namespaces/storage/secrets/a%2Fb']);
    expect(new Set(asked.map(({ accept }) => accept))).toEqual(new Set(['application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1']));
    expect([...found]).toEqual([['prod-north/storage/kms', { state: 'there' }], ['prod-north/storage/a/b', { state: 'there' }]]);
  });

  it.each([
    [404, { state: 'missing' }],
    [403, { state: 'not-readable', reason: 'Penstock may not ask' }],
    [500, { state: 'not-readable', reason: 'cluster prod-north answered 500' }],
    [0, { state: 'not-readable', reason: 'cluster prod-north did not answer' }],
  ])('takes %s for what it is', async (status, expected) => {
    const { connection } = connectionOf(() => status);
    expect([...(await lookUpSecrets({ connection: () => connection }, { named: [secret('kms')], unknown: [] })).values()]).toEqual([expected]);
  });

  it('asks nothing about a namespace that is only made, and a bounded number at all', async () => {
    const { connection, asked } = connectionOf(() => 200);
    const many = Array.from({ length: 300 }, (_, index) => secret(`key-${index}`));
    await lookUpSecrets({ connection: () => connection }, { named: [secret('kms', { inNewNamespace: true }), ...many], unknown: [] });
    expect(asked).toHaveLength(200);
  });
});
