import type { JsonValue } from '@backstage/types';
import { quantityOrUndefined } from '@penstock/backstage-plugin-data-pipelines-common';
import { isRecord } from '../manifests/manifest';

/**
 * Whether two values of a field mean the same to an API server: quantities
 * come back canonical (`1024Mi` as `1Gi`), and null is as good as absent. Pure.
 */
export function sameValue(left: unknown, right: unknown): boolean {
  if ((left ?? undefined) === (right ?? undefined)) return true;
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((item, index) => sameValue(item, right[index]));
  }
  if (isRecord(left) && isRecord(right)) {
    return [...new Set([...Object.keys(left), ...Object.keys(right)])].every(key => sameValue(left[key], right[key]));
  }
  const amount = quantityOrUndefined(left);
  return amount !== undefined && amount === quantityOrUndefined(right);
}

/** The value at a path; undefined when there is none. Pure. */
export function valueAt(object: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>((value, key) => {
    if (Array.isArray(value)) return typeof key === 'number' ? value[key] : undefined;
    return isRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  }, object);
}

/** A path as people read it: `spec.storage.volumes[0].size`. Pure. */
export function pathText(path: readonly (string | number)[]): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`;
    if (/[./]/.test(key)) return `${text}["${key}"]`;
    return text === '' ? key : `${text}.${key}`;
  }, '');
}

/** A value as it stands in a sentence; bounded. Pure. */
export function valueText(value: JsonValue | unknown): string {
  if (value === undefined || value === null) return 'nothing';
  const text = typeof value === 'string' ? value : JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}
