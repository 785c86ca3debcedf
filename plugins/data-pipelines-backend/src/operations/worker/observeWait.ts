import type { JsonObject } from '@backstage/types';
import { isDeepStrictEqual } from 'node:util';
import type { KubernetesObject, Observation, ObservedMetrics, ObservedObjects, PlannedWait, Watched } from '@penstock/backstage-plugin-data-pipelines-node';
import type { ClusterConnection, KubernetesRequest, ServedResource } from '../../clusters/ClusterConnection';
import { ClusterUnreachableError } from '../../clusters/ClusterUnreachableError';
import { refusalOf } from '../../clusters/classify';
import { isRecord } from '../manifests/manifest';
import { resourcePath, servedResource } from '../resourcePath';
import { eachAtOnce } from './eachAtOnce';
import { valueAt } from './sameValue';
import type { WorkerContext } from './WorkerContext';

const READ_MS = 10_000;
const READS_AT_ONCE = 8;
const PAGE = 500;
const MOST_PAGES = 20;
const MOST_FOLLOWED = 400;

/** What a look gave, and whether the cluster could be read at all. */
export interface Look {
  observation: Observation;
  readable: boolean;
  /** Where it could not be read: that the cluster cannot be reached, or answers with faults of its own, rather than that it refuses. */
  away?: true;
}

/** The API server answered that it cannot answer now. */
class ServerFaultError extends Error {
  override readonly name = 'ServerFaultError';
}

/** Who looks, and what is known besides the objects. */
export interface LookInput {
  operation: string;
  facts: Readonly<Record<string, JsonObject>>;
  signal: AbortSignal;
}

/** What a look needs from outside. */
export type LookContext = Pick<WorkerContext, 'observers' | 'connection' | 'measure'> & { clock: Pick<WorkerContext['clock'], 'now'> };

/**
 * Reads what a wait watches from the API servers and asks its observer. What
 * cannot be read, or is read by nobody, is unknown with the reason.
 *
 * @throws the reason of `signal` when the work is called off
 */
export async function observeWait(context: LookContext, wait: PlannedWait, input: LookInput): Promise<Look> {
  const observer = context.observers.get(wait.observer);
  if (!observer) return unknown(`Nothing that is installed can tell what ${wait.observer} sees.`, true);
  const seen: ObservedObjects[] = [];
  const serverTimes: Record<string, Date> = {};
  const read: Read = { context, signal: input.signal, noteTime: (cluster, time) => (serverTimes[cluster] = time) };
  try {
    await eachAtOnce(wait.objects, READS_AT_ONCE, async (watched, index) => {
      seen[index] = { watched, objects: await readWatched(read, watched) };
    });
    const followed = seen.flatMap(followedFrom);
    if (followed.length > MOST_FOLLOWED) throw new Error(`${followed.length} objects are named by those that are watched; the bound is ${MOST_FOLLOWED}.`);
    await eachAtOnce(followed, READS_AT_ONCE, async (watched, index) => {
      seen[wait.objects.length + index] = { watched, objects: await readWatched(read, watched) };
    });
  } catch (error) {
    input.signal.throwIfAborted();
    const isAway = error instanceof ClusterUnreachableError || error instanceof ServerFaultError;
    return { ...unknown(error instanceof Error ? error.message : String(error), false), ...(isAway && { away: true }) };
  }
  // after the objects: what is measured is never older than what it is compared with
  const measured = await measure(context, wait, input.signal);
  try {
    const observation = observer({ seen, ...(measured && { measured }), params: wait.params, facts: input.facts, operation: input.operation, now: new Date(context.clock.now()), serverTimes });
    return { observation, readable: true };
  } catch (error) {
    return unknown(`What ${wait.observer} sees could not be judged: ${error instanceof Error ? error.message : String(error)}.`, true);
  }
}

/** @throws the reason of `signal` when the work is called off */
async function measure(context: LookContext, { metrics }: PlannedWait, signal: AbortSignal): Promise<readonly ObservedMetrics[] | undefined> {
  if (!metrics) return undefined;
  const nothing = { answer: () => ({ state: 'not-measured', reason: 'Nothing that could be asked for metrics is configured' }) as const };
  const measured: ObservedMetrics[] = [];
  for (const watched of metrics) {
    measured.push({ watched, metrics: (await context.measure?.(watched, signal)) ?? nothing });
    signal.throwIfAborted();
  }
  return measured;
}

