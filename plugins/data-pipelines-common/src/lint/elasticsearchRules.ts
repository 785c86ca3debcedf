import { at, ECK, entriesAt, isKind, itemsAt, numberAt, textAt, type KubernetesManifest } from './manifest';
import { rule, type Fault, type LintRule } from './rule';

const isElasticsearch = (manifest: KubernetesManifest) => isKind(manifest, ECK, 'Elasticsearch');

interface NodeSet {
  path: string;
  name: string;
  count: number;
  /** Roles as configured; undefined where the default (all) holds. */
  roles: readonly unknown[] | undefined;
  fields: unknown;
}

function nodeSetsOf(manifest: KubernetesManifest): NodeSet[] {
  if (!isElasticsearch(manifest)) return [];
  return itemsAt(manifest, 'spec', 'nodeSets').map((fields, index) => {
    const roles = at(fields, 'config', 'node.roles') ?? at(fields, 'config', 'node', 'roles');
    return {
      path: `spec.nodeSets[${index}]`,
      name: textAt(fields, 'name') ?? '',
      count: numberAt(fields, 'count') ?? 0,
      roles: Array.isArray(roles) ? roles : undefined,
      fields,
    };
  });
}

const perNodeSet = (check: (set: NodeSet) => Fault[]) => (manifest: KubernetesManifest) => nodeSetsOf(manifest).flatMap(check);

const claimName = rule({
  id: 'elasticsearch-claim',
  severity: 'error',
  sentence: 'Data lives on a claim called elasticsearch-data; any other name leaves it on the pod, and none at all gives 1 GiB.',
  faults: perNodeSet(set => {
    const claims = itemsAt(set.fields, 'volumeClaimTemplates');
    if (claims.length === 0) {
      return [{ path: `${set.path}.volumeClaimTemplates`, sentence: `Node set ${set.name} would get a default claim of 1Gi.`, remedy: 'Add a claim template called elasticsearch-data with a size.' }];
    }
    return claims.some(claim => textAt(claim, 'metadata', 'name') === 'elasticsearch-data')
      ? []
      : [{ path: `${set.path}.volumeClaimTemplates`, sentence: `No claim of node set ${set.name} is called elasticsearch-data, so its data would be lost with the pod.`, remedy: 'Rename the claim to elasticsearch-data.' }];
  }),
});

const storageClass = rule({
  id: 'elasticsearch-storage-class',
  severity: 'warning',
  sentence: 'Without a named class the default of the day decides about speed, encryption and growth, for ever.',
  faults: perNodeSet(set =>
    itemsAt(set.fields, 'volumeClaimTemplates').flatMap((claim, index) =>
      textAt(claim, 'spec', 'storageClassName') === undefined
        ? [{ path: `${set.path}.volumeClaimTemplates[${index}].spec.storageClassName`, sentence: `A claim of node set ${set.name} names no storage class.`, remedy: 'Name one; it cannot be changed later.' }]
        : [])),
});

const keepData = rule({
  id: 'elasticsearch-keep-data',
  severity: 'error',
  sentence: 'By default the volumes are deleted together with the Elasticsearch object.',
  faults: manifest =>
    isElasticsearch(manifest) && textAt(manifest, 'spec', 'volumeClaimDeletePolicy') !== 'DeleteOnScaledownOnly'
      ? [{ path: 'spec.volumeClaimDeletePolicy', sentence: 'Deleting this object would delete all its data.', remedy: 'Set DeleteOnScaledownOnly.' }]
      : [],
});

const masters = rule({
  id: 'elasticsearch-masters',
  severity: 'warning',
  sentence: 'Three dedicated masters keep the cluster together while data nodes are busy.',
  faults: manifest => {
    const sets = nodeSetsOf(manifest);
    if (sets.length === 0) return [];
    const eligible = sets.filter(set => set.roles === undefined || set.roles.includes('master'));
    const count = eligible.reduce((sum, set) => sum + set.count, 0);
    if (count < 3 || count % 2 === 0) {
      return [{ path: 'spec.nodeSets', sentence: `${count} nodes may become master; that many cannot lose one, or gain nothing from the even one.`, remedy: 'Run three masters.' }];
    }
    return eligible.every(set => set.roles?.length === 1)
      ? []
      : [{ path: 'spec.nodeSets', sentence: 'The masters hold data too.', remedy: 'Give them a node set with node.roles: [master].' }];
  },
});

const memoryMaps = rule({
  id: 'elasticsearch-memory-maps',
  severity: 'warning',
  sentence: 'Elasticsearch without memory maps is slow.',
  faults: perNodeSet(set =>
    at(set.fields, 'config', 'node.store.allow_mmap') === false
      ? [{ path: `${set.path}.config.node.store.allow_mmap`, sentence: `Node set ${set.name} runs without memory maps.`, remedy: 'Remove the setting, and let an init container wait for vm.max_map_count 262144.' }]
      : []),
});

const containersOf = (set: NodeSet) => itemsAt(set.fields, 'podTemplate', 'spec', 'containers');

const handMadeHeap = rule({
  id: 'elasticsearch-heap',
  severity: 'warning',
  sentence: 'Since 7.11 Elasticsearch sizes its heap from the memory of the container.',
  faults: perNodeSet(set =>
    containersOf(set).flatMap(container =>
      itemsAt(container, 'env').some(variable => textAt(variable, 'name') === 'ES_JAVA_OPTS' && /-Xm[sx]/.test(textAt(variable, 'value') ?? ''))
        ? [{ path: `${set.path}.podTemplate.spec.containers`, sentence: `ES_JAVA_OPTS fixes the heap of node set ${set.name}.`, remedy: 'Remove it.' }]
        : [])),
});

const nodeSetName = rule({
  id: 'elasticsearch-node-set-name',
  severity: 'error',
  sentence: 'Names of node sets are part of pod and claim names: at most 23 characters.',
  faults: perNodeSet(set =>
    set.name.length > 23
      ? [{ path: `${set.path}.name`, sentence: `"${set.name}" has ${set.name.length} characters.`, remedy: 'Shorten it to 23.' }]
      : []),
});

const zones = rule({
  id: 'elasticsearch-zones',
  severity: 'warning',
  sentence: 'Nodes that hold data are spread over zones, so that one zone can fail.',
  faults: perNodeSet(set =>
    set.count > 1 &&
    at(set.fields, 'zoneAwareness') === undefined &&
    itemsAt(set.fields, 'podTemplate', 'spec', 'topologySpreadConstraints').length === 0
      ? [{ path: `${set.path}.zoneAwareness`, sentence: `Nothing spreads node set ${set.name} over zones.`, remedy: 'Set zoneAwareness.' }]
      : []),
});

const superuser = rule({
  id: 'elasticsearch-superuser',
  severity: 'error',
  sentence: 'Pipelines write with a user of their own, never as elastic.',
  faults: manifest =>
    entriesAt(manifest, 'spec', 'config')
      .filter(([key, value]) => /username$/.test(key) && value === 'elastic')
      .map(([key]) => ({ path: `spec.config.${key}`, sentence: 'It writes as the superuser elastic.', remedy: 'Create a user with a role for its indices.' })),
});

/** Rules about Elasticsearch. */
export const ELASTICSEARCH_RULES: readonly LintRule[] = [
  claimName,
  storageClass,
  keepData,
  masters,
  memoryMaps,
  handMadeHeap,
  nodeSetName,
  zones,
  superuser,
];
