import { quantityOrUndefined } from '../vocabulary/quantities';
import { LABEL_ELEMENT, LABEL_PIPELINE } from '../vocabulary/annotations';
import { at, ECK, groupOf, isKind, itemsAt, kindOf, nameOf, SPARK, STRIMZI, textAt, type KubernetesManifest } from './manifest';
import { rule, type Fault, type LintRule } from './rule';

const ROOTS: readonly [group: string, kind: string][] = [
  [STRIMZI, 'Kafka'],
  [ECK, 'Elasticsearch'],
  [SPARK, 'SparkApplication'],
  [SPARK, 'ScheduledSparkApplication'],
];

const isRoot = (manifest: KubernetesManifest) => ROOTS.some(([group, kind]) => isKind(manifest, group, kind));

const elementLabels = rule({
  id: 'element-labels',
  severity: 'error',
  sentence: 'An element says to which pipeline it belongs and what its stable id is; that alone puts it on the pages.',
  faults: manifest =>
    !isRoot(manifest) ? [] : [LABEL_PIPELINE, LABEL_ELEMENT]
      .filter(label => textAt(manifest, 'metadata', 'labels', label) === undefined)
      .map(label => ({ path: 'metadata.labels', sentence: `The label ${label} is missing.`, remedy: `Add ${label}.` })),
});

const ownBudget = rule({
  id: 'own-disruption-budget',
  severity: 'error',
  sentence: 'The operators of Kafka and Elasticsearch write their own PodDisruptionBudget; with a second one no pod can be evicted at all.',
  faults: (manifest, all) =>
    isKind(manifest, 'policy', 'PodDisruptionBudget') && all.some(other => isKind(other, STRIMZI, 'Kafka') || isKind(other, ECK, 'Elasticsearch'))
      ? [{ sentence: 'It would stand beside the operator\'s own, and draining a machine would hang.', remedy: 'Remove it, and use the field of the operator\'s resource.' }]
      : [],
});

/** Containers that carry records, with their resources. */
function statefulResources(manifest: KubernetesManifest): { path: string; resources: unknown }[] {
  if (isKind(manifest, STRIMZI, 'KafkaNodePool')) return [{ path: 'spec.resources', resources: at(manifest, 'spec', 'resources') }];
  if (!isKind(manifest, ECK, 'Elasticsearch')) return [];
  return itemsAt(manifest, 'spec', 'nodeSets').map((set, index) => {
    const container = itemsAt(set, 'podTemplate', 'spec', 'containers').find(item => textAt(item, 'name') === 'elasticsearch');
    return { path: `spec.nodeSets[${index}]`, resources: at(set, 'resources') ?? at(container, 'resources') };
  });
}

const resources = rule({
  id: 'resources',
  severity: 'warning',
  sentence: 'What holds records is not evicted for memory: request and limit are equal.',
  faults: manifest =>
    statefulResources(manifest).flatMap(({ path, resources: given }): Fault[] => {
      const request = quantityOrUndefined(at(given, 'requests', 'memory'));
      const limit = quantityOrUndefined(at(given, 'limits', 'memory'));
      if (request === undefined || limit === undefined) {
        return [{ path, sentence: 'It has no memory request and limit.', remedy: 'Set both, to the same value.' }];
      }
      return request === limit ? [] : [{ path, sentence: 'Its memory request is less than its limit.', remedy: 'Set both to the same value.' }];
    }),
});

/** All texts below a value that stand in a field called `image`, with their paths. */
function imagesBelow(value: unknown, path: string): { path: string; image: string }[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => imagesBelow(item, `${path}[${index}]`));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => {
    const below = path === '' ? key : `${path}.${key}`;
    return key === 'image' && typeof item === 'string' ? [{ path: below, image: item }] : imagesBelow(item, below);
  });
}

