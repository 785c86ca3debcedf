import type { ResourceKind } from '../kinds';
import type { Schema } from '../schema/Schema';

/** How a list is owned and merged: item by item under keys, as a set, or as a whole. */
export type ListShape =
  | { type: 'map'; keys: string[] }
  | { type: 'set' }
  | { type: 'atomic' };

const ATOMIC: ListShape = { type: 'atomic' };

/** Merge keys of the built-in kinds by field name (Kubernetes 1.36 API types); `Kind/field` goes before `field`. */
const BUILTIN: Record<string, string[]> = {
  containers: ['name'],
  initContainers: ['name'],
  ephemeralContainers: ['name'],
  volumes: ['name'],
  env: ['name'],
  volumeMounts: ['mountPath'],
  volumeDevices: ['devicePath'],
  imagePullSecrets: ['name'],
  conditions: ['type'],
  hostAliases: ['ip'],
  topologySpreadConstraints: ['topologyKey', 'whenUnsatisfiable'],
  ports: ['containerPort', 'protocol'],
  'Service/ports': ['port', 'protocol'],
  'ServiceAccount/secrets': ['name'],
};

/** Members that complete a key when an item leaves them out. */
export const KEY_DEFAULTS: Record<string, string> = { protocol: 'TCP' };

/**
 * The shape of the list at a path (field names only, no indices). Custom kinds
 * are ruled by their schema, the built-in ones by the table.
 */
export function listShape(
  kind: ResourceKind,
  path: readonly string[],
): ListShape {
  const field = path[path.length - 1] ?? '';
  if (path[0] === 'metadata') {
    if (field === 'ownerReferences') {
      return { type: 'map', keys: ['uid'] };
    }
    return field === 'finalizers' ? { type: 'set' } : ATOMIC;
  }
  if (!kind.custom) {
    const keys = BUILTIN[`${kind.kind}/${field}`] ?? BUILTIN[field];
    return keys === undefined || kind.kind === 'NetworkPolicy'
      ? ATOMIC
      : { type: 'map', keys };
  }
  const schema = schemaAt(kind.schema, path);
  const keys = schema?.['x-kubernetes-list-map-keys'];
  if (schema?.['x-kubernetes-list-type'] === 'map' && keys !== undefined) {
    return { type: 'map', keys };
  }
  return schema?.['x-kubernetes-list-type'] === 'set'
    ? { type: 'set' }
    : ATOMIC;
}

function schemaAt(
  schema: Schema | undefined,
  path: readonly string[],
): Schema | undefined {
  let current = schema;
  for (const step of path) {
    const holder: Schema | undefined = current?.items ?? current;
    const extra = holder?.additionalProperties;
    current =
      holder?.properties?.[step] ??
      (typeof extra === 'object' ? extra : undefined);
  }
  return current;
}
