/** A Kubernetes object as it would be given to `kubectl apply`. @public */
export type KubernetesManifest = { [field: string]: unknown };

type Fields = { readonly [field: string]: unknown };

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether a value has what every Kubernetes object has: apiVersion, kind and a name. @public */
export function isManifest(value: unknown): value is KubernetesManifest {
  return (
    isFields(value) &&
    typeof value.apiVersion === 'string' &&
    typeof value.kind === 'string' &&
    isFields(value.metadata) &&
    (typeof value.metadata.name === 'string' || typeof value.metadata.generateName === 'string')
  );
}

/** The value below `path`, or undefined; numbers in the path are array positions. */
export function at(value: unknown, ...path: (string | number)[]): unknown {
  let current: unknown = value;
  for (const step of path) {
    if (Array.isArray(current) && typeof step === 'number') current = current[step];
    else if (isFields(current)) current = Object.hasOwn(current, step) ? current[step] : undefined;
    else return undefined;
  }
  return current;
}

/** The text below `path`; numbers count as text, since YAML reads `3` as one. */
export function textAt(value: unknown, ...path: (string | number)[]): string | undefined {
  const found = at(value, ...path);
  if (typeof found === 'string') return found;
  return typeof found === 'number' || typeof found === 'boolean' ? String(found) : undefined;
}

/** The number below `path`, also when it is written as text. */
export function numberAt(value: unknown, ...path: (string | number)[]): number | undefined {
  const text = textAt(value, ...path);
  if (text === undefined || text.trim() === '') return undefined;
  const number = Number(text);
  return Number.isFinite(number) ? number : undefined;
}

/** The items below `path`; an empty list when there is none. */
export function itemsAt(value: unknown, ...path: (string | number)[]): readonly unknown[] {
  const found = at(value, ...path);
  return Array.isArray(found) ? found : [];
}

/** Names and values of the map below `path`. */
export function entriesAt(value: unknown, ...path: (string | number)[]): [string, unknown][] {
  const found = at(value, ...path);
  return isFields(found) ? Object.entries(found) : [];
}

export const kindOf = (manifest: KubernetesManifest): string => textAt(manifest, 'kind') ?? '';
export const nameOf = (manifest: KubernetesManifest): string =>
  textAt(manifest, 'metadata', 'name') ?? textAt(manifest, 'metadata', 'generateName') ?? '';
export const groupOf = (manifest: KubernetesManifest): string => {
  const [group, version] = (textAt(manifest, 'apiVersion') ?? '').split('/');
  return version === undefined ? '' : group;
};

/** Whether the object is of this group and kind, in any version. */
export function isKind(manifest: KubernetesManifest, group: string, ...kinds: string[]): boolean {
  return groupOf(manifest) === group && kinds.includes(kindOf(manifest));
}

export const STRIMZI = 'kafka.strimzi.io';
export const ECK = 'elasticsearch.k8s.elastic.co';
export const SPARK = 'sparkoperator.k8s.io';
