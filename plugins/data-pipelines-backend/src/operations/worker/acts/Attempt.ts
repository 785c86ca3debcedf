import { LABEL_OPERATION } from '@penstock/backstage-plugin-data-pipelines-common';
import type { ClusterConnection, KubernetesRequest, KubernetesResponse, ServedResource } from '../../../clusters/ClusterConnection';
import { AnswerTooLargeError, ClusterUnreachableError } from '../../../clusters/ClusterUnreachableError';
import { servedResource } from '../../resourcePath';
import { failing, type Failing } from '../failureCodes';
import { valueAt } from '../sameValue';

/** Longest wait for one answer, in milliseconds. */
const REQUEST_MS = 10_000;

/** Why a try came to nothing although another may not. */
export interface Trouble {
  kind: 'unreachable' | 'busy' | 'stale' | 'forbidden';
  /** A sentence. */
  sentence: string;
  /** What the cluster asked for, in milliseconds. */
  afterMs?: number;
  /** Whether the write may have landed all the same. */
  uncertain: boolean;
  /** What it is when it stays so. */
  failing: Failing;
}

/** What one try of an act came to. */
export type Attempt =
  | { result: 'done'; uid?: string; note?: string }
  | { result: 'failed'; failing: Failing }
  | { result: 'again'; trouble: Trouble };

/**
 * Which way an act goes. Back (an undo, or a resume of writes) an object that
 * is gone needs nothing taken back; in a resume a field that somebody else has
 * set meanwhile is not paused by us any more.
 */
export type Direction = 'forward' | 'undo' | 'resume';

/** What one try is given. */
export interface AttemptInput {
  connection: ClusterConnection;
  operation: string;
  direction: Direction;
  /** The try before may have landed: look before writing. */
  uncertain: boolean;
  /**
   * Of an act that goes back: what it takes back may still be on its way to
   * the cluster, so that what is not there now has to be kept from coming.
   */
  fence: boolean;
  /** Of a creation that goes back: uid of the object whose deletion it takes back; it may be there still. */
  deletedUid?: string;
  signal: AbortSignal;
  /** Called right before a write is sent; throws when this worker may not write any more. */
  mayWrite(): void;
}

/** Sends one request; what fails below HTTP comes back as trouble. */
export async function send(input: AttemptInput, request: Omit<KubernetesRequest, 'signal' | 'timeoutMs'>): Promise<KubernetesResponse | Trouble> {
  if (request.method !== 'GET') input.mayWrite();
  try {
    return await input.connection.request({ ...request, timeoutMs: REQUEST_MS, signal: input.signal });
  } catch (error) {
    return troubleOf(error, input);
  }
}

/** Finds the resource of a kind; a failure, where the cluster does not serve it. */
export async function resourceFor(input: AttemptInput, object: { apiVersion: string; kind: string }): Promise<ServedResource | Attempt> {
  try {
    const served = await servedResource(input.connection, object);
    return served ?? { result: 'failed', failing: kindMissing(input.connection.cluster, object) };
  } catch (error) {
    return { result: 'again', trouble: troubleOf(error, input) };
  }
}

/** @throws the error itself when it is not about the connection; the reason of the signal when the work was called off */
function troubleOf(error: unknown, { connection, signal }: AttemptInput): Trouble {
  signal.throwIfAborted();
  if (!(error instanceof ClusterUnreachableError || error instanceof AnswerTooLargeError)) throw error;
  const sentence = error instanceof ClusterUnreachableError ? error.reason : error.message;
  return { kind: 'unreachable', sentence, uncertain: true, failing: failing('STEP_STUCK', sentence, `Start it again when the cluster ${connection.cluster} answers.`) };
}

/** The failure of a kind that is not served. Pure. */
export function kindMissing(cluster: string, { apiVersion, kind }: { apiVersion: string; kind: string }): Failing {
  return failing(
    'KIND_MISSING',
    `Cluster ${cluster} does not serve the kind ${kind} of ${apiVersion}.`,
    `Install the definitions of ${kind} in ${cluster} again, then start the operation again.`,
  );
}

/** Whether what {@link send} gave back is an answer. */
export function isAnswer(value: KubernetesResponse | Trouble): value is KubernetesResponse {
  return 'status' in value;
}

/** Whether what {@link resourceFor} gave back is a resource. */
export function isResource(value: ServedResource | Attempt): value is ServedResource {
  return 'resource' in value;
}

/** The uid of an object; undefined where it has none. Pure. */
export function uidOf(object: unknown): string | undefined {
  const uid = valueAt(object, ['metadata', 'uid']);
  return typeof uid === 'string' ? uid : undefined;
}

/** Whether an object carries the label of the operation. Pure. */
export function isOurs(object: unknown, operation: string): boolean {
  return valueAt(object, ['metadata', 'labels', LABEL_OPERATION]) === operation;
}
