import type { KubernetesResponse } from './ClusterConnection';
import type { UnreachableClass } from './ClusterUnreachableError';

/**
 * What an API server said when it did not do what was asked: the HTTP status
 * joined with the fields of its `Status` object, where it sent one.
 */
export interface Refusal {
  /** HTTP status, or `code` of a Status that came inside a watch. */
  status: number;
  /** e.g. `Expired`, `Forbidden`; absent on plain text answers. */
  reason?: string;
  message: string;
  /** `reason` of each entry of `details.causes`. */
  causes: readonly string[];
  /** From the header or from `details.retryAfterSeconds`. */
  retryAfterSeconds?: number;
}

/** Reads a refusal out of an answer or out of the object of a watch's ERROR event. */
export function refusalOf({ status, body, headers }: Pick<KubernetesResponse, 'body'> & Partial<KubernetesResponse>): Refusal {
  const fields = recordOf(body);
  const details = recordOf(fields.details);
  const causes = Array.isArray(details.causes) ? details.causes : [];
  const retryAfter = Number(headers?.['retry-after'] ?? details.retryAfterSeconds);
  const text = typeof body === 'string' ? body : fields.message;
  return {
    status: status ?? (typeof fields.code === 'number' ? fields.code : 0),
    reason: typeof fields.reason === 'string' ? fields.reason : undefined,
    message: typeof text === 'string' ? text.trim().slice(0, 300) : '',
    causes: causes.map(cause => String(recordOf(cause).reason ?? '')),
    retryAfterSeconds: Number.isFinite(retryAfter) && retryAfter > 0 ? retryAfter : undefined,
  };
}

/** The position asked for is compacted away. */
export function isExpired({ status, reason }: Refusal): boolean {
  return status === 410 || reason === 'Expired' || reason === 'Gone';
}

/** The server has not reached the position asked for, e.g. after a restore of its store. */
export function isVersionTooLarge({ status, causes, message }: Refusal): boolean {
  return status === 504 && (causes.includes('ResourceVersionTooLarge') || message.includes('Too large resource version'));
}

/** Load shedding; the text form comes from priority and fairness and has no reason. */
export function isTooManyRequests({ status, reason }: Refusal): boolean {
  return status === 429 || reason === 'TooManyRequests';
}

/** A fault inside the server that may pass by itself. */
export function isInternalError({ status, reason }: Refusal): boolean {
  return reason === 'InternalError' || (status === 500 && reason === undefined);
}

/** The credentials are not accepted. */
export function isUnauthorized({ status }: Refusal): boolean {
  return status === 401;
}

/** The credentials are accepted but lack the right. */
export function isForbidden({ status }: Refusal): boolean {
  return status === 403;
}

/** The path is not served: the kind is not installed (any more). */
export function isNotServed({ status }: Refusal): boolean {
  return status === 404;
}

/** What the inventory does next after a refusal. */
export type Reaction = 'retry' | 'relist' | 'denied' | 'unauthorized' | 'gone' | 'internal' | 'back-off';

/**
 * One table from refusal to reaction: `retry` = same position again after a
 * pause, `relist` = position lost, `gone` = kind not served, `back-off` =
 * anything unexplained.
 */
export function reactionTo(refusal: Refusal): Reaction {
  if (isExpired(refusal) || isVersionTooLarge(refusal)) return 'relist';
  if (isTooManyRequests(refusal)) return 'retry';
  if (isUnauthorized(refusal)) return 'unauthorized';
  if (isForbidden(refusal)) return 'denied';
  if (isNotServed(refusal)) return 'gone';
  if (isInternalError(refusal)) return 'internal';
  return 'back-off';
}

/** The errno, OpenSSL or client code of an error, also of one wrapped in another. */
export function errnoOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  if ('code' in error && typeof error.code === 'string') return error.code;
  if ('name' in error && error.name === 'TimeoutError') return 'ETIMEDOUT';
  // One entry per address that was tried; they fail alike.
  if ('errors' in error && Array.isArray(error.errors) && error.errors.length > 0) return errnoOf(error.errors[0]);
  return 'cause' in error ? errnoOf(error.cause) : undefined;
}

export function isConnectionRefused(errno: string | undefined): boolean {
  return errno === 'ECONNREFUSED';
}

export function isDnsFailure(errno: string | undefined): boolean {
  return errno === 'ENOTFOUND' || (errno?.startsWith('EAI_') ?? false);
}

const TIMEOUTS = ['ETIMEDOUT', 'UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT'];

export function isTimeout(errno: string | undefined): boolean {
  return errno !== undefined && TIMEOUTS.includes(errno);
}

const CERTIFICATE_CODES = /^(CERT_|CRL_|ERR_TLS_|ERR_SSL_|ERR_OSSL_|DEPTH_ZERO_SELF_SIGNED|SELF_SIGNED_CERT|UNABLE_TO_|INVALID_CA|HOSTNAME_MISMATCH)|^EPROTO$/;

export function isTlsFailure(errno: string | undefined): boolean {
  return errno !== undefined && CERTIFICATE_CODES.test(errno);
}

/** The class under which a failure below HTTP is shown. */
export function unreachableClassOf(errno: string | undefined): UnreachableClass {
  if (isConnectionRefused(errno)) return 'refused';
  if (isDnsFailure(errno)) return 'dns';
  if (isTlsFailure(errno)) return 'tls';
  if (isTimeout(errno)) return 'timeout';
  return 'other';
}

/** What is said of a cluster at `host` that failed so; holds no secret and nothing that the server sent. */
export function unreachableSentence(cluster: string, host: string, errno: string | undefined): string {
  switch (unreachableClassOf(errno)) {
    case 'refused':
      return `Cluster ${cluster}: ${host} refuses connections.`;
    case 'dns':
      return `Cluster ${cluster}: the name of ${host} cannot be resolved.`;
    case 'tls':
      return `Cluster ${cluster}: the TLS connection to ${host} failed (${errno}).`;
    case 'timeout':
      return `Cluster ${cluster}: ${host} did not answer in time.`;
    default:
      return `Cluster ${cluster}: the connection to ${host} broke${errno ? ` (${errno})` : ''}.`;
  }
}

function recordOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}
