import { createClock } from '../clock';
import { Sandbox, startSandbox } from '../sandbox';
import { ConfigMap, CONFIG_MAPS, NAMESPACES } from '../controllers/kinds/core';
import { isApiError, KubernetesClient, pathOf } from './KubernetesClient';
import { namespaced } from './resources';
import { ObjectCache } from './ObjectCache';

const NAMESPACE = 'client-test';

function configMap(name: string, value: string): ConfigMap {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace: NAMESPACE },
    data: { value },
  };
}

describe('the client of controllers and workload', () => {
  let sandbox: Sandbox;
  let client: KubernetesClient;
  const stopping = new AbortController();

  beforeAll(async () => {
    sandbox = await startSandbox({});
    client = new KubernetesClient(sandbox.access('prod-north', 'admin'));
    await client.create(NAMESPACES, {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: NAMESPACE },
    });
  });

  afterAll(async () => {
    stopping.abort();
    await client?.close();
    await sandbox?.stop();
  });

  async function eventually(holds: () => boolean): Promise<void> {
    const end = Date.now() + 10_000;
    while (!holds()) {
      if (Date.now() > end) {
        throw new Error('gave up waiting');
      }
      await new Promise(resolve => setTimeout(resolve, 20));
    }
  }

  it('encodes every segment of a path', () => {
    expect(pathOf(CONFIG_MAPS, 'a/b', 'c d')).toBe(
      '/api/v1/namespaces/a%2Fb/configmaps/c%20d',
    );
  });

  it('takes races calmly: what exists, what is gone', async () => {
    expect(
      await client.create(CONFIG_MAPS, configMap('one', '1')),
    ).toBeDefined();
    expect(
      await client.create(CONFIG_MAPS, configMap('one', '2')),
    ).toBeUndefined();
    expect(await client.get(CONFIG_MAPS, NAMESPACE, 'none')).toBeUndefined();
    expect(
      await client.patch(CONFIG_MAPS, NAMESPACE, 'none', { data: {} }),
    ).toBeUndefined();
    await expect(
      client.delete(CONFIG_MAPS, NAMESPACE, 'none'),
    ).resolves.toBeUndefined();
  });

  it('deletes only the object it means', async () => {
    const made = await client.create(CONFIG_MAPS, configMap('kept', '1'));
    await client.delete(CONFIG_MAPS, NAMESPACE, 'kept', { uid: 'another' });
    const kept = await client.get(CONFIG_MAPS, NAMESPACE, 'kept');
    expect(kept?.metadata.uid).toBe(made?.metadata.uid);
  });

  it('fails with the reason of the server', async () => {
    const unknown = namespaced('nowhere.example/v1', 'Nothing');
    const error: unknown = await client.list(unknown).catch(thrown => thrown);
    expect(isApiError(error, 404)).toBe(true);
  });

  it('keeps a cache current, also when the watch position is too old', async () => {
    const seen: string[] = [];
    const cache = new ObjectCache({
      client,
      clock: createClock(1),
      resource: CONFIG_MAPS,
      onChange: ({ metadata }, kind) => seen.push(`${kind} ${metadata.name}`),
      log: () => undefined,
    });
    const running = cache.run(stopping.signal);
    await cache.synced();
    expect(cache.get(NAMESPACE, 'one')?.data).toEqual({ value: '1' });
    await client.create(CONFIG_MAPS, configMap('two', '2'));
    await eventually(() => seen.includes('set two'));
    await client.delete(CONFIG_MAPS, NAMESPACE, 'two');
    await eventually(() => seen.includes('gone two'));
    expect(cache.get(NAMESPACE, 'two')).toBeUndefined();

    // The answer of the write that let an object go may come after the news that it is gone.
    const held = configMap('held', '1');
    await client.create(CONFIG_MAPS, {
      ...held,
      metadata: { ...held.metadata, finalizers: ['example.dev/held'] },
    });
    await client.delete(CONFIG_MAPS, NAMESPACE, 'held');
    await eventually(() => seen.includes('set held'));
    const last = await client.patch(CONFIG_MAPS, NAMESPACE, 'held', {
      metadata: { finalizers: [] },
    });
    await eventually(() => seen.includes('gone held'));
    if (last) {
      cache.noteWritten(last);
    }
    expect(last?.metadata.name).toBe('held');
    expect(cache.get(NAMESPACE, 'held')).toBeUndefined();

    const expire = await fetch(`${sandbox.control}/faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ cluster: 'prod-north', fault: 'expire-watches' }),
    });
    expect(expire.status).toBeLessThan(300);
    await client.create(CONFIG_MAPS, configMap('three', '3'));
    await eventually(() => seen.includes('set three'));
    stopping.abort();
    await running;
  });
});
