import { isObject, Json, JsonObject } from '../json';
import type { Cause } from '../status';
import type { Schema } from './Schema';

/**
 * Checks an object against its structural schema. Causes carry the words and
 * reasons of the API server (1.36), in the order of the fields.
 */
export function validateSchema(schema: Schema, object: JsonObject): Cause[] {
  const causes: Cause[] = [];
  checkObject(schema, object, '', causes);
  return causes;
}

/** Fills in the defaults that the schema names, where a member is absent. */
export function applyDefaults(schema: Schema, value: Json): Json {
  if (Array.isArray(value)) {
    const { items } = schema;
    return items === undefined
      ? value
      : value.map(item => applyDefaults(items, item));
  }
  if (!isObject(value)) {
    return value;
  }
  const filled: JsonObject = { ...value };
  for (const [key, property] of Object.entries(schema.properties ?? {})) {
    const member = filled[key];
    if (member !== undefined && member !== null) {
      filled[key] = applyDefaults(property, member);
    } else if (property.default !== undefined) {
      filled[key] = applyDefaults(property, property.default);
    } else if (member === null && property.nullable !== true) {
      // A null that may not be stays for the validator only when required.
      if (!(schema.required ?? []).includes(key)) {
        delete filled[key];
      }
    }
  }
  return filled;
}

function check(schema: Schema, value: Json, path: string, out: Cause[]): void {
  if (value === null) {
    if (schema.nullable !== true) {
      out.push(wrongType(schema.type ?? 'object', 'null', path));
    }
    return;
  }
  if (schema['x-kubernetes-int-or-string'] === true) {
    if (typeof value !== 'string' && !Number.isInteger(value)) {
      out.push(wrongType('integer,string', typeName(value), path));
      return;
    }
  } else if (schema.type !== undefined && !hasType(schema.type, value)) {
    out.push(wrongType(schema.type, typeName(value), path));
    return;
  }
  checkEnum(schema, value, path, out);
  if (Array.isArray(value)) {
    checkArray(schema, value, path, out);
  } else if (isObject(value)) {
    checkObject(schema, value, path, out);
  } else if (typeof value === 'string') {
    checkString(schema, value, path, out);
  } else if (typeof value === 'number') {
    checkNumber(schema, value, path, out);
  }
}

function checkObject(
  schema: Schema,
  value: JsonObject,
  path: string,
  out: Cause[],
): void {
  const at = (key: string) => (path === '' ? key : `${path}.${key}`);
  for (const [key, member] of Object.entries(value)) {
    const extra = schema.additionalProperties;
    const inner =
      schema.properties?.[key] ?? (isObject(extra) ? extra : undefined);
    if (inner !== undefined && member !== undefined) {
      check(inner, member, at(key), out);
    }
  }
  for (const key of schema.required ?? []) {
    if (value[key] === undefined) {
      out.push({
        reason: 'FieldValueRequired',
        message: 'Required value',
        field: at(key),
      });
    }
  }
}

function checkArray(
  schema: Schema,
  value: Json[],
  path: string,
  out: Cause[],
): void {
  if (schema.minItems !== undefined && value.length < schema.minItems) {
    out.push({
      reason: 'FieldValueInvalid',
      message: `Invalid value: ${value.length}: ${path} in body should have at least ${schema.minItems} items`,
      field: path,
    });
  }
  if (schema.maxItems !== undefined && value.length > schema.maxItems) {
    out.push({
      reason: 'FieldValueTooMany',
      message: `Too many: ${value.length}: must have at most ${schema.maxItems} items`,
      field: path,
    });
  }
  const { items } = schema;
  if (items !== undefined) {
    value.forEach((item, index) =>
      check(items, item, `${path}[${index}]`, out),
    );
  }
  checkListKeys(schema, value, path, out);
}

function checkListKeys(
  schema: Schema,
  value: Json[],
  path: string,
  out: Cause[],
): void {
  const keys = schema['x-kubernetes-list-map-keys'] ?? [];
  if (schema['x-kubernetes-list-type'] !== 'map' || keys.length === 0) {
    return;
  }
  const seen = new Set<string>();
  value.forEach((item, index) => {
    const identity: JsonObject = {};
    for (const key of keys) {
      identity[key] = isObject(item) ? item[key] : undefined;
    }
    const text = JSON.stringify(identity);
    if (seen.has(text)) {
      out.push({
        reason: 'FieldValueDuplicate',
        message: `Duplicate value: ${text}`,
        field: `${path}[${index}]`,
      });
    }
    seen.add(text);
  });
}

function checkEnum(
  schema: Schema,
  value: Json,
  path: string,
  out: Cause[],
): void {
  if (schema.enum !== undefined && !schema.enum.includes(value)) {
    const supported = schema.enum
      .map(entry => JSON.stringify(entry))
      .join(', ');
    out.push({
      reason: 'FieldValueNotSupported',
      message: `Unsupported value: ${JSON.stringify(
        value,
      )}: supported values: ${supported}`,
      field: path,
    });
  }
}

function checkString(
  schema: Schema,
  value: string,
  path: string,
  out: Cause[],
): void {
  if (
    schema.pattern !== undefined &&
    !new RegExp(schema.pattern).test(value)
  ) {
    out.push({
      reason: 'FieldValueInvalid',
      message: `Invalid value: ${JSON.stringify(
        value,
      )}: ${path} in body should match '${schema.pattern}'`,
      field: path,
    });
  }
  if (schema.minLength !== undefined && value.length < schema.minLength) {
    out.push({
      reason: 'FieldValueInvalid',
      message: `Invalid value: ${JSON.stringify(
        value,
      )}: ${path} in body should be at least ${schema.minLength} chars long`,
      field: path,
    });
  }
  if (schema.maxLength !== undefined && value.length > schema.maxLength) {
    out.push({
      reason: 'FieldValueTooLong',
      message: `Too long: may not be more than ${schema.maxLength} bytes`,
      field: path,
    });
  }
}

function checkNumber(
  schema: Schema,
  value: number,
  path: string,
  out: Cause[],
): void {
  if (schema.minimum !== undefined && value < schema.minimum) {
    out.push({
      reason: 'FieldValueInvalid',
      message: `Invalid value: ${value}: ${path} in body should be greater than or equal to ${schema.minimum}`,
      field: path,
    });
  }
  if (schema.maximum !== undefined && value > schema.maximum) {
    out.push({
      reason: 'FieldValueInvalid',
      message: `Invalid value: ${value}: ${path} in body should be less than or equal to ${schema.maximum}`,
      field: path,
    });
  }
}

function hasType(type: string, value: Json): boolean {
  switch (type) {
    case 'object':
      return isObject(value);
    case 'array':
      return Array.isArray(value);
    case 'integer':
      return Number.isInteger(value);
    case 'number':
      return typeof value === 'number';
    default:
      return typeof value === type;
  }
}

function typeName(value: Json): string {
  if (Array.isArray(value)) {
    return 'array';
  }
  if (typeof value === 'number') {
    return Number.isInteger(value) ? 'integer' : 'number';
  }
  return value === null ? 'null' : typeof value;
}

function wrongType(expected: string, actual: string, path: string): Cause {
  return {
    reason: 'FieldValueTypeInvalid',
    message: `Invalid value: "${actual}": ${path} in body must be of type ${expected}: "${actual}"`,
    field: path,
  };
}
