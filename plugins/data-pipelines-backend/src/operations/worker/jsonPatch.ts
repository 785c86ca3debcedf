import type { FieldChange } from '@penstock/backstage-plugin-data-pipelines-node';
import { isRecord } from '../manifests/manifest';
import { valueAt } from './sameValue';

/** One operation of RFC 6902. */
export interface JsonPatchOperation {
  op: 'test' | 'add' | 'replace' | 'remove';
  path: string;
  value?: unknown;
}

/**
 * The changes as a JSON patch that applies only to the version that was read.
 * Maps that are missing on the way are made; a missing list is not, because
 * an index in it would be a guess. Pure.
 *
 * @returns undefined when a path cannot lead anywhere in this object
 */
export function jsonPatchOf(object: unknown, changes: readonly FieldChange[]): JsonPatchOperation[] | undefined {
  const work: unknown = structuredClone(object);
  const version = valueAt(object, ['metadata', 'resourceVersion']);
  const operations: JsonPatchOperation[] = [{ op: 'test', path: '/metadata/resourceVersion', value: version }];
  for (const { path, to, emptied } of changes) {
    const made = to === undefined ? removal(work, outermost(work, path, emptied)) : setting(work, path, to);
    if (made === undefined) return undefined;
    operations.push(...made);
  }
  return operations;
}

function setting(work: unknown, path: FieldChange['path'], to: unknown): JsonPatchOperation[] | undefined {
  const operations: JsonPatchOperation[] = [];
  let parent = work;
  for (let depth = 0; depth < path.length - 1; depth += 1) {
    const next: unknown = valueAt(parent, [path[depth]]);
    if (next === undefined || next === null) {
      if (typeof path[depth + 1] === 'number' || !put(parent, path[depth], {})) return undefined;
      operations.push({ op: 'add', path: pointer(path.slice(0, depth + 1)), value: {} });
    }
    parent = valueAt(parent, [path[depth]]);
  }
  const last = path[path.length - 1];
  const isThere = valueAt(parent, [last]) !== undefined;
  if (last === undefined || !put(parent, last, to)) return undefined;
  return [...operations, { op: isThere ? 'replace' : 'add', path: pointer(path), value: to }];
}

/** The path itself, or that of a map above it in which nothing else is. */
function outermost(work: unknown, path: FieldChange['path'], emptied = 0): FieldChange['path'] {
  const above = path.slice(0, -1);
  const map = valueAt(work, above);
  const isAlone = emptied > 0 && above.length > 0 && isRecord(map) && Object.keys(map).length === 1 && valueAt(work, path) !== undefined;
  return isAlone ? outermost(work, above, emptied - 1) : path;
}

function removal(work: unknown, path: FieldChange['path']): JsonPatchOperation[] | undefined {
  const parent = valueAt(work, path.slice(0, -1));
  const last = path[path.length - 1];
  if (last === undefined || valueAt(parent, [last]) === undefined) return undefined;
  if (Array.isArray(parent) && typeof last === 'number') parent.splice(last, 1);
  else if (isRecord(parent)) delete parent[last];
  return [{ op: 'remove', path: pointer(path) }];
}

/** @returns false when the key does not fit the parent */
function put(parent: unknown, key: string | number, value: unknown): boolean {
  if (Array.isArray(parent)) {
    if (typeof key !== 'number' || key > parent.length) return false;
    parent[key] = value;
    return true;
  }
  if (!isRecord(parent)) return false;
  parent[key] = value;
  return true;
}

/** RFC 6901. */
function pointer(path: readonly (string | number)[]): string {
  return path.map(key => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
