import { isRecord } from '../manifests/manifest';
import { valueAt } from './sameValue';

/**
 * Who last wrote a field, as `metadata.managedFields` of a whole object says
 * it; undefined where it does not. Pure.
 */
export function fieldOwner(object: unknown, path: readonly (string | number)[]): string | undefined {
  const entries = valueAt(object, ['metadata', 'managedFields']);
  if (!Array.isArray(entries)) return undefined;
  const owners = entries.filter(isRecord).flatMap(entry => {
    const depth = ownedDepth(entry.fieldsV1, object, path);
    if (depth === 0 || typeof entry.manager !== 'string') return [];
    return [{ manager: entry.manager, depth, time: typeof entry.time === 'string' ? entry.time : '' }];
  });
  // the most exact claim, and of those the youngest
  owners.sort((left, right) => right.depth - left.depth || right.time.localeCompare(left.time));
  return owners[0]?.manager;
}

/** How many keys of the path the set leads along, 0 when it ends before the field without owning what is above it. */
function ownedDepth(fields: unknown, object: unknown, path: readonly (string | number)[]): number {
  let node = fields;
  for (let depth = 0; depth < path.length; depth += 1) {
    if (!isRecord(node)) return 0;
    const next = child(node, valueAt(object, path.slice(0, depth)), path[depth]);
    // a leaf above the field: a list or map that is owned as one
    if (next === undefined) return Object.keys(node).length === 0 ? depth : 0;
    node = next;
  }
  return path.length;
}

function child(node: Record<string, unknown>, parent: unknown, key: string | number): unknown {
  if (typeof key === 'string') return node[`f:${key}`];
  const item: unknown = Array.isArray(parent) ? parent[key] : undefined;
  const named = Object.entries(node).find(([name]) => {
    if (!name.startsWith('k:') || !isRecord(item)) return false;
    const keys: unknown = parsed(name.slice(2));
    return isRecord(keys) && Object.entries(keys).every(([field, value]) => item[field] === value);
  });
  return named ? named[1] : node[`i:${key}`];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
