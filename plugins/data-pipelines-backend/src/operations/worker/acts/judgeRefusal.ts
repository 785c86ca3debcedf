import { refusalOf, type Refusal } from '../../../clusters/classify';
import type { KubernetesResponse } from '../../../clusters/ClusterConnection';
import { failing, type Failing } from '../failureCodes';
import type { Attempt, Trouble } from './Attempt';

/** What was asked of a cluster, for sentences. */
export interface Asked {
  cluster: string;
  namespace?: string;
  /** e.g. `create VolumeSnapshot pen-snap-broker-0`. */
  what: string;
}

interface Row {
  is(refusal: Refusal): boolean;
  judge(refusal: Refusal, asked: Asked): Attempt;
}

/**
 * The one table from an API server's refusal to what becomes of the act; the
 * first row that fits counts. Retried: load, faults of the server, a version
 * that moved on, a right that is missing (rights come and go; the executor
 * bounds it). Final: everything that stays refused however often it is asked.
 */
const TABLE: readonly Row[] = [
  { is: ({ status }) => status === 429, judge: (refusal, asked) => again('busy', refusal, asked) },
  { is: ({ status }) => status === 501, judge: refused },
  { is: ({ status }) => status >= 500 || status === 408, judge: (refusal, asked) => again('busy', refusal, asked) },
  { is: ({ status }) => status === 409, judge: (refusal, asked) => again('stale', refusal, asked) },
  { is: ({ status, message }) => status === 403 && /exceeded quota/.test(message), judge: quotaExceeded },
  { is: ({ status, causes }) => status === 403 && causes.includes('NamespaceTerminating'), judge: namespaceMissing },
  // an admission rule words its own reason; a missing right is always worded so
  { is: ({ status, message }) => status === 403 && !/cannot \w+ (resource|path)|^$/.test(message), judge: refused },
  { is: ({ status }) => status === 403 || status === 401, judge: (refusal, asked) => again('forbidden', refusal, asked) },
  { is: ({ status, message }) => status === 404 && /namespaces? /.test(message), judge: namespaceMissing },
  { is: ({ status }) => status === 404, judge: kindGone },
  { is: () => true, judge: refused },
];

/** What becomes of an act that was answered so. Pure. */
export function judgeRefusal(response: KubernetesResponse, asked: Asked): Attempt {
  const refusal = refusalOf(response);
  const row = TABLE.find(({ is }) => is(refusal));
  return (row?.judge ?? refused)(refusal, asked);
}

function again(kind: Trouble['kind'], refusal: Refusal, asked: Asked): Attempt {
  const { status, retryAfterSeconds } = refusal;
  return {
    result: 'again',
    trouble: {
      kind,
      sentence: `Cluster ${asked.cluster} answered ${status} to: ${asked.what}.`,
      uncertain: status >= 500 || status === 408,
      ...(retryAfterSeconds !== undefined && { afterMs: retryAfterSeconds * 1000 }),
      failing: stayed(kind, refusal, asked),
    },
  };
}

function stayed(kind: Trouble['kind'], { status, message }: Refusal, asked: Asked): Failing {
  const evidence = message === '' ? [`HTTP ${status}`] : [message];
  switch (kind) {
    case 'forbidden':
      return failing(
        'PERMISSION_MISSING',
        `Cluster ${asked.cluster} does not let Penstock ${asked.what}.`,
        `Give Penstock's service account the right that the message names${asked.namespace ? ` in ${asked.namespace}` : ''} (docs/kubernetes-rbac.md), then start the operation again.`,
        evidence,
      );
    case 'stale':
      return failing(
        'TOO_BUSY',
        `The object changed each time before Penstock could ${asked.what}.`,
        'Look at who writes it all the time, then start the operation again.',
        evidence,
      );
    default:
      return failing(
        'STEP_STUCK',
        `Cluster ${asked.cluster} kept answering ${status} when Penstock tried to ${asked.what}.`,
        'Look at the API server of the cluster, then start the operation again.',
        evidence,
      );
  }
}

function final(found: Failing): Attempt {
  return { result: 'failed', failing: found };
}

function quotaExceeded({ message }: Refusal, { namespace, what }: Asked): Attempt {
  return final(
    failing('QUOTA_EXCEEDED', `The quota of ${namespace ?? 'the namespace'} does not allow to ${what}.`, 'Raise the quota that the message names or free what it counts, then start the operation again.', [message]),
  );
}

function namespaceMissing({ message }: Refusal, { cluster, namespace, what }: Asked): Attempt {
  return final(
    failing('NAMESPACE_MISSING', `Penstock could not ${what}: the namespace ${namespace ?? ''} of ${cluster} is not there, or is being deleted.`, 'Create the namespace again or choose another, then start the operation again.', [message]),
  );
}

function kindGone({ message }: Refusal, { cluster, what }: Asked): Attempt {
  return final(failing('KIND_MISSING', `Penstock could not ${what}: cluster ${cluster} does not serve the kind any more.`, `Install its definitions in ${cluster} again, then start the operation again.`, [message]));
}

function refused({ status, message }: Refusal, { cluster, what }: Asked): Attempt {
  return final(
    failing('REFUSED', `Cluster ${cluster} refused to ${what}.`, 'Correct what the message names, then start the operation again.', [message === '' ? `HTTP ${status}` : message]),
  );
}
