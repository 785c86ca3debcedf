import type { JsonObject } from '@backstage/types';
import type { VolumeObject } from '@penstock/backstage-plugin-data-pipelines-common';
import { stringify } from 'yaml';
import type { ClusterConnection } from '../clusters/ClusterConnection';
import { resourcePath, servedResource } from '../operations/resourcePath';
import { withoutContent } from '../operations/withoutContent';
import { failureSentence, refusalSentence } from './unread';
import { kubectlOf, type VolumePart } from './volumeObjects';

const TIMEOUT_MS = 5_000;
/** Larger objects than this no API server stores. */
const MAX_BYTES = 3_000_000;

/** What kubectl repeats of the whole object, with all that is masked elsewhere. */
const REPEATED = 'kubectl.kubernetes.io/last-applied-configuration';

/** One object of a volume as YAML without secrets, or why there is none. Reads the cluster, once. */
export async function readVolumeObject(connection: ClusterConnection, { role, object }: VolumePart): Promise<VolumeObject> {
  const told = { role, object, kubectl: kubectlOf(object) };
  const what = `${object.kind} ${object.name}`;
  try {
    const served = await servedResource(connection, object);
    if (!served) return { ...told, reason: `Cluster ${object.cluster} does not serve ${object.kind} (${object.apiVersion}).` };
    const response = await connection.request({ method: 'GET', path: resourcePath(served, object), timeoutMs: TIMEOUT_MS, maxBytes: MAX_BYTES });
    if (response.status !== 200 || !isJsonObject(response.body)) return { ...told, reason: refusalSentence(object.cluster, what, response) };
    return { ...told, yaml: stringify(withoutContent(withoutNoise(response.body))) };
  } catch (thrown) {
    return { ...told, reason: failureSentence(thrown) };
  }
}

/** Without what machines keep for themselves. */
function withoutNoise(object: JsonObject): JsonObject {
  if (!isJsonObject(object.metadata)) return object;
  const { managedFields: _managed, annotations, ...metadata } = object.metadata;
  if (!isJsonObject(annotations)) return { ...object, metadata };
  const { [REPEATED]: _repeated, ...kept } = annotations;
  return { ...object, metadata: { ...metadata, ...(Object.keys(kept).length > 0 && { annotations: kept }) } };
}

/** What came as JSON, and is an object. */
function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
