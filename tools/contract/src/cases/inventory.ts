import { installCrds } from 'control-plane';
import { CONFIG_MAP, eventually, type InventoryWorld, LATECOMER } from '../InventoryWorld';

/** One thing that clusters and inventory do on every API server. */
export interface InventoryCase {
  title: string;
  run(world: InventoryWorld): Promise<void>;
}

const POD = { group: '', kind: 'Pod' };
const NAMESPACE = { group: '', kind: 'Namespace' };
const CORE = [
  ...['Pod', 'PersistentVolumeClaim', 'PersistentVolume', 'Node', 'Namespace'].map(kind => ({ group: '', kind })),
  { group: 'apps', kind: 'StatefulSet' },
  { group: 'storage.k8s.io', kind: 'StorageClass' },
];
const LONG_MS = 120_000;

const reach = (cluster: string): InventoryCase => ({
  title: `reaches the cluster ${cluster} and watches every core kind`,
  async run(world) {
    await eventually(() => CORE.every(kind => world.isFresh(kind, cluster)));
    expect(world.clusters.state(cluster)).toMatchObject({
      reachable: { state: 'reachable' },
      version: expect.stringMatching(/^v1\./),
      simulated: world.target.name === 'sandbox',
    });
  },
});

const equal: InventoryCase = {
  title: 'holds exactly what a list of the server holds',
  async run(world) {
    await eventually(() => world.isFresh(NAMESPACE));
    const listed = (await world.admin.get('/api/v1/namespaces')).names.sort();
    const held = () => world.reader().list(NAMESPACE).map(({ metadata }) => metadata.name).sort();
    await eventually(() => held().length === listed.length);
    expect(held()).toEqual(listed);
  },
};

const follow: InventoryCase = {
  title: 'shows adds, changes and deletions, tells of them, and keeps trimmed frozen objects',
  async run(world) {
    await eventually(() => world.isFresh(CONFIG_MAP));
    const told: (readonly string[])[] = [];
    const forget = world.inventory.onChange(changed => told.push(changed));
    await world.make('a');
    await eventually(() => world.names().includes('a'));
    await world.admin.patch(world.path('configmaps/a'), 'merge', { data: { k: '2' } });
    const held = () => world.reader().get(CONFIG_MAP, { namespace: world.namespace, name: 'a' });
    await eventually(() => JSON.stringify(held()?.data) === '{"k":"2"}');
    expect(held()).toMatchObject({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { labels: { mine: '' } } });
    expect(held()?.metadata).not.toHaveProperty('managedFields');
    expect(Object.isFrozen(held()?.data)).toBe(true);
    await world.admin.delete(world.path('configmaps/a'));
    await eventually(() => world.names().length === 0);
    await eventually(() => told.flat().includes('penstock'));
    forget();
  },
};

const latecomer: InventoryCase = {
  title: 'picks up a kind that is installed while it runs',
  async run(world) {
    const { target, admin } = world;
    const { group, kind } = LATECOMER;
    await eventually(() => world.reader().kindState(LATECOMER).state === 'not-installed');
    const schema = { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } };
    const definition = {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: `latecomers.${group}` },
      spec: {
        group,
        scope: 'Namespaced' as const,
        names: { kind, listKind: 'LatecomerList', plural: 'latecomers', singular: 'latecomer' },
        versions: [{ name: 'v1', served: true, storage: true, schema }],
      },
    };
    await installCrds({ server: target.server, ca: target.ca, token: target.tokens.admin }, [definition]);
    const path = `/apis/${group}/v1/namespaces/${world.namespace}/latecomers`;
    const made = await admin.post(path, { apiVersion: `${group}/v1`, kind, metadata: { name: 'a' } });
    expect(made.status).toBe(201);
    await eventually(() => world.reader().kindState(LATECOMER).state !== 'not-installed', LONG_MS);
  },
};

const denied: InventoryCase = {
  title: 'says denied, with the missing right, for a user without rights',
  async run(world) {
    await eventually(() => world.reader('nobody').kindState(POD).state === 'denied');
    expect(world.reader('nobody').kindState(POD)).toEqual({
      state: 'denied',
      reason: expect.stringContaining('cannot list resource "pods"'),
    });
    expect(world.isFresh(POD)).toBe(true);
  },
};

const unreachable = (cluster: string, failure: string): InventoryCase => ({
  title: `makes the cluster ${cluster} an Unknown of its own: ${failure}`,
  async run(world) {
    const reachable = () => world.clusters.state(cluster).reachable;
    await eventually(() => JSON.stringify(reachable()).includes(`"${failure}"`));
    expect(reachable()).toMatchObject({ state: 'unreachable', class: failure });
    expect(world.reader(cluster).kindState(POD)).toMatchObject({
      state: 'pending',
      reason: expect.stringContaining(cluster),
    });
    expect(JSON.stringify(reachable())).not.toContain('not-a-token');
    expect(world.isFresh(POD)).toBe(true);
  },
});

const forgetful: InventoryCase = {
  title: 'misses nothing when the server forgets its history',
  async run(world) {
    await world.make('stays');
    await world.make('goes');
    await eventually(() => world.names().join() === 'goes,stays');
    await world.target.forgetHistory();
    await world.admin.delete(world.path('configmaps/goes'));
    await world.make('comes');
    await eventually(() => world.names().includes('comes') && world.isFresh(CONFIG_MAP), LONG_MS);
    expect(world.names()).toEqual(['comes', 'stays']);
  },
};

/** In order; the last breaks watches. */
export const inventoryCases: readonly InventoryCase[] = [
  reach('penstock'),
  reach('from-backstage'),
  equal,
  follow,
  latecomer,
  denied,
  unreachable('dead', 'refused'),
  unreachable('wrong-token', 'unauthorized'),
  unreachable('wrong-authority', 'tls'),
  forgetful,
];
