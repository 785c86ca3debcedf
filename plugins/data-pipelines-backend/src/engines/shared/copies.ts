import type { JsonObject, JsonValue } from '@backstage/types';
import { ANNOTATION_READS_FROM, ANNOTATION_TITLE, ANNOTATION_WRITES_TO, LABEL_COPY_OF, LABEL_ELEMENT } from '@penstock/backstage-plugin-data-pipelines-common';
import type { ElementCopy, KubernetesObject, OperationNames, PlannedElement, PlannedManifest } from '@penstock/backstage-plugin-data-pipelines-node';
import { possible } from './engineSteps';
import { jsonObject, withoutTools } from './manifests';
import { referenceTo } from './finding';
import { ENGINE_CHECKS, objected } from './preflightCodes';

/** Where a copy goes. */
export interface CopyTarget {
  name: string;
  namespace: string;
  names: OperationNames;
}

/** Longest value of a label. */
const LONGEST_LABEL = 63;
const SUFFIX_LETTERS = 6;

/** Id of the copy as an element: the original's, and the end of the operation's id. */
export function copyId(id: string, names: OperationNames): string {
  const suffix = `-${names.operation.slice(-SUFFIX_LETTERS)}`;
  return `${id.slice(0, LONGEST_LABEL - suffix.length)}${suffix}`;
}

/** Annotations that ask an operator for something at once, or draw a line to another element. */
const LEFT_BEHIND = [
  ANNOTATION_READS_FROM,
  ANNOTATION_WRITES_TO,
  'strimzi.io/pause-reconciliation',
  'strimzi.io/next-node-ids',
  'strimzi.io/remove-node-ids',
  'strimzi.io/manual-rolling-update',
];

/** Prefixes under which an operator keeps its own state on a resource. */
const OPERATOR_STATE = ['elasticsearch.k8s.elastic.co/', 'common.k8s.elastic.co/', 'eck.k8s.elastic.co/'];

/** What keeps its name elsewhere is told apart by its title; what has a name of its own goes by that. */
function annotationsOf(object: KubernetesObject, name: string): Record<string, string> {
  const kept = Object.entries(withoutTools(object.metadata.annotations)).filter(([key]) => !LEFT_BEHIND.includes(key) && !OPERATOR_STATE.some(prefix => key.startsWith(prefix)));
  const isRenamed = object.metadata.name !== name;
  const told = isRenamed ? kept.filter(([key]) => key !== ANNOTATION_TITLE) : kept;
  return Object.fromEntries(told.map(([key, text]) => [key, key === ANNOTATION_TITLE ? `${text} (copy)` : text]));
}

/** A resource of the element under another name: without status, owners and what tools wrote; labelled as a copy. */
export function copyOf(
  element: Pick<PlannedElement, 'id'>,
  object: KubernetesObject,
  to: { target: CopyTarget; name: string; spec?: JsonObject; labels?: Record<string, string>; annotations?: Record<string, string>; root?: boolean },
): PlannedManifest {
  const { apiVersion, kind, metadata, status: _status, ...rest } = object;
  const marks = to.target.names.marks(copyId(element.id, to.target.names));
  const labels = { ...withoutTools(metadata.labels), ...to.labels, ...marks.labels, [LABEL_COPY_OF]: element.id };
  return {
    ...jsonObject(rest),
    ...(to.spec === undefined ? {} : { spec: to.spec }),
    apiVersion,
    kind,
    metadata: {
      name: to.name,
      namespace: to.target.namespace,
      labels: to.root === true ? labels : withoutElement(labels),
      annotations: { ...annotationsOf(object, to.name), ...marks.annotations, ...to.annotations },
    },
  };
}

/** Parts of an element do not bear its label: what bears it is an element. */
function withoutElement({ [LABEL_ELEMENT]: _id, ...labels }: Record<string, string>): Record<string, string> {
  return labels;
}

/** A copy that cannot be made, and why. */
export function noCopy({ root, inventory }: PlannedElement, sentence: string, remedy: string): ElementCopy {
  return {
    manifests: [],
    claims: {},
    start: possible([]),
    changes: [],
    checks: [objected(ENGINE_CHECKS.COPY_POSSIBLE, 'block', { sentence, remedy, object: referenceTo(inventory.cluster, root) })],
  };
}

/** An object of JSON below a key; undefined for anything else. */
export function childOf(of: JsonObject | undefined, key: string): JsonObject | undefined {
  const child = of?.[key];
  return typeof child === 'object' && child !== null && !Array.isArray(child) ? child : undefined;
}

/** Names that a spec refers to under one of these keys, e.g. `secretName`; each once. */
export function namedBelow(value: JsonValue | undefined, keys: readonly string[]): string[] {
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return [...new Set(value.flatMap(item => namedBelow(item, keys)))];
  const found = Object.entries(value).flatMap(([key, item]): string[] => {
    if (keys.includes(key)) {
      if (typeof item === 'string') return [item];
      const name = typeof item === 'object' && item !== null && !Array.isArray(item) ? item.name : undefined;
      if (typeof name === 'string') return [name];
    }
    return namedBelow(item, keys);
  });
  return [...new Set(found)].sort();
}
