/* eslint jest/no-export: off, jest/no-standalone-expect: off -- two test files call this suite */
import { randomUUID } from 'node:crypto';
import { ConfigReader } from '@backstage/config';
import type { JsonObject } from '@backstage/types';
import { DefaultClusters, type DefaultClustersOptions } from '@penstock/backstage-plugin-data-pipelines-backend/clusters';
import { DefaultInventory } from '@penstock/backstage-plugin-data-pipelines-backend/inventory';
import type { WatchedKind } from '@penstock/backstage-plugin-data-pipelines-node';
import { installCrds, until } from 'control-plane';
import { Api } from './Api';
import { configMap } from './configMap';
import { startTarget } from './startTarget';
import type { Target, TargetName } from './target';

const CONFIG_MAP: WatchedKind = { group: '', kind: 'ConfigMap', versions: ['v1'], keep: ['data'] };
const POD = { group: '', kind: 'Pod' };
/** A definition that no server has before the case that installs it. */
const LATE_GROUP = 'late.contract.example.org';
const LATE: WatchedKind = { group: LATE_GROUP, kind: 'Latecomer', versions: ['v1'], keep: ['spec'] };
const START_MS = 180_000;
const CASE_MS = 60_000;

const QUIET: DefaultClustersOptions['logger'] = {
  error: () => {},
  warn: () => {},
  info: () => {},
  debug: () => {},
  child: () => QUIET,
};

/** A started product side: the clusters of a configuration and the inventory over them. */
interface Reading {
  clusters: DefaultClusters;
  inventory: DefaultInventory;
  stop(): Promise<void>;
}

/** Waits until `check` holds; its source names it in the error. */
async function eventually(check: () => boolean, timeoutMs = CASE_MS / 2): Promise<void> {
  await until(String(check), timeoutMs, async () => (check() ? true : undefined));
}

async function read(config: JsonObject): Promise<Reading> {
  const clusters = await DefaultClusters.fromConfig(new ConfigReader(config), { logger: QUIET });
  const inventory = DefaultInventory.create({ clusters, kinds: [CONFIG_MAP, LATE], logger: QUIET });
  inventory.start();
  return {
    clusters,
    inventory,
    async stop() {
      await inventory.stop();
      await clusters.close();
    },
  };
}

function latecomerDefinition() {
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `latecomers.${LATE_GROUP}` },
    spec: {
      group: LATE_GROUP,
      scope: 'Namespaced' as const,
      names: { kind: 'Latecomer', listKind: 'LatecomerList', plural: 'latecomers', singular: 'latecomer' },
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
        },
      ],
    },
  };
}

