import type { Failure } from './expectFailure';

/** There is no object of that name; `resource` with its group where it has one, as in a path. */
export function notFound(resource: string, name: string): Failure {
  return {
    code: 404,
    reason: 'NotFound',
    message: `${resource} "${name}" not found`,
    details: { name, kind: resource },
  };
}

/** The request makes no sense, whatever there is. */
export function badRequest(message: string): Failure {
  return { code: 400, reason: 'BadRequest', message };
}

/** What a refusal is about; options of a request have a group and no name. */
export interface Refused {
  kind: string;
  group?: string;
  name?: string;
}

/** Why one field of it is refused; the server says the message twice. */
export interface FieldProblem {
  field: string;
  reason:
    | 'FieldValueForbidden'
    | 'FieldValueInvalid'
    | 'FieldValueNotSupported'
    | 'FieldValueRequired';
  message: string;
}

/** One field has a value that it cannot have. */
export function invalidField(
  { kind, group, name }: Refused,
  { field, reason, message }: FieldProblem,
): Failure {
  const full = group === undefined ? kind : `${kind}.${group}`;
  return {
    code: 422,
    reason: 'Invalid',
    message: `${full} "${name ?? ''}" is invalid: ${field}: ${message}`,
    details: {
      ...(name !== undefined && { name }),
      ...(group !== undefined && { group }),
      kind,
      causes: [{ reason, message, field }],
    },
  };
}
