import type { KubernetesMetadata, KubernetesObject, OwnerReference, WatchedKind } from '@penstock/backstage-plugin-data-pipelines-node';

/** Makes the small, frozen object that the inventory keeps; undefined when the input is no object with a name and uid. */
export type Trim = (raw: unknown) => KubernetesObject | undefined;

/** What is kept below a field: all of it, or these fields; a name with `*` stands for every name that fits. */
type Keep = true | Map<string, Keep>;

/**
 * Builds the trimming of one kind from its allow-list: what is not listed is
 * never kept. Trimming a trimmed object changes nothing.
 */
export function trimmerOf(kind: WatchedKind, apiVersion: string): Trim {
  const tree: Map<string, Keep> = new Map();
  for (const path of kind.keep) plant(tree, stepsOf(path));
  const annotation = annotationFilter(kind.keepAnnotations ?? []);
  const managers = new Set(kind.keepManagers ?? []);
  return raw => {
    if (!isRecord(raw) || !isRecord(raw.metadata)) return undefined;
    const metadata = trimMetadata(raw.metadata, annotation, managers);
    if (!metadata) return undefined;
    const kept: Record<string, unknown> = {};
    for (const [field, keep] of tree) {
      if (raw[field] !== undefined && raw[field] !== null) kept[field] = pick(raw[field], keep);
    }
    // Items of a list carry neither kind nor apiVersion.
    return freeze({ ...kept, apiVersion, kind: kind.kind, metadata });
  };
}

/** The steps of a path such as `spec.kafka.config["min.insync.replicas"]`: a name that holds dots stands in brackets. */
function stepsOf(path: string): string[] {
  return [...path.matchAll(/\["([^"]+)"\]|([^.[\]]+)/g)].map(([, quoted, plain]) => quoted ?? plain);
}

function plant(tree: Map<string, Keep>, [field, ...rest]: string[]): void {
  if (rest.length === 0) {
    tree.set(field, true);
    return;
  }
  const child = tree.get(field) ?? new Map<string, Keep>();
  if (child === true) return;
  tree.set(field, child);
  plant(child, rest);
}

function pick(value: unknown, keep: Keep): unknown {
  if (keep === true) return copy(value);
  const each = keep.get('*');
  if (Array.isArray(value)) return each === undefined ? [] : value.map(item => pick(item, each));
  if (!isRecord(value)) return undefined;
  const kept: Record<string, unknown> = {};
  for (const [field, item] of Object.entries(value)) {
    const rule = keep.get(field) ?? each ?? fitting(keep, field);
    const picked = rule === undefined || item === null ? undefined : pick(item, rule);
    if (picked !== undefined) kept[field] = picked;
  }
  return kept;
}

/** The rule of a name with `*` inside, e.g. `spark.kubernetes.*.options.claimName`. */
function fitting(keep: Map<string, Keep>, field: string): Keep | undefined {
  for (const [name, rule] of keep) {
    const [start, ...rest] = name.split('*');
    const end = rest.at(-1);
    if (end === undefined || start.length + end.length > field.length) continue;
    if (field.startsWith(start) && field.endsWith(end)) return rule;
  }
  return undefined;
}

/** Copies JSON; the raw answer is neither kept alive nor frozen. */
function copy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copy);
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([field, item]) => [field, copy(item)]));
}

function trimMetadata(
  raw: Record<string, unknown>,
  annotation: (name: string) => boolean,
  managers: ReadonlySet<string>,
): KubernetesMetadata | undefined {
  const name = text(raw.name);
  const uid = text(raw.uid);
  if (name === undefined || uid === undefined) return undefined;
  const annotations = texts(raw.annotations, annotation);
  const labels = texts(raw.labels, () => true);
  const owners = Array.isArray(raw.ownerReferences) ? raw.ownerReferences.flatMap(owner => ownerOf(owner) ?? []) : [];
  const finalizers = Array.isArray(raw.finalizers) ? raw.finalizers.filter(item => typeof item === 'string') : [];
  return withoutUndefined({
    name,
    namespace: text(raw.namespace),
    uid,
    resourceVersion: text(raw.resourceVersion),
    generation: typeof raw.generation === 'number' ? raw.generation : undefined,
    creationTimestamp: text(raw.creationTimestamp),
    deletionTimestamp: text(raw.deletionTimestamp),
    labels,
    annotations,
    ownerReferences: owners.length > 0 ? owners : undefined,
    finalizers: finalizers.length > 0 ? finalizers : undefined,
    managedFields: managersOf(raw.managedFields, managers),
  });
}

/** The names among those wanted, each once; which fields they wrote is dropped. */
function managersOf(raw: unknown, wanted: ReadonlySet<string>): { manager: string }[] | undefined {
  if (wanted.size === 0 || !Array.isArray(raw)) return undefined;
  const names = raw.flatMap(entry => (isRecord(entry) ? (text(entry.manager) ?? []) : []));
  const kept = [...new Set(names)].filter(name => wanted.has(name)).map(manager => ({ manager }));
  return kept.length > 0 ? kept : undefined;
}

function ownerOf(raw: unknown): OwnerReference | undefined {
  if (!isRecord(raw)) return undefined;
  const [apiVersion, kind, name, uid] = [raw.apiVersion, raw.kind, raw.name, raw.uid].map(text);
  if (!apiVersion || !kind || !name || !uid) return undefined;
  return { apiVersion, kind, name, uid, ...(raw.controller === true ? { controller: true } : {}) };
}

function annotationFilter(patterns: readonly string[]): (name: string) => boolean {
  const exact = new Set(patterns.filter(pattern => !pattern.endsWith('*')));
  const prefixes = patterns.filter(pattern => pattern.endsWith('*')).map(pattern => pattern.slice(0, -1));
  return name => exact.has(name) || prefixes.some(prefix => name.startsWith(prefix));
}

function texts(value: unknown, wanted: (name: string) => boolean): Record<string, string> | undefined {
  if (!isRecord(value)) return undefined;
  const kept: Record<string, string> = {};
  for (const [name, item] of Object.entries(value)) {
    if (typeof item === 'string' && wanted(name)) kept[name] = item;
  }
  return Object.keys(kept).length > 0 ? kept : undefined;
}

function withoutUndefined<T extends object>(value: T): T {
  for (const key of Object.keys(value)) {
    if (Reflect.get(value, key) === undefined) Reflect.deleteProperty(value, key);
  }
  return value;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const item of Object.values(value)) freeze(item);
  }
  return value;
}
