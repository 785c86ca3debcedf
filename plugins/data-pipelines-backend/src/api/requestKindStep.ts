import { InputError } from '@backstage/errors';
import Ajv, { type ErrorObject, type ValidateFunction } from 'ajv';
import type { NextFunction, Request, Response } from 'express';
import { spec } from '../schema/openapi/generated/router';

const SCHEMA_OF_KIND: Readonly<Record<string, string>> = {
  expand: 'ExpandRequest',
  snapshot: 'SnapshotRequest',
  restore: 'RestoreRequest',
  clone: 'CloneRequest',
  delete: 'DeleteRequest',
  undo: 'UndoRequest',
  'remove-leftovers': 'RemoveLeftoversRequest',
};

/**
 * Checks the request of an operation against the one schema of its kind. The
 * API document's own check comes after it; of a request that fits none of
 * several schemas that can only say what the first one misses.
 */
export function createRequestKindStep(): (request: Request, response: Response, next: NextFunction) => void {
  const ajv = new Ajv({ allErrors: true, strict: false });
  ajv.addSchema({ $id: 'api', components: spec.components });
  const validators = new Map<string, ValidateFunction>();
  const validatorOf = (kind: string) => {
    const known = validators.get(kind) ?? ajv.compile({ $ref: `api#/components/schemas/${SCHEMA_OF_KIND[kind]}` });
    validators.set(kind, known);
    return known;
  };
  return (request, _response, next) => {
    const isPost = request.method === 'POST';
    if (isPost && request.path === '/plans' && recordOf(request.body) === undefined) {
      next(refused('the body must be an object, the request of an operation'));
      return;
    }
    const found = isPost ? operationRequestIn(request.path, request.body) : undefined;
    if (found === undefined) {
      next();
      return;
    }
    const { kind } = found;
    if (typeof kind !== 'string' || !Object.hasOwn(SCHEMA_OF_KIND, kind)) {
      next(refused(`the kind of operation must be one of ${Object.keys(SCHEMA_OF_KIND).join(', ')}`));
      return;
    }
    const validate = validatorOf(kind);
    next(validate(found) ? undefined : refused((validate.errors ?? []).map(error => words(kind, error)).join('; ')));
  };
}

/** The part of the body that is the request of an operation; undefined where the document's own check says enough. */
function operationRequestIn(path: string, body: unknown): Record<string, unknown> | undefined {
  if (path === '/plans') return recordOf(body);
  return path === '/operations' ? recordOf(recordOf(body)?.request) : undefined;
}

function recordOf(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
}

function words(kind: string, { instancePath, message = 'is wrong', keyword, params }: ErrorObject): string {
  const field = instancePath.slice(1).replaceAll('/', '.');
  const extra: unknown = keyword === 'additionalProperties' && 'additionalProperty' in params ? params.additionalProperty : undefined;
  if (typeof extra === 'string') return `a request to ${kind} has no field ${extra.slice(0, 100)}`;
  return `${field === '' ? `a request to ${kind}` : `the field ${field}`} ${message}`;
}

/** Nothing but the reason: the router keeps no more of an error than its message, and the last step of the API words the rest. */
function refused(why: string): InputError {
  return new InputError(why);
}