/** Registers the cases in which the product's own clusters and inventory read a target. */
export function inventorySuite(name: TargetName): void {
  describe(`Clusters and inventory on ${name}`, () => {
    let target: Target;
    let reading: Reading;
    let admin: Api;
    let namespace: string;

    /** A cluster of Backstage's own configuration at the target. */
    const configured = (cluster: string, extra: JsonObject = {}): JsonObject => ({
      name: cluster,
      url: target.server,
      authProvider: 'serviceAccount',
      serviceAccountToken: target.tokens.penstock,
      caData: Buffer.from(target.ca).toString('base64'),
      ...extra,
    });
    const reader = (cluster = 'penstock') => reading.inventory.reader(cluster);
    const names = () => reader().list(CONFIG_MAP, { namespace, labels: { mine: '' } }).map(({ metadata }) => metadata.name).sort();
    const path = (resource: string) => `/api/v1/namespaces/${namespace}/${resource}`;
    const make = (configMapName: string) =>
      admin.post(path('configmaps'), configMap(configMapName, { k: '1' }, { labels: { mine: '' } }));
    const isFresh = (kind: { group: string; kind: string }, cluster?: string) => {
      const state = reader(cluster).kindState(kind);
      return state.state === 'watched' && state.freshness.state === 'fresh';
    };

    beforeAll(async () => {
      target = await startTarget(name);
      admin = new Api({ server: target.server, ca: target.ca, token: target.tokens.admin });
      reading = await read({
        dataPipelines: { kubeconfig: { path: target.kubeconfigPath, contexts: ['penstock', 'nobody'] } },
        kubernetes: {
          clusterLocatorMethods: [
            {
              type: 'config',
              clusters: [
                configured('from-backstage'),
                configured('dead', { url: 'https://127.0.0.1:9' }),
                configured('wrong-token', { serviceAccountToken: 'not-a-token' }),
                configured('wrong-authority', { caData: undefined }),
              ],
            },
          ],
        },
      });
    }, START_MS);

    afterAll(async () => {
      await reading?.stop();
      await target?.stop();
    }, START_MS);

    beforeEach(async () => {
      namespace = `inventory-${randomUUID().slice(0, 8)}`;
      const made = await admin.post('/api/v1/namespaces', {
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name: namespace },
      });
      expect(made.status).toBe(201);
    });

    it.each(['penstock', 'from-backstage'])('reaches the cluster %s and watches every core kind', async cluster => {
      const kinds = ['Pod', 'PersistentVolumeClaim', 'PersistentVolume', 'Node', 'Namespace'].map(kind => ({ group: '', kind }));
      const all = [...kinds, { group: 'apps', kind: 'StatefulSet' }, { group: 'storage.k8s.io', kind: 'StorageClass' }];
      await eventually(() => all.every(kind => isFresh(kind, cluster)));
      expect(reading.clusters.state(cluster)).toMatchObject({
        reachable: { state: 'reachable' },
        version: expect.stringMatching(/^v1\./),
        simulated: name === 'sandbox',
      });
    }, CASE_MS);

    it('holds exactly what a list of the server holds', async () => {
      await eventually(() => isFresh({ group: '', kind: 'Namespace' }));
      const listed = (await admin.get('/api/v1/namespaces')).names.sort();
      const held = () => reader().list({ group: '', kind: 'Namespace' }).map(({ metadata }) => metadata.name).sort();
      await eventually(() => held().length === listed.length);
      expect(held()).toEqual(listed);
    }, CASE_MS);

    it('shows adds, changes and deletions, tells of them, and keeps trimmed frozen objects', async () => {
      await eventually(() => isFresh(CONFIG_MAP));
      const told: (readonly string[])[] = [];
      const forget = reading.inventory.onChange(changed => told.push(changed));
      await make('a');
      await eventually(() => names().includes('a'));
      await admin.patch(path('configmaps/a'), 'merge', { data: { k: '2' } });
      const held = () => reader().get(CONFIG_MAP, { namespace, name: 'a' });
      await eventually(() => JSON.stringify(held()?.data) === '{"k":"2"}');
      expect(held()).toMatchObject({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { namespace, labels: { mine: '' } } });
      expect(held()?.metadata).not.toHaveProperty('managedFields');
      expect(Object.isFrozen(held()?.data)).toBe(true);
      await admin.delete(path('configmaps/a'));
      await eventually(() => names().length === 0);
      await eventually(() => told.flat().includes('penstock'));
      forget();
    }, CASE_MS);

    it('picks up a kind that is installed while it runs', async () => {
      await eventually(() => reader().kindState(LATE).state === 'not-installed');
      await installCrds({ server: target.server, ca: target.ca, token: target.tokens.admin }, [latecomerDefinition()]);
      const latecomers = `/apis/${LATE_GROUP}/v1/namespaces/${namespace}/latecomers`;
      const made = await admin.post(latecomers, { apiVersion: `${LATE_GROUP}/v1`, kind: 'Latecomer', metadata: { name: 'a' } });
      expect(made.status).toBe(201);
      await eventually(() => reader('from-backstage').kindState(LATE).state !== 'not-installed', CASE_MS);
    }, 2 * CASE_MS);

    it('says denied, with the missing right, for a user without rights', async () => {
      await eventually(() => reader('nobody').kindState(POD).state === 'denied');
      expect(reader('nobody').kindState(POD)).toEqual({
        state: 'denied',
        reason: expect.stringContaining('cannot list resource "pods"'),
      });
      expect(isFresh(POD)).toBe(true);
    }, CASE_MS);

    it.each([
      ['dead', 'refused'],
      ['wrong-token', 'unauthorized'],
      ['wrong-authority', 'tls'],
    ])('makes the cluster %s an Unknown of its own: %s', async (cluster, failure) => {
      const reachable = () => reading.clusters.state(cluster).reachable;
      await eventually(() => JSON.stringify(reachable()).includes(`"${failure}"`));
      expect(reachable()).toMatchObject({ state: 'unreachable', class: failure });
      expect(reader(cluster).kindState(POD)).toMatchObject({ state: 'pending', reason: expect.stringContaining(cluster) });
      expect(JSON.stringify(reachable())).not.toContain('not-a-token');
      expect(isFresh(POD)).toBe(true);
    }, CASE_MS);

    // Last: the server forgets, which breaks its watches.
    it('misses nothing when the server forgets its history', async () => {
      await make('stays');
      await make('goes');
      await eventually(() => names().join() === 'goes,stays');
      await target.forgetHistory();
      await admin.delete(path('configmaps/goes'));
      await make('comes');
      await eventually(() => names().includes('comes') && isFresh(CONFIG_MAP), CASE_MS);
      expect(names()).toEqual(['comes', 'stays']);
    }, 2 * CASE_MS);
  });
}
