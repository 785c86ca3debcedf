import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JsonObject } from '@backstage/types';
import { backstage, ClustersFixture, failureOf, TOKEN } from './__testUtils__/ClustersFixture';

let fixture: ClustersFixture;
let folder: string;

beforeEach(async () => {
  fixture = await ClustersFixture.open();
  folder = await mkdtemp(join(tmpdir(), 'clusters-'));
});

afterEach(async () => {
  await fixture.close();
  await rm(folder, { recursive: true });
});

describe('DefaultClusters: configuration', () => {
  it('starts with no cluster and asks none at start', async () => {
    const clusters = await fixture.fromConfig({});
    expect(clusters.names()).toEqual([]);
    await fixture.north();
    expect(fixture.server.asked).toEqual([]);
  });

  it('takes the clusters of Backstage, with their titles and added limits', async () => {
    const clusters = await fixture.fromConfig({
      kubernetes: backstage(fixture.cluster({ title: 'North' }), fixture.cluster({ name: 'prod-south' })),
      dataPipelines: { clusters: [{ name: 'prod-south', title: 'South', allowedNamespaces: ['a'], watchNamespaces: ['a', 'b'] }] },
    });
    expect(clusters.names()).toEqual(['prod-north', 'prod-south']);
    expect([clusters.title('prod-north'), clusters.title('prod-south')]).toEqual(['North', 'South']);
    expect(clusters.allowedNamespaces('prod-north')).toBeUndefined();
    expect(clusters.allowedNamespaces('prod-south')).toEqual(['a']);
    expect(clusters.watchNamespaces('prod-south')).toEqual(['a', 'b']);
  });

  it('leaves the other locator methods to their owner', async () => {
    const clusters = await fixture.fromConfig({ kubernetes: { clusterLocatorMethods: [{ type: 'catalog' }, { type: 'gke', projectId: 'x' }] } });
    expect(clusters.names()).toEqual([]);
  });

  it('refuses two clusters of one name, and says where both come from', async () => {
    await expect(
      fixture.fromConfig({ kubernetes: backstage(fixture.cluster({ name: 'in-cluster' })), dataPipelines: { inCluster: true } }),
    ).rejects.toThrow(
      'Two clusters are called in-cluster: one from kubernetes.clusterLocatorMethods, one from dataPipelines.inCluster. Names must differ; rename or remove one of them.',
    );
  });

  it('refuses limits of a cluster that does not exist, since a typing error would lift them', async () => {
    await expect(
      fixture.fromConfig({ kubernetes: backstage(fixture.cluster()), dataPipelines: { clusters: [{ name: 'prod-nroth', allowedNamespaces: ['a'] }] } }),
    ).rejects.toThrow('dataPipelines.clusters limits prod-nroth, but no source has a cluster of that name; there are prod-north.');
  });

  it.each<[string, JsonObject]>([
    ['an authProvider that needs a browser', { authProvider: 'google' }],
    ['a caFile that is not there', { caFile: '/nowhere/ca.pem' }],
    ['an address that is none', { url: 'prod-north:6443' }],
  ])('makes %s an Unknown of its own, not a crash', async (_, extra) => {
    const { connection, reachable } = await fixture.north(extra);
    const error = await failureOf(connection.discover());
    expect(error.failure).toBe('configuration');
    expect(reachable()).toMatchObject({ state: 'unreachable', class: 'configuration', reason: error.message });
    expect(fixture.server.asked).toEqual([]);
  });

  it('says the names that there are when asked for another', async () => {
    const { clusters } = await fixture.north();
    expect(() => clusters.connection('prod-east')).toThrow('There is no cluster prod-east in the configuration.');
  });
});

describe('DefaultClusters: credentials', () => {
  it('sends the token, and nothing of it shows in the state', async () => {
    const { connection, clusters } = await fixture.north();
    await connection.discover();
    expect(fixture.server.asked[0].headers.authorization).toBe(`Bearer ${TOKEN}`);
    expect(JSON.stringify(clusters.state('prod-north'))).not.toContain(TOKEN);
  });

  it('reads the token of a pod from its file, and again after a minute', async () => {
    let now = 0;
    await writeFile(join(folder, 'token'), 'first\n');
    const { connection } = await fixture.north({ serviceAccountToken: undefined }, { serviceAccountDir: folder, now: () => now });
    const used = async () => {
      await connection.request({ method: 'GET', path: '/version' });
      return fixture.server.asked.at(-1)?.headers.authorization;
    };
    expect(await used()).toBe('Bearer first');
    await writeFile(join(folder, 'token'), 'second\n');
    now = 59_000;
    expect(await used()).toBe('Bearer first');
    now = 61_000;
    expect(await used()).toBe('Bearer second');
  });

  it('reads the token again after a 401', async () => {
    await writeFile(join(folder, 'token'), 'old');
    const { connection, reachable } = await fixture.north({ serviceAccountToken: undefined }, { serviceAccountDir: folder, now: () => 0 });
    fixture.server.json('/version', {}, 401);
    await connection.request({ method: 'GET', path: '/version' });
    expect(reachable()).toMatchObject({ state: 'unreachable', class: 'unauthorized' });
    await writeFile(join(folder, 'token'), 'new');
    fixture.server.json('/version', {});
    await connection.request({ method: 'GET', path: '/version' });
    expect(fixture.server.asked.map(({ headers }) => headers.authorization)).toEqual(['Bearer old', 'Bearer new']);
    expect(reachable().state).toBe('reachable');
  });

  it('finds the in-cluster API server by the environment, and says when there is none', async () => {
    const { port } = new URL(fixture.server.url);
    await writeFile(join(folder, 'token'), 'pod-token');
    await writeFile(join(folder, 'ca.crt'), '');
    const inside = await fixture.fromConfig(
      { dataPipelines: { inCluster: true } },
      { serviceAccountDir: folder, env: { KUBERNETES_SERVICE_HOST: '127.0.0.1', KUBERNETES_SERVICE_PORT: port } },
    );
    // The double speaks no TLS: that the handshake fails shows that it was asked for.
    expect((await failureOf(inside.connection('in-cluster').discover())).failure).toBe('tls');
    const outside = await fixture.fromConfig({ dataPipelines: { inCluster: true } });
    const error = await failureOf(outside.connection('in-cluster').discover());
    expect(error.message).toContain('does not run in a Kubernetes pod');
  });
});
