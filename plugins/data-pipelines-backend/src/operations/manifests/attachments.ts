import { ANNOTATION_OWNER, type KubernetesManifest } from '@penstock/backstage-plugin-data-pipelines-common';
import { belonging, nameOf, type CheckedManifest } from './manifest';
import type { ManifestProblem } from './ManifestProblem';

/** By this label Strimzi adds an object to a cluster, whoever made it. */
const CLUSTER_LABEL = 'strimzi.io/cluster';

/** The kind of the cluster that each of Strimzi's kinds is added to. */
const ADDED_TO: Readonly<Record<string, string>> = {
  KafkaNodePool: 'Kafka',
  KafkaTopic: 'Kafka',
  KafkaUser: 'Kafka',
  KafkaConnector: 'KafkaConnect',
};

/** The resource that an object becomes a part of by its label. */
export interface Attachment {
  group: string;
  kind: string;
  name: string;
}

/** What an object is added to; undefined for one that stands alone. Pure. */
export function attachmentOf({ group, kind, labels }: CheckedManifest): Attachment | undefined {
  const name = labels[CLUSTER_LABEL];
  if (group !== 'kafka.strimzi.io' || !Object.hasOwn(ADDED_TO, kind) || name === undefined || name === '') return undefined;
  return { group, kind: ADDED_TO[kind], name };
}

/**
 * Why an object may not be added to what is there: a node pool, a topic or a
 * user changes the cluster that it names, so it must belong to its element and
 * say the same owner. Pure.
 *
 * @param owner - whom the request names as the owner of the manifest's element
 */
export function attachmentProblem(
  manifest: CheckedManifest,
  attachment: Attachment,
  existing: KubernetesManifest | undefined,
  owner: string | undefined,
): ManifestProblem | undefined {
  if (existing === undefined) return undefined;
  const there = belonging(existing.metadata);
  const sameElement = there.element === manifest.element && there.pipeline === manifest.pipeline;
  if (sameElement && (there.owner === undefined || there.owner === owner)) return undefined;
  const whose = sameElement ? `belongs to the owner ${there.owner}` : placeOf(there);
  return {
    kind: manifest.kind,
    name: manifest.name,
    code: 'ELEMENT_EXISTS',
    sentence: `${nameOf(manifest)} would become a part of ${nameOf(attachment)}, which ${whose}`,
    remedy: sameElement
      ? `name a ${attachment.kind} of your own in the label ${CLUSTER_LABEL}, or, if it is yours, name its owner in ${ANNOTATION_OWNER}`
      : `name a ${attachment.kind} of your own in the label ${CLUSTER_LABEL}, or give ${nameOf(manifest)} the labels of that element`,
    path: sameElement ? `metadata.annotations["${ANNOTATION_OWNER}"]` : `metadata.labels["${CLUSTER_LABEL}"]`,
  };
}

function placeOf({ element, pipeline }: { element?: string; pipeline?: string }): string {
  return element === undefined ? 'is no element of Penstock' : `belongs to the element ${element} of the pipeline ${pipeline ?? 'none'}`;
}