/** What a field of the objects names. Pure. */
function followedFrom({ watched, objects }: ObservedObjects): Watched[] {
  const { cluster, follow } = watched;
  if (!follow) return [];
  const { apiVersion, kind, path } = follow;
  const names = new Set(objects.map(object => valueAt(object, path)).filter(name => typeof name === 'string'));
  return [...names].map(name => ({ by: 'name', cluster, apiVersion, kind, name }));
}

/** Whether two observations say the same. Pure. */
export function saysTheSame(left: Observation | undefined, right: Observation): boolean {
  return isDeepStrictEqual(left, JSON.parse(JSON.stringify(right)));
}

function unknown(reason: string, readable: boolean): Look {
  return { observation: { state: 'unknown', reason }, readable };
}

/** One look in progress. */
interface Read {
  context: LookContext;
  signal: AbortSignal;
  /** The clock of a cluster, as its answer tells it. */
  noteTime(cluster: string, time: Date): void;
}

/** @throws Error with a sentence when the objects cannot be read */
async function readWatched(read: Read, watched: Watched): Promise<readonly KubernetesObject[]> {
  const connection = read.context.connection(watched.cluster);
  const served = await servedResource(connection, watched);
  if (!served) throw new Error(`Cluster ${watched.cluster} does not serve the kind ${watched.kind} of ${watched.apiVersion}.`);
  return watched.by === 'name' ? readOne(connection, watched, served, read) : readAll(connection, watched, served, read);
}

async function readOne(connection: ClusterConnection, watched: Extract<Watched, { by: 'name' }>, served: ServedResource, read: Read) {
  const { status, body } = await get(connection, { path: resourcePath(served, watched) }, watched, [200, 404], read);
  return status === 404 ? [] : [objectOf(body, watched)];
}

async function readAll(connection: ClusterConnection, watched: Extract<Watched, { by: 'labels' }>, served: ServedResource, read: Read) {
  const found: KubernetesObject[] = [];
  const labelSelector = Object.entries(watched.labels).map(([name, value]) => `${name}=${value}`).join(',');
  let token: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const query: Record<string, string> = { labelSelector, limit: String(PAGE), ...(token !== undefined && { continue: token }) };
    // an expired token is an answer like any other: the next look lists anew
    const { body } = await get(connection, { path: resourcePath(served, watched), query }, watched, [200], read);
    const items: unknown[] = isRecord(body) && Array.isArray(body.items) ? body.items : [];
    found.push(...items.map(item => objectOf(item, watched)));
    const metadata = isRecord(body) && isRecord(body.metadata) ? body.metadata : {};
    token = typeof metadata.continue === 'string' && metadata.continue !== '' ? metadata.continue : undefined;
    if (token === undefined) return found;
  }
  throw new Error(`Cluster ${watched.cluster} has more than ${PAGE * MOST_PAGES} objects of the kind ${watched.kind} with the labels ${labelSelector}, which is the bound.`);
}

async function get(connection: ClusterConnection, request: Omit<KubernetesRequest, 'method'>, { cluster, kind }: Watched, good: readonly number[], { signal, noteTime }: Read) {
  const response = await connection.request({ ...request, signal, method: 'GET', timeoutMs: READ_MS });
  const time = new Date(response.headers.date ?? NaN);
  if (Number.isFinite(time.getTime())) noteTime(cluster, time);
  if (good.includes(response.status)) return response;
  const { message } = refusalOf(response);
  const sentence = `Cluster ${cluster} answers ${response.status} when Penstock reads ${kind}${message === '' ? '.' : `: ${message}`}`;
  throw response.status >= 500 || response.status === 429 ? new ServerFaultError(sentence) : new Error(sentence);
}

/** Items of a list come without kind and version. */
function objectOf(value: unknown, { apiVersion, kind, cluster }: Watched): KubernetesObject {
  const metadata = isRecord(value) ? value.metadata : undefined;
  if (!isRecord(value) || !isRecord(metadata) || typeof metadata.name !== 'string' || typeof metadata.uid !== 'string') {
    throw new Error(`Cluster ${cluster} answers with something that is no ${kind}.`);
  }
  return { ...value, apiVersion, kind, metadata: { ...metadata, name: metadata.name, uid: metadata.uid } };
}
