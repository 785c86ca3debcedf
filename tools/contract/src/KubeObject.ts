/** The metadata that the suite reads. */
export interface Metadata {
  name?: string;
  namespace?: string;
  uid?: string;
  resourceVersion?: string;
  generation?: number;
  deletionTimestamp?: string;
  continue?: string;
  remainingItemCount?: number;
  [field: string]: unknown;
}

/** Any object or list of the Kubernetes API. */
export interface KubeObject {
  apiVersion?: string;
  kind?: string;
  metadata: Metadata;
  [field: string]: unknown;
}

function isKubeObject(value: unknown): value is KubeObject {
  return (
    typeof value === 'object' &&
    value !== null &&
    'metadata' in value &&
    typeof value.metadata === 'object' &&
    value.metadata !== null
  );
}

/** @throws Error when the value has no metadata. */
export function readObject(value: unknown): KubeObject {
  if (isKubeObject(value)) return value;
  throw new Error(
    `Not an object of the Kubernetes API: ${JSON.stringify(value).slice(
      0,
      300,
    )}`,
  );
}

/** @throws Error when the value is not a list of objects. */
export function readObjects(value: unknown): KubeObject[] {
  const { items } = readObject(value);
  // Kubernetes writes an empty list of a built-in kind as null or leaves it out.
  if (items === undefined || items === null) return [];
  if (!Array.isArray(items)) throw new Error('The list has no items.');
  return items.map(readObject);
}
