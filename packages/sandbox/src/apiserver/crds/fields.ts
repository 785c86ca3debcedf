import type { Schema } from '../schema/Schema';

/** A text, one of the given ones if any are given. */
export function text(...allowed: string[]): Schema {
  return allowed.length > 0
    ? { type: 'string', enum: allowed }
    : { type: 'string' };
}

/** A whole number, at least `minimum` if given. */
export function whole(minimum?: number): Schema {
  return minimum === undefined
    ? { type: 'integer' }
    : { type: 'integer', minimum };
}

/** True or false. */
export const FLAG: Schema = { type: 'boolean' };

/** A number or a text, such as a port or a percentage. */
export const INT_OR_TEXT: Schema = { 'x-kubernetes-int-or-string': true };

/** A Kubernetes quantity. */
export const QUANTITY: Schema = {
  'x-kubernetes-int-or-string': true,
  pattern:
    '^(\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))(([KMGTPE]i)|[numkMGTPE]|([eE](\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))))?$',
};

/** An object whose inside is not described here: everything is kept. */
export const OPEN: Schema = {
  type: 'object',
  'x-kubernetes-preserve-unknown-fields': true,
};

/** Any value at all. */
export const ANY: Schema = { 'x-kubernetes-preserve-unknown-fields': true };

/** An object with these members only. */
export function record(
  properties: { [name: string]: Schema },
  ...required: string[]
): Schema {
  return required.length > 0
    ? { type: 'object', properties, required }
    : { type: 'object', properties };
}

/** A list. */
export function list(items: Schema): Schema {
  return { type: 'array', items };
}

/** A list owned and merged item by item under one key. */
export function keyedList(key: string, items: Schema): Schema {
  return {
    type: 'array',
    items,
    'x-kubernetes-list-type': 'map',
    'x-kubernetes-list-map-keys': [key],
  };
}

/** Texts under free names. */
export const TEXTS: Schema = {
  type: 'object',
  additionalProperties: { type: 'string' },
};

/** Requests and limits. */
export const RESOURCES: Schema = record({
  claims: list(OPEN),
  requests: { type: 'object', additionalProperties: QUANTITY },
  limits: { type: 'object', additionalProperties: QUANTITY },
});

/** Members that share one schema. */
export function each(
  names: string,
  schema: Schema,
): { [name: string]: Schema } {
  return Object.fromEntries(names.split(' ').map(name => [name, schema]));
}

