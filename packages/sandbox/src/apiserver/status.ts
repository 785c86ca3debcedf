import type { Json, JsonObject } from './json';
import type { ResourceKind } from './kinds';

/** One cause inside `details.causes` of a Status. */
export interface Cause extends JsonObject {
  reason: string;
  message: string;
  field?: string;
}

/** The `details` of a Status. */
export interface StatusDetails extends JsonObject {
  name?: string;
  group?: string;
  kind?: string;
  causes?: Cause[];
  retryAfterSeconds?: number;
}

/** What a request is refused with: a Status, its HTTP code and headers. */
export class ApiError extends Error {
  readonly code: number;
  readonly reason: string | undefined;
  readonly details: StatusDetails | undefined;
  readonly headers: Record<string, string>;
  /** Goes into `metadata` of the Status; used by an expired continue token. */
  readonly metadata: JsonObject;

  constructor(
    code: number,
    reason: string | undefined,
    message: string,
    more: {
      details?: StatusDetails;
      headers?: Record<string, string>;
      metadata?: JsonObject;
    } = {},
  ) {
    super(message);
    this.name = 'ApiError';
    this.code = code;
    this.reason = reason;
    this.details = more.details;
    this.headers = more.headers ?? {};
    this.metadata = more.metadata ?? {};
  }

  /** The body as the API server writes it. */
  body(): JsonObject {
    return {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: this.metadata,
      status: 'Failure',
      message: this.message,
      ...(this.reason === undefined ? {} : { reason: this.reason }),
      ...(this.details === undefined ? {} : { details: this.details }),
      code: this.code,
    };
  }
}

/** `pods` or `kafkas.kafka.strimzi.io`, as messages name a resource. */
export function qualifiedResource(kind: ResourceKind): string {
  return kind.group === '' ? kind.plural : `${kind.plural}.${kind.group}`;
}

function qualifiedKind(kind: ResourceKind): string {
  return kind.group === '' ? kind.kind : `${kind.kind}.${kind.group}`;
}

function resourceDetails(
  kind: ResourceKind,
  name: string | undefined,
): StatusDetails {
  return {
    ...(name === undefined || name === '' ? {} : { name }),
    ...(kind.group === '' ? {} : { group: kind.group }),
    kind: kind.plural,
  };
}

/** 400. */
export function badRequest(message: string): ApiError {
  return new ApiError(400, 'BadRequest', message);
}

/** 404 for an object. */
export function notFound(kind: ResourceKind, name: string): ApiError {
  return new ApiError(
    404,
    'NotFound',
    `${qualifiedResource(kind)} "${name}" not found`,
    { details: resourceDetails(kind, name) },
  );
}

/** 404 for a resource the server does not know, inside a group it knows. */
export function unknownResource(): ApiError {
  return new ApiError(
    404,
    'NotFound',
    'the server could not find the requested resource',
    { details: {} },
  );
}

/** 405. */
export function methodNotAllowed(): ApiError {
  return new ApiError(
    405,
    'MethodNotAllowed',
    'the server does not allow this method on the requested resource',
    { details: {} },
  );
}

/** 409 on create. */
export function alreadyExists(kind: ResourceKind, name: string): ApiError {
  return new ApiError(
    409,
    'AlreadyExists',
    `${qualifiedResource(kind)} "${name}" already exists`,
    { details: resourceDetails(kind, name) },
  );
}

/** 409 for a resourceVersion that is not the current one. */
export function staleVersion(kind: ResourceKind, name: string): ApiError {
  return new ApiError(
    409,
    'Conflict',
    `Operation cannot be fulfilled on ${qualifiedResource(
      kind,
    )} "${name}": the object has been modified; please apply your changes to the latest version and try again`,
    { details: resourceDetails(kind, name) },
  );
}

/** 409 for a failed delete precondition; its details name the kind, not the plural. */
export function failedPrecondition(
  kind: ResourceKind,
  name: string,
  message: string,
): ApiError {
  return new ApiError(
    409,
    'Conflict',
    `Operation cannot be fulfilled on ${qualifiedKind(
      kind,
    )} "${name}": ${message}`,
    {
      details: {
        name,
        ...(kind.group === '' ? {} : { group: kind.group }),
        kind: kind.kind,
      },
    },
  );
}

/** 403 with a free reason (admission, quota). */
export function forbidden(
  kind: ResourceKind,
  name: string,
  why: string,
  causes?: Cause[],
): ApiError {
  return new ApiError(
    403,
    'Forbidden',
    `${qualifiedResource(kind)}${
      name === '' ? '' : ` "${name}"`
    } is forbidden: ${why}`,
    {
      details: {
        ...resourceDetails(kind, name),
        ...(causes === undefined ? {} : { causes }),
      },
    },
  );
}

/** 422 with its causes; the message lists them as the API server does. */
export function invalid(
  kind: ResourceKind,
  name: string,
  causes: Cause[],
): ApiError {
  return invalidNamed(
    qualifiedKind(kind),
    {
      ...(name === '' ? {} : { name }),
      ...(kind.group === '' ? {} : { group: kind.group }),
      kind: kind.kind,
    },
    name,
    causes,
  );
}

/** 422 about the options of a request, such as `ListOptions`. */
export function invalidOptions(
  optionsKind: string,
  causes: Cause[],
): ApiError {
  return invalidNamed(
    `${optionsKind}.meta.k8s.io`,
    { group: 'meta.k8s.io', kind: optionsKind },
    '',
    causes,
  );
}

function invalidNamed(
  what: string,
  details: StatusDetails,
  name: string,
  causes: Cause[],
): ApiError {
  const texts = causes.map(cause =>
    cause.field === undefined
      ? cause.message
      : `${cause.field}: ${cause.message}`,
  );
  const unique = [...new Set(texts)];
  const list =
    unique.length === 1 && unique[0] !== undefined
      ? unique[0]
      : `[${unique.join(', ')}]`;
  return new ApiError(422, 'Invalid', `${what} "${name}" is invalid: ${list}`, {
    details: { ...details, causes },
  });
}

/** 415. */
export function unsupportedMediaType(accepted: string[]): ApiError {
  return new ApiError(
    415,
    'UnsupportedMediaType',
    `the body of the request was in an unknown format - accepted media types include: ${accepted.join(
      ', ',
    )}`,
  );
}

/** 422 as answered to a JSON patch that does not apply. */
export function rejectedPatch(): ApiError {
  return new ApiError(
    422,
    'Invalid',
    'the server rejected our request due to an error in our request',
    { details: {} },
  );
}

/** 501: what the sandbox leaves out, in words. */
export function notSimulated(what: string): ApiError {
  return new ApiError(
    501,
    'NotImplemented',
    `The sandbox does not simulate ${what}; use a real API server for it.`,
  );
}

/** 410 as a list answers it. */
export function expired(message: string, continueToken?: string): ApiError {
  return new ApiError(410, 'Expired', message, {
    metadata: continueToken === undefined ? {} : { continue: continueToken },
  });
}

/** The Status a delete answers with. */
export function success(kind: ResourceKind, name: string, uid: string): Json {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Success',
    details: { ...resourceDetails(kind, name), uid },
  };
}
