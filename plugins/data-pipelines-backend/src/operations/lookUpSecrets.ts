import type { ClusterConnection, Clusters } from '../clusters/ClusterConnection';
import { secretKey, type NamedSecret, type SecretNames, type SecretState } from './plan/storageSecrets';

const REQUEST_MS = 10_000;
const AT_ONCE = 8;
/** So many are looked up for one plan; of the others nothing is known. */
const MOST_SECRETS = 200;
/** The API server then answers with names and labels only: what a Secret holds never leaves it. */
const METADATA_ONLY = 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1';

async function lookUp(connection: ClusterConnection, { namespace, name }: NamedSecret): Promise<SecretState> {
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/secrets/${encodeURIComponent(name)}`;
  try {
    const { status } = await connection.request({ method: 'GET', path, accept: METADATA_ONLY, timeoutMs: REQUEST_MS });
    if (status === 200) return { state: 'there' };
    if (status === 404) return { state: 'missing' };
    return { state: 'not-readable', reason: status === 403 ? 'Penstock may not ask' : `cluster ${connection.cluster} answered ${status}` };
  } catch {
    return { state: 'not-readable', reason: `cluster ${connection.cluster} did not answer` };
  }
}

/**
 * Whether Secrets exist, by their text form. Asks for metadata only, keeps
 * nothing of the answer, and never throws: what cannot be asked is said so.
 */
export async function lookUpSecrets(clusters: Pick<Clusters, 'connection'>, { named }: SecretNames): Promise<ReadonlyMap<string, SecretState>> {
  const wanted = named.filter(({ inNewNamespace }) => !inNewNamespace).slice(0, MOST_SECRETS);
  const found = new Map<string, SecretState>();
  for (let from = 0; from < wanted.length; from += AT_ONCE) {
    await Promise.all(wanted.slice(from, from + AT_ONCE).map(async secret => found.set(secretKey(secret), await lookUp(clusters.connection(secret.cluster), secret))));
  }
  return found;
}
