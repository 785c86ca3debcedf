import { randomUUID } from 'node:crypto';
import { ConfigReader } from '@backstage/config';
import type { JsonObject } from '@backstage/types';
import { DefaultClusters, type DefaultClustersOptions } from '@penstock/backstage-plugin-data-pipelines-backend/clusters';
import { DefaultInventory } from '@penstock/backstage-plugin-data-pipelines-backend/inventory';
import type { GroupKind, InventoryReader, WatchedKind } from '@penstock/backstage-plugin-data-pipelines-node';
import { until } from 'control-plane';
import { Api } from './Api';
import { configMap } from './configMap';
import type { Target } from './target';

/** A kind that the cases make objects of. */
export const CONFIG_MAP: WatchedKind = { group: '', kind: 'ConfigMap', versions: ['v1'], keep: ['data'] };
/** A kind that no server has before the case that installs it. */
export const LATECOMER: WatchedKind = {
  group: 'late.contract.example.org',
  kind: 'Latecomer',
  versions: ['v1'],
  keep: ['spec'],
};

const WAIT_MS = 90_000;

const QUIET: DefaultClustersOptions['logger'] = {
  error: () => {},
  warn: () => {},
  info: () => {},
  debug: () => {},
  child: () => QUIET,
};

/** Waits until `check` holds; its source names it in the error. */
export async function eventually(check: () => boolean, timeoutMs = WAIT_MS): Promise<void> {
  await until(String(check), timeoutMs, async () => (check() ? true : undefined));
}

/** The product's own clusters and inventory, reading one target under several names and with several faults. */
export class InventoryWorld {
  readonly admin: Api;
  namespace = '';

  private constructor(
    readonly target: Target,
    readonly clusters: DefaultClusters,
    readonly inventory: DefaultInventory,
  ) {
    this.admin = new Api({ server: target.server, ca: target.ca, token: target.tokens.admin });
  }

  static async open(target: Target): Promise<InventoryWorld> {
    const config = new ConfigReader(configuration(target));
    const clusters = await DefaultClusters.fromConfig(config, { logger: QUIET });
    const inventory = DefaultInventory.create({ clusters, kinds: [CONFIG_MAP, LATECOMER], logger: QUIET });
    inventory.start();
    return new InventoryWorld(target, clusters, inventory);
  }

  async close(): Promise<void> {
    await this.inventory.stop();
    await this.clusters.close();
  }

  async freshNamespace(): Promise<void> {
    this.namespace = `inventory-${randomUUID().slice(0, 8)}`;
    const metadata = { name: this.namespace };
    const made = await this.admin.post('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata });
    if (made.status !== 201) throw new Error(`The namespace was not created: ${made.text}`);
  }

  reader(cluster = 'penstock'): InventoryReader {
    return this.inventory.reader(cluster);
  }

  isFresh(kind: GroupKind, cluster?: string): boolean {
    const state = this.reader(cluster).kindState(kind);
    return state.state === 'watched' && state.freshness.state === 'fresh';
  }

  path(resource: string): string {
    return `/api/v1/namespaces/${this.namespace}/${resource}`;
  }

  async make(name: string): Promise<void> {
    await this.admin.post(this.path('configmaps'), configMap(name, { k: '1' }, { labels: { mine: '' } }));
  }

  /** Names of the case's own ConfigMaps, as the inventory has them. */
  names(): string[] {
    const mine = this.reader().list(CONFIG_MAP, { namespace: this.namespace, labels: { mine: '' } });
    return mine.map(({ metadata }) => metadata.name).sort();
  }
}

function configuration(target: Target): JsonObject {
  const cluster = (name: string, extra: JsonObject = {}): JsonObject => ({
    name,
    url: target.server,
    authProvider: 'serviceAccount',
    serviceAccountToken: target.tokens.penstock,
    caData: Buffer.from(target.ca).toString('base64'),
    ...extra,
  });
  const clusters = [
    cluster('from-backstage'),
    cluster('dead', { url: 'https://127.0.0.1:9' }),
    cluster('wrong-token', { serviceAccountToken: 'not-a-token' }),
    cluster('wrong-authority', { caData: undefined }),
  ];
  return {
    dataPipelines: { kubeconfig: { path: target.kubeconfigPath, contexts: ['penstock', 'nobody'] } },
    kubernetes: { clusterLocatorMethods: [{ type: 'config', clusters }] },
  };
}
