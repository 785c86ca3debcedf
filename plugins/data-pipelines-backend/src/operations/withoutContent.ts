import type { JsonObject, JsonValue } from '@backstage/types';

const HIDDEN = '(not shown)';

/**
 * An object as pages may show it to everybody who may see the operation: values
 * of environment variables and the content of ConfigMaps are taken out, since
 * people keep passwords in them. Pure.
 */
export function withoutContent(object: JsonObject): JsonObject {
  const shown = hideValues(object);
  if (object.kind !== 'ConfigMap') return shown;
  return { ...shown, ...hiddenMap('data', object.data), ...hiddenMap('binaryData', object.binaryData) };
}

function hiddenMap(key: string, value: JsonValue | undefined): JsonObject {
  if (!isObject(value)) return {};
  return { [key]: Object.fromEntries(Object.keys(value).map(name => [name, HIDDEN])) };
}

function hideValues(object: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, key === 'env' && Array.isArray(value) ? value.map(hideEnv) : hide(value)]));
}

function hide(value: JsonValue | undefined): JsonValue | undefined {
  if (Array.isArray(value)) return value.map(item => hide(item) ?? null);
  return isObject(value) ? hideValues(value) : value;
}

function hideEnv(entry: JsonValue): JsonValue {
  return isObject(entry) && 'value' in entry ? { ...entry, value: HIDDEN } : entry;
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
