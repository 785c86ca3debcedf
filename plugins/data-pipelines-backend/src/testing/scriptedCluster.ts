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
    if (request.query?.dryRun === undefined) objects.set(request.path, body);
    return { status: there ? 200 : 201, headers: {}, body };
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
