import type { JsonObject, JsonValue } from '@backstage/types';
import { ASSIGNED_SECRET, namesSecret } from './secretWords';

const HIDDEN = '(not shown)';

/** Texts under these names are a program that runs, in which people write passwords. */
const PROGRAMS: readonly string[] = ['args', 'command'];
/** The password of a URL. */
const IN_URL = /(\w:\/\/[^\s/:@]+:)[^\s/@]+(?=@)/g;

/**
 * An object as pages may show it to everybody who may see its element: values
 * of environment variables, programs, the content of ConfigMaps and Secrets,
 * and what looks like a secret by its name or in a text are taken out, since
 * people keep passwords in them. Pure.
 */
export function withoutContent(object: JsonObject): JsonObject {
  const shown = hideValues(object);
  if (object.kind !== 'ConfigMap' && object.kind !== 'Secret') return shown;
  return { ...shown, ...hiddenMap('data', object.data), ...hiddenMap('binaryData', object.binaryData), ...hiddenMap('stringData', object.stringData) };
}

function hiddenMap(key: string, value: JsonValue | undefined): JsonObject {
  if (!isObject(value)) return {};
  return { [key]: Object.fromEntries(Object.keys(value).map(name => [name, HIDDEN])) };
}

function hideValues(object: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, hideField(key, value)]));
}

function hideField(key: string, value: JsonValue | undefined): JsonValue | undefined {
  if (key === 'env' && Array.isArray(value)) return value.map(hideEnv);
  if (PROGRAMS.includes(key) && (typeof value === 'string' || Array.isArray(value))) return HIDDEN;
  if (typeof value === 'string' && namesSecret(key)) return HIDDEN;
  return hide(value);
}

function hide(value: JsonValue | undefined): JsonValue | undefined {
  if (typeof value === 'string') return value.replace(ASSIGNED_SECRET, `$1${HIDDEN}`).replace(IN_URL, `$1${HIDDEN}`);
  if (Array.isArray(value)) return value.map(item => hide(item) ?? null);
  return isObject(value) ? hideValues(value) : value;
}

function hideEnv(entry: JsonValue): JsonValue {
  return isObject(entry) && 'value' in entry ? { ...entry, value: HIDDEN } : entry;
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
