import type { JsonObject, JsonValue } from '@backstage/types';
import type { PlannedAct } from '@penstock/backstage-plugin-data-pipelines-node';

type Patch = Extract<PlannedAct, { act: 'patch' }>;

/** A list of which one entry is changed: what stands before it is not told. */
function listWith(before: JsonValue | undefined, index: number, entry: JsonValue): JsonValue[] {
  const list = Array.isArray(before) ? [...before] : [];
  while (list.length < index) list.push({});
  list[index] = entry;
  return list;
}

function written(before: JsonValue | undefined, [step, ...rest]: readonly (string | number)[], value: JsonValue): JsonValue {
  if (step === undefined) return value;
  if (typeof step === 'number') return listWith(before, step, written(Array.isArray(before) ? before[step] : undefined, rest, value));
  const fields: JsonObject = typeof before === 'object' && before !== null && !Array.isArray(before) ? before : {};
  return { ...fields, [step]: written(fields[step], rest, value) };
}

/**
 * What a patch writes, as the part of the object that it writes: identity and the changed fields; a field that is taken away
 * is null, as in a merge patch. Entries of lists before a changed one are empty. Pure.
 */
export function patchedFields({ target, changes }: Patch): JsonObject {
  const { apiVersion, kind, namespace, name } = target;
  const identity: JsonObject = { apiVersion, kind, metadata: { name, ...(namespace !== undefined && { namespace }) } };
  return changes.reduce<JsonObject>((object, { path: [first, ...rest], to = null }) => (typeof first === 'string' ? { ...object, [first]: written(object[first], rest, to) } : object), identity);
}
