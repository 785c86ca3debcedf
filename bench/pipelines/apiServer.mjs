// A stand-in API server with whole pipelines: Kafka, Kafka Connect, Elasticsearch and a Spark stream each, with the pods,
// claims and pod sets of the engines' own healthy fixtures, and recovery points of the first claims of their Kafkas.
// Arguments: number of pipelines, number of points. Prints its port.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { parseAllDocuments } from 'yaml';

const [pipelines, points = 0] = process.argv.slice(2).map(Number);
const MEMBERS = 6;
const HOUR_MS = 3_600_000;
const ENGINES = fileURLToPath(new URL('../../plugins/data-pipelines-backend/src/engines/', import.meta.url));
const FIXTURES = ['kafka/testdata/healthy', 'kafka/testdata/connect-healthy', 'elasticsearch/testdata/healthy', 'spark/testdata/stream-healthy'];
const ELEMENT = 'penstock.dev/element';
const PIPELINE = 'app.kubernetes.io/part-of';
const FLOW = ['penstock.dev/reads-from', 'penstock.dev/writes-to'];
const isNamespaced = object => object.metadata.namespace !== undefined;

const originals = FIXTURES.flatMap(name =>
  parseAllDocuments(readFileSync(`${ENGINES}${name}.yaml`, 'utf8'))
    .map(document => document.toJS())
    .filter(object => object?.metadata?.name !== undefined)
    .map(object => ({ ...object, fixture: name.replaceAll('/', '-') })),
);

/** The object as it stands in pipeline `index`: its own namespace, ids and uids. */
function copyOf({ fixture, ...object }, index) {
  const own = `pipeline-${index}`;
  const ids = text => text.split(',').map(id => `${id.trim()}-${index}`).join(',');
  return JSON.parse(JSON.stringify(object), (key, value) => {
    if (typeof value !== 'string') return value;
    if (key === 'namespace' || key === PIPELINE) return own;
    if (key === 'uid') return `${value}-${fixture}-${index}`;
    if (key === ELEMENT || FLOW.includes(key)) return ids(value);
    return value;
  });
}

const pluralOf = kind => {
  const word = kind.toLowerCase();
  if (word.endsWith('y')) return `${word.slice(0, -1)}ies`;
  return /(s|ch)$/.test(word) ? `${word}es` : `${word}s`;
};
const groupOf = apiVersion => (apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion]);
const pathOf = (group, version, plural) => (group === '' ? `/api/${version}/${plural}` : `/apis/${group}/${version}/${plural}`);

const lists = new Map();
const kinds = new Map();
function add(object) {
  const [group, version] = groupOf(object.apiVersion);
  const resource = pluralOf(object.kind);
  const path = pathOf(group, version, resource);
  kinds.set(path, { group, version, resource, kind: object.kind, scope: isNamespaced(object) ? 'Namespaced' : 'Cluster' });
  const list = lists.get(path) ?? new Map();
  lists.set(path, list);
  const key = `${object.metadata.namespace ?? ''}/${object.metadata.name}`;
  // The fixtures share some objects, e.g. a storage class or the Kafka that Connect writes to.
  if (!list.has(key)) list.set(key, { ...object, metadata: { ...object.metadata, resourceVersion: '1' } });
}
for (let index = 0; index < pipelines; index += 1) for (const object of originals) add(copyOf(object, index));

/** A point of one Kafka, so many hours old: a snapshot and its content for each of six claims. */
function addPoint(index) {
  const pipeline = index % pipelines;
  const namespace = `pipeline-${pipeline}`;
  const element = `orders-kafka-${pipeline}`;
  const claims = originals.filter(({ kind, fixture, metadata }) => kind === 'PersistentVolumeClaim' && fixture === 'kafka-testdata-healthy' && metadata.name).slice(0, MEMBERS);
  const planned = claims.map(({ metadata }) => ({ element, volume: metadata.name }));
  const note = JSON.stringify({ pipeline: namespace, wanted: 'crash', got: 'crash', madeBy: 'schedule:hourly', schedule: 'hourly', planned });
  for (const { metadata } of claims) {
    const name = `snap-${index}-${metadata.name}`;
    add({
      ...{ apiVersion: 'snapshot.storage.k8s.io/v1', kind: 'VolumeSnapshot' },
      metadata: { name, namespace, uid: `uid-${name}`, labels: { 'penstock.dev/recovery-point': `op-${String(index).padStart(12, '0')}`, [ELEMENT]: element }, annotations: { 'penstock.dev/point': note } },
      spec: { source: { persistentVolumeClaimName: metadata.name } },
      status: { readyToUse: true, creationTime: new Date(Date.now() - index * HOUR_MS).toISOString(), boundVolumeSnapshotContentName: `content-${name}`, restoreSize: '100Gi' },
    });
    add({
      ...{ apiVersion: 'snapshot.storage.k8s.io/v1', kind: 'VolumeSnapshotContent' },
      metadata: { name: `content-${name}`, uid: `uid-content-${name}` },
      spec: { deletionPolicy: 'Delete', volumeSnapshotRef: { uid: `uid-${name}`, name, namespace } },
    });
  }
}
for (let index = 0; index < points; index += 1) addPoint(index);

function discovery(ofCore) {
  const groups = new Map();
  for (const { group, version, resource, kind, scope } of kinds.values()) {
    if ((group === '') !== ofCore) continue;
    const versions = groups.get(group) ?? new Map();
    groups.set(group, versions);
    const resources = versions.get(version) ?? [];
    versions.set(version, [...resources, { resource, responseKind: { kind }, scope, verbs: ['list', 'watch'] }]);
  }
  const items = [...groups].map(([name, versions]) => ({
    metadata: { name },
    versions: [...versions].map(([version, resources]) => ({ version, resources })),
  }));
  return { kind: 'APIGroupDiscoveryList', apiVersion: 'apidiscovery.k8s.io/v2', items };
}

const server = createServer((request, response) => {
  const url = new URL(request.url, 'http://localhost');
  const json = body => response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
  if (url.pathname === '/version') return json({ gitVersion: 'v1.36.3' });
  if (url.pathname === '/api' || url.pathname === '/apis') return json(discovery(url.pathname === '/api'));
  if (url.searchParams.get('watch')) return response.writeHead(200).flushHeaders();
  const all = [...(lists.get(url.pathname)?.values() ?? [])];
  const from = Number(url.searchParams.get('continue') ?? 0);
  const to = url.searchParams.get('resourceVersion') === '0' ? all.length : from + Number(url.searchParams.get('limit') ?? all.length);
  const more = to < all.length ? { continue: String(to) } : {};
  return json({ kind: 'List', metadata: { resourceVersion: '900000', ...more }, items: all.slice(from, to) });
});
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port, objects: [...lists.values()].reduce((sum, list) => sum + list.size, 0) }));
process.on('disconnect', () => process.exit(0));
