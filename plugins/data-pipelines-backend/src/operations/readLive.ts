import type { KubernetesObject, ObjectKey } from '@penstock/backstage-plugin-data-pipelines-node';
import type { Clusters, ClusterConnection } from '../clusters/ClusterConnection';
import { UnavailableError } from '../errors';
import { resourcePath, servedResource } from './resourcePath';

const REQUEST_MS = 10_000;
/** So many objects are read whole for one plan; a plan that needs more is a mistake of its engine. */
const MOST_OBJECTS = 1_000;
const AT_ONCE = 8;

/** The text form under which an object is kept. */
export function objectKeyText({ cluster, apiVersion, kind, namespace, name }: ObjectKey): string {
  return JSON.stringify([cluster, apiVersion, kind, namespace ?? '', name]);
}

/** Of objects kept under {@link objectKeyText}, those of one cluster. Pure. */
export function objectsOfCluster(cluster: string, objects: ReadonlyMap<string, KubernetesObject>): KubernetesObject[] {
  const mark = `[${JSON.stringify(cluster)},`;
  return [...objects].flatMap(([key, object]) => (key.startsWith(mark) ? [object] : []));
}

/**
 * Reads objects whole, as a plan needs them. What is not there is left out;
 * what cannot be read fails the plan, because then nothing is known of it.
 *
 * @throws UnavailableError (CLUSTER_UNREACHABLE, MANIFEST_REFUSED)
 */
export async function readLive(clusters: Clusters, keys: readonly ObjectKey[]): Promise<ReadonlyMap<string, KubernetesObject>> {
  const wanted = [...new Map(keys.map(key => [objectKeyText(key), key])).values()];
  if (wanted.length > MOST_OBJECTS) throw new Error(`A plan asked for ${wanted.length} whole objects; the bound is ${MOST_OBJECTS}.`);
  const found = new Map<string, KubernetesObject>();
  for (let from = 0; from < wanted.length; from += AT_ONCE) {
    const some = wanted.slice(from, from + AT_ONCE);
    const answers = await Promise.all(some.map(key => readOne(clusters.connection(key.cluster), key)));
    some.forEach((key, index) => {
      const object = answers[index];
      if (object) found.set(objectKeyText(key), object);
    });
  }
  return found;
}

async function readOne(connection: ClusterConnection, key: ObjectKey): Promise<KubernetesObject | undefined> {
  const served = await servedResource(connection, key);
  if (!served) return undefined;
  const { status, body } = await connection.request({ method: 'GET', path: resourcePath(served, key), timeoutMs: REQUEST_MS });
  if (status === 404) return undefined;
  if (status === 200 && isObject(body)) return { ...body, apiVersion: key.apiVersion, kind: key.kind };
  const why = `cluster ${key.cluster} answered ${status} when ${key.kind} ${key.name} was read`;
  throw new UnavailableError(`The plan cannot be drawn: ${why}; check the rights of Penstock in this cluster and try again`, {
    code: 'MANIFEST_REFUSED',
    reason: `C${why.slice(1)}.`,
    remedy: 'Check the rights of Penstock in this cluster (docs/kubernetes-rbac.md), and try again.',
  });
}

function isObject(body: unknown): body is KubernetesObject {
  if (typeof body !== 'object' || body === null || !('metadata' in body)) return false;
  const { metadata } = body;
  return typeof metadata === 'object' && metadata !== null && 'name' in metadata && 'uid' in metadata;
}
