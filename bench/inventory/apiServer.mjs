// A stand-in API server for measuring: pages of pods and claims as large as real ones, and watches that stay open.
// Arguments: number of pods, number of claims. Prints its port; counts requests and tells them on GET /count.
import { createServer } from 'node:http';

const [podCount, claimCount] = process.argv.slice(2).map(Number);
const POD_BYTES = 10_500;
const CLAIM_BYTES = 1_800;
let requests = 0;

const discovery = resources => ({
  kind: 'APIGroupDiscoveryList',
  apiVersion: 'apidiscovery.k8s.io/v2',
  items: resources.map(([group, kind, resource, scope]) => ({
    metadata: { name: group },
    versions: [
      { version: 'v1', resources: [{ resource, responseKind: { kind }, scope, verbs: ['list', 'watch'] }] },
    ],
  })),
});

const CORE = [
  ['', 'Pod', 'pods', 'Namespaced'],
  ['', 'PersistentVolumeClaim', 'persistentvolumeclaims', 'Namespaced'],
  ['', 'PersistentVolume', 'persistentvolumes', 'Cluster'],
  ['', 'Node', 'nodes', 'Cluster'],
  ['', 'Namespace', 'namespaces', 'Cluster'],
];
const GROUPS = [
  ['apps', 'StatefulSet', 'statefulsets', 'Namespaced'],
  ['storage.k8s.io', 'StorageClass', 'storageclasses', 'Cluster'],
];

function padded(object, bytes) {
  const missing = bytes - JSON.stringify(object).length;
  object.metadata.managedFields[0].fieldsV1.pad = 'x'.repeat(Math.max(0, missing));
  return object;
}

function metadata(kind, index) {
  return {
    name: `${kind}-${index}`,
    namespace: `team-${index % 50}`,
    uid: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
    resourceVersion: String(1000 + index),
    creationTimestamp: '2026-01-01T00:00:00Z',
    labels: {
      'app.kubernetes.io/name': 'broker',
      'app.kubernetes.io/instance': `app-${index % 500}`,
      'app.kubernetes.io/managed-by': 'operator',
      'controller-revision-hash': `rev-${index % 500}`,
      'statefulset.kubernetes.io/pod-name': `${kind}-${index}`,
    },
    ownerReferences: [{ apiVersion: 'apps/v1', kind: 'StatefulSet', name: `app-${index % 500}`, uid: `owner-${index % 500}`, controller: true }],
    managedFields: [{ manager: 'kubelet', operation: 'Update', fieldsV1: {} }],
  };
}

const instant = '2026-01-01T00:01:00Z';

function pod(index) {
  return padded(
    {
      metadata: metadata('pod', index),
      spec: {
        nodeName: `node-${index % 100}`,
        containers: [
          {
            name: 'main',
            image: 'registry.example/broker:4.1.0',
            resources: { requests: { cpu: '500m', memory: '2Gi' }, limits: { memory: '2Gi' } },
          },
        ],
        volumes: [{ name: 'data', persistentVolumeClaim: { claimName: `claim-${index}` } }],
      },
      status: {
        phase: 'Running',
        startTime: instant,
        conditions: ['PodReadyToStartContainers', 'Initialized', 'Ready', 'ContainersReady', 'PodScheduled'].map(type => ({
          type,
          status: 'True',
          lastTransitionTime: instant,
        })),
        containerStatuses: [
          { name: 'main', ready: true, started: true, restartCount: 0, state: { running: { startedAt: instant } }, lastState: {} },
        ],
      },
    },
    POD_BYTES,
  );
}

function claim(index) {
  return padded(
    {
      metadata: metadata('claim', index),
      spec: {
        accessModes: ['ReadWriteOnce'],
        resources: { requests: { storage: '100Gi' } },
        storageClassName: 'standard',
        volumeMode: 'Filesystem',
        volumeName: `pvc-${index}`,
      },
      status: { phase: 'Bound', accessModes: ['ReadWriteOnce'], capacity: { storage: '100Gi' } },
    },
    CLAIM_BYTES,
  );
}

const LISTS = new Map([
  ['/api/v1/pods', [podCount, pod]],
  ['/api/v1/persistentvolumeclaims', [claimCount, claim]],
]);

/** Like a real one, it ignores the limit where its cache may answer (resourceVersion=0). */
function page([count, make], query) {
  const limit = query.get('resourceVersion') === '0' ? count : Number(query.get('limit') ?? count);
  const from = Number(query.get('continue') ?? 0);
  const to = Math.min(count, from + limit);
  const items = Array.from({ length: to - from }, (_, index) => make(from + index));
  return { kind: 'List', metadata: { resourceVersion: '900000', ...(to < count ? { continue: String(to) } : {}) }, items };
}

const server = createServer((request, response) => {
  const url = new URL(request.url, 'http://localhost');
  const json = body => response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
  if (url.pathname === '/count') return json({ requests });
  requests += 1;
  if (url.pathname === '/version') return json({ gitVersion: 'v1.36.3' });
  if (url.pathname === '/api') return json(discovery(CORE));
  if (url.pathname === '/apis') return json(discovery(GROUPS));
  if (url.searchParams.get('watch')) return response.writeHead(200).flushHeaders();
  return json(page(LISTS.get(url.pathname) ?? [0, pod], url.searchParams));
});
server.listen(0, '127.0.0.1', () => process.stdout.write(`${server.address().port}\n`));
process.on('disconnect', () => process.exit(0));
