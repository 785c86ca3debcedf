import type { Reply } from './Api';

/** How an API server refuses, as recorded on Kubernetes 1.36.3. */
export interface Failure {
  code: number;
  /** Undefined where the server gives none. */
  reason?: string;
  message: string | RegExp;
  /** Exactly these details, the uid of the object aside. */
  details?: Record<string, unknown>;
}

/** Checks an error answer as a whole: no field more, none less. */
export function expectFailure(reply: Reply, failure: Failure): void {
  expect(reply.status).toBe(failure.code);
  expectFailureStatus(reply.body, failure);
}

/** Checks a `Status` object, of an answer or of a watch's `ERROR` event. */
export function expectFailureStatus(status: unknown, failure: Failure): void {
  expect(withoutUid(status)).toEqual({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message:
      typeof failure.message === 'string'
        ? failure.message
        : expect.stringMatching(failure.message),
    ...(failure.reason !== undefined && { reason: failure.reason }),
    ...(failure.details && { details: failure.details }),
    code: failure.code,
  });
}

function withoutUid(status: unknown): unknown {
  if (
    typeof status !== 'object' ||
    status === null ||
    !('details' in status) ||
    typeof status.details !== 'object' ||
    status.details === null ||
    !('uid' in status.details)
  ) {
    return status;
  }
  const { uid: _uid, ...details } = status.details;
  return { ...status, details };
}
