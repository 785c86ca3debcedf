import type {
  ClusterConnection,
  Clusters,
  ClusterState,
  KubernetesRequest,
  KubernetesResponse,
  ServedResource,
  StreamAnswer,
} from '../../clusters/ClusterConnection';
import { ClusterUnreachableError } from '../../clusters/ClusterUnreachableError';
import { podList, statusJson } from './pods';

/** A resource in the default form of discovery. */
export function served(group: string, version: string, kind: string, resource: string, namespaced = true): ServedResource {
  return { group, version, kind, resource, namespaced, verbs: ['get', 'list', 'watch'] };
}

/** The core kinds, as every cluster serves them. */
export const CORE_SERVED: readonly ServedResource[] = [
  served('', 'v1', 'Pod', 'pods'),
  served('', 'v1', 'PersistentVolumeClaim', 'persistentvolumeclaims'),
  served('', 'v1', 'PersistentVolume', 'persistentvolumes', false),
  served('storage.k8s.io', 'v1', 'StorageClass', 'storageclasses', false),
  served('apps', 'v1', 'StatefulSet', 'statefulsets'),
  served('', 'v1', 'Node', 'nodes', false),
  served('', 'v1', 'Namespace', 'namespaces', false),
];

/** One cluster in memory that counts what it is asked. */
export class FakeCluster implements ClusterConnection {
  served: readonly ServedResource[] = CORE_SERVED;
  /** Objects by list path. */
  readonly objects = new Map<string, unknown[]>();
  readonly forbidden = new Set<string>();
  readonly calls: string[] = [];
  mood: 'well' | 'refusing' | 'hanging' = 'well';
  private readonly watchers = new Map<string, (event: unknown) => void>();

  constructor(readonly cluster: string) {}

  async request({ path, query }: KubernetesRequest): Promise<KubernetesResponse> {
    this.calls.push(`LIST ${path}`);
    await this.orMood();
    if (this.forbidden.has(path)) return { status: 403, headers: {}, body: statusJson(403, 'Forbidden') };
    const items = this.objects.get(path) ?? [];
    const start = Number(query?.continue ?? 0);
    const page = items.slice(start, start + 500);
    const next = start + 500 < items.length ? String(start + 500) : undefined;
    return { status: 200, headers: {}, ...podList('100', page, next) };
  }

  async stream({ path, signal }: KubernetesRequest): Promise<StreamAnswer> {
    this.calls.push(`WATCH ${path}`);
    await this.orMood();
    return { opened: true, lines: this.lines(path, signal) };
  }

  async discover(): Promise<readonly ServedResource[]> {
    this.calls.push('DISCOVER');
    await this.orMood();
    return this.served;
  }

  watching(path: string): boolean {
    return this.watchers.has(path);
  }

  send(path: string, event: unknown): void {
    const tell = this.watchers.get(path);
    if (!tell) throw new Error(`Nobody watches ${path}.`);
    tell(event);
  }

  private async *lines(path: string, signal: AbortSignal | undefined): AsyncGenerator<unknown> {
    const queue: unknown[] = [];
    const bell = new EventTarget();
    const rung = () => new Promise(resolve => bell.addEventListener('ring', resolve, { once: true }));
    const ring = () => bell.dispatchEvent(new Event('ring'));
    this.watchers.set(path, event => {
      queue.push(event);
      ring();
    });
    signal?.addEventListener('abort', ring, { once: true });
    while (!signal?.aborted) {
      while (queue.length > 0) yield queue.shift();
      if (!signal?.aborted) await rung();
    }
    this.watchers.delete(path);
  }

  private async orMood(): Promise<void> {
    if (this.mood === 'refusing') {
      throw new ClusterUnreachableError(this.cluster, 'refused', `Cluster ${this.cluster} refuses connections.`, 'ECONNREFUSED');
    }
    if (this.mood === 'hanging') await new Promise<never>(() => {});
  }
}

/** Fake clusters behind the interface of the real ones. */
export function clustersOf(clusters: readonly FakeCluster[], watchNamespaces?: readonly string[]): Clusters {
  const connection = (name: string) => {
    const found = clusters.find(({ cluster }) => cluster === name);
    if (!found) throw new Error(`There is no cluster ${name}.`);
    return found;
  };
  const state: ClusterState = { reachable: { state: 'reachable' }, simulated: false };
  return {
    names: () => clusters.map(({ cluster }) => cluster),
    title: name => name,
    allowedNamespaces: () => undefined,
    watchNamespaces: () => watchNamespaces,
    connection,
    state: () => state,
  };
}
