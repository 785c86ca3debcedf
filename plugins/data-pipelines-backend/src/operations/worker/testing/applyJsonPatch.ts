import { isDeepStrictEqual } from 'node:util';
import { isRecord } from '../../manifests/manifest';

/** Applies a JSON patch (RFC 6902: add, replace, remove, test) to a copy; undefined when it does not apply. */
export function applyJsonPatch(object: unknown, operations: unknown): unknown {
  const root: unknown = structuredClone(object);
  if (!Array.isArray(operations)) return undefined;
  return operations.every(operation => isRecord(operation) && applyOne(root, operation)) ? root : undefined;
}

function applyOne(root: unknown, { op, path, value }: Record<string, unknown>): boolean {
  if (typeof path !== 'string' || !path.startsWith('/')) return false;
  const keys = path.slice(1).split('/').map(key => key.replaceAll('~1', '/').replaceAll('~0', '~'));
  const last = keys.pop() ?? '';
  const parent = keys.reduce<unknown>(child, root);
  const isThere = child(parent, last) !== undefined;
  if (op === 'test') return isDeepStrictEqual(child(parent, last), value);
  if (op !== 'add' && !isThere) return false;
  if (Array.isArray(parent)) {
    const index = last === '-' ? parent.length : Number(last);
    if (!Number.isInteger(index) || index < 0 || index > parent.length) return false;
    if (op === 'add') parent.splice(index, 0, value);
    else if (op === 'replace') parent[index] = value;
    else parent.splice(index, 1);
    return true;
  }
  if (!isRecord(parent)) return false;
  if (op === 'remove') delete parent[last];
  else parent[last] = value;
  return true;
}

function child(parent: unknown, key: string): unknown {
  if (Array.isArray(parent)) return parent[Number(key)];
  return isRecord(parent) ? parent[key] : undefined;
}
