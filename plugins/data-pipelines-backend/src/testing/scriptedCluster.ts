import type {
  ClusterConnection,
  Clusters,
  KubernetesRequest,
  KubernetesResponse,
  ServedResource,
} from '../clusters/ClusterConnection';

const RESOURCES: readonly ServedResource[] = [
  { group: '', version: 'v1', kind: 'ConfigMap', resource: 'configmaps', namespaced: true, verbs: ['patch'] },
  { group: 'kafka.strimzi.io', version: 'v1', kind: 'Kafka', resource: 'kafkas', namespaced: true, verbs: ['patch'] },
  { group: 'kafka.strimzi.io', version: 'v1', kind: 'KafkaNodePool', resource: 'kafkanodepools', namespaced: true, verbs: ['patch'] },
  { group: 'kafka.strimzi.io', version: 'v1', kind: 'KafkaTopic', resource: 'kafkatopics', namespaced: true, verbs: ['patch'] },
];

/** What a test lets the cluster say to a request; undefined for the usual. */
export type Script = (request: KubernetesRequest) => Partial<KubernetesResponse> | undefined;

/**
 * A cluster that takes everything, unless the script says otherwise. It keeps
 * what is applied and not a dry run, and every request for the test to count.
 */
export function scriptedCluster(options: { script?: Script; allowedNamespaces?: string[] } = {}) {
  const objects = new Map<string, object>();
  const requests: KubernetesRequest[] = [];
  const answer = (request: KubernetesRequest): KubernetesResponse => {
    const scripted = options.script?.(request);
    if (scripted) return { status: 200, headers: {}, body: {}, ...scripted };
    const there = objects.get(request.path);
    if (request.method === 'GET') {
      if (request.path.startsWith('/api/v1/namespaces/') && request.path.split('/').length === 5) {
        return { status: 200, headers: {}, body: {} };
      }
      return there ? { status: 200, headers: {}, body: there } : { status: 404, headers: {}, body: {} };
    }
    const body = typeof request.body === 'object' && request.body !== null ? request.body : {};
    const [wanted, held] = [versionOf(body), there && versionOf(there)];
    if (wanted !== undefined && wanted !== held) {
      return { status: 409, headers: {}, body: { kind: 'Status', reason: 'Conflict', message: 'the object has been modified' } };
    }
    const after = stamped(body, request.path, String(requests.length));
    if (request.query?.dryRun === undefined) objects.set(request.path, after);
    return { status: there ? 200 : 201, headers: {}, body: after };
  };
  const connection: ClusterConnection = {
    cluster: 'prod-north',
    request: async request => {
      requests.push(request);
      return answer(request);
    },
    stream: async () => {
      throw new Error('nothing here watches');
    },
    discover: async () => RESOURCES,
  };
  const clusters: Clusters = {
    names: () => ['prod-north'],
    title: name => name,
    allowedNamespaces: () => options.allowedNamespaces,
    watchNamespaces: () => undefined,
    connection: () => connection,
    state: () => ({ reachable: { state: 'reachable' }, simulated: false }),
  };
  const written = () => requests.filter(({ method, query }) => method === 'PATCH' && query?.dryRun === undefined);
  return { clusters, objects, requests, written };
}

function versionOf(object: object): string | undefined {
  const metadata: unknown = 'metadata' in object ? object.metadata : undefined;
  if (typeof metadata !== 'object' || metadata === null || !('resourceVersion' in metadata)) return undefined;
  return typeof metadata.resourceVersion === 'string' ? metadata.resourceVersion : undefined;
}

function stamped(object: object, uid: string, resourceVersion: string): object {
  const metadata: unknown = 'metadata' in object ? object.metadata : undefined;
  return { ...object, metadata: { ...(typeof metadata === 'object' ? metadata : {}), uid, resourceVersion } };
}