function imageFault(image: string): string | undefined {
  if (/(^|\/)ttl\.sh\//.test(image)) return 'comes from a public throw-away registry';
  if (/@sha256:[0-9a-f]{64}$/.test(image)) return undefined;
  const tag = /:([^/:]+)$/.exec(image)?.[1];
  if (tag === undefined) return 'has no tag, so it changes with the day';
  return tag === 'latest' ? 'is :latest, so it changes with the day' : undefined;
}

const images = rule({
  id: 'image-pinned',
  severity: 'error',
  sentence: 'An image that can change under its name makes two pods of one element differ.',
  faults: manifest =>
    kindOf(manifest) === 'ConfigMap' ? [] : imagesBelow(at(manifest, 'spec'), 'spec').flatMap(({ path, image }) => {
      const fault = imageFault(image);
      return fault ? [{ path, sentence: `${image} ${fault}.`, remedy: 'Use an immutable tag or a digest.' }] : [];
    }),
});

const monitorLabels = rule({
  id: 'monitor-selected',
  severity: 'warning',
  sentence: 'A monitor or rule that no Prometheus selects is never looked at.',
  faults: manifest =>
    isKind(manifest, 'monitoring.coreos.com', 'PodMonitor', 'ServiceMonitor', 'PrometheusRule') && textAt(manifest, 'metadata', 'labels', 'release') === undefined
      ? [{ path: 'metadata.labels', sentence: 'It has no label "release", by which the usual Prometheus selects.', remedy: 'Add the label that your Prometheus selects.' }]
      : [],
});

const deadAlerts = rule({
  id: 'alert-pod-pattern',
  severity: 'error',
  sentence: 'A pattern that ends in -kafka-[0-9]+ matches only pods of a node pool that is literally called kafka.',
  faults: manifest =>
    !isKind(manifest, 'monitoring.coreos.com', 'PrometheusRule') ? [] : itemsAt(manifest, 'spec', 'groups').flatMap((group, g) =>
      itemsAt(group, 'rules').flatMap((item, r) =>
        /-kafka-\[0-9\]\+/.test(textAt(item, 'expr') ?? '')
          ? [{ path: `spec.groups[${g}].rules[${r}].expr`, sentence: 'It matches no pod of a node pool with another name, so it can never fire.', remedy: 'Match on strimzi_io_cluster.' }]
          : [])),
});

const networkPolicy = rule({
  id: 'network-policy',
  severity: 'warning',
  sentence: 'Who may connect to an element is written down.',
  faults: (manifest, all) =>
    isRoot(manifest) && !all.some(other => isKind(other, 'networking.k8s.io', 'NetworkPolicy'))
      ? [{ sentence: 'No NetworkPolicy comes with it: every pod of the cluster may connect.', remedy: 'Add one.' }]
      : [],
});

const CLUSTER_SCOPED = ['ClusterRole', 'ClusterRoleBinding', 'Namespace', 'StorageClass', 'PersistentVolume', 'CustomResourceDefinition', 'PriorityClass', 'Node'];

const oneNamespace = rule({
  id: 'one-namespace',
  severity: 'error',
  sentence: 'What a team creates stays in one namespace.',
  faults: (manifest, all) => {
    if (CLUSTER_SCOPED.includes(kindOf(manifest))) {
      return [{ sentence: `A ${kindOf(manifest)} belongs to the whole cluster.`, remedy: 'Ask your platform team for it.' }];
    }
    const own = textAt(manifest, 'metadata', 'namespace');
    const first = all.map(other => textAt(other, 'metadata', 'namespace')).find(namespace => namespace !== undefined);
    return own !== undefined && first !== undefined && own !== first
      ? [{ path: 'metadata.namespace', sentence: `It is in ${own}, others are in ${first}.`, remedy: 'Put all into one namespace.' }]
      : [];
  },
});

const OPERATOR_CLAIM = /^(data-\d+-.+|elasticsearch-data-.+-es-.+)-\d+$/;

const operatorClaims = rule({
  id: 'operator-claim',
  severity: 'error',
  sentence: 'The size of an operator\'s volume is changed in the operator\'s resource: a claim of one\'s own stops its reconciliation.',
  faults: manifest =>
    isKind(manifest, '', 'PersistentVolumeClaim') && OPERATOR_CLAIM.test(nameOf(manifest))
      ? [{ path: 'metadata.name', sentence: `${nameOf(manifest)} is a claim that an operator makes.`, remedy: 'Change the size in the KafkaNodePool or in the node set of the Elasticsearch.' }]
      : [],
});

const secrets = rule({
  id: 'secret-in-manifest',
  severity: 'error',
  sentence: 'Secrets do not go through templates, repositories and task logs.',
  faults: manifest =>
    isKind(manifest, '', 'Secret') && groupOf(manifest) === '' && (at(manifest, 'data') !== undefined || at(manifest, 'stringData') !== undefined)
      ? [{ sentence: 'It carries secret data in the open.', remedy: 'Let the operator, or your secret store, create it.' }]
      : [],
});

/** Rules that hold for every engine. */
export const GENERAL_RULES: readonly LintRule[] = [
  elementLabels,
  ownBudget,
  resources,
  images,
  monitorLabels,
  deadAlerts,
  networkPolicy,
  oneNamespace,
  operatorClaims,
  secrets,
];
