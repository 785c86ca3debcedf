import { Json, JsonObject, KubeObject, objectAt } from './json';
import type { ResourceKind } from './kinds';

/** The form of an answer that the Accept header asks for. */
export function listForm(accept: string): 'object' | 'table' | 'metadata' {
  for (const part of accept.split(',')) {
    if (/as=Table/.test(part) && /g=meta\.k8s\.io/.test(part)) {
      return 'table';
    }
    if (/as=PartialObjectMetadata/.test(part)) {
      return 'metadata';
    }
    if (/application\/json\s*$/.test(part.split(';')[0] ?? '')) {
      return 'object';
    }
  }
  return 'object';
}

/** An object cut down to its metadata. */
export function metadataOf(object: KubeObject): JsonObject {
  return {
    kind: 'PartialObjectMetadata',
    apiVersion: 'meta.k8s.io/v1',
    metadata: object.metadata,
  };
}

/** A Table, as `kubectl get` prints it: the name, the kind's own columns, the age. */
export function tableOf(
  kind: ResourceKind,
  objects: KubeObject[],
  metadata: JsonObject,
  now: Date,
): JsonObject {
  const column = (
    name: string,
    type: string,
    format: string,
    priority = 0,
  ): JsonObject => ({ name, type, format, description: name, priority });
  const own = kind.columns.filter(entry => entry.type !== 'date');
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata,
    columnDefinitions: [
      column('Name', 'string', 'name'),
      ...own.map(entry => column(entry.name, entry.type, '', entry.priority)),
      column('Age', 'string', ''),
    ],
    rows: objects.map(object => ({
      cells: [
        object.metadata.name ?? '',
        ...own.map(entry => cell(object, entry.jsonPath)),
        age(object.metadata.creationTimestamp, now),
      ],
      object: metadataOf(object),
    })),
  };
}

function cell(object: KubeObject, path: string): Json {
  const condition = /^\.status\.conditions\[\?\(@\.type==["'](\w+)["']\)\]\.(\w+)$/.exec(
    path,
  );
  if (condition) {
    const [, type = '', field = ''] = condition;
    const { conditions } = objectAt(object, 'status');
    const found = Array.isArray(conditions)
      ? conditions.find(entry => objectAt(entry).type === type)
      : undefined;
    return objectAt(found)[field] ?? '';
  }
  const steps = path.replace(/^\./, '').split('.');
  const value = objectAt(object, ...steps.slice(0, -1))[
    steps[steps.length - 1] ?? ''
  ];
  return typeof value === 'object' && value !== null
    ? JSON.stringify(value)
    : value ?? '';
}

function age(created: string | undefined, now: Date): string {
  if (created === undefined) {
    return '<unknown>';
  }
  const seconds = Math.max(
    0,
    Math.floor((now.getTime() - Date.parse(created)) / 1000),
  );
  if (seconds < 120) {
    return `${seconds}s`;
  }
  if (seconds < 7200) {
    return `${Math.floor(seconds / 60)}m`;
  }
  return seconds < 172800
    ? `${Math.floor(seconds / 3600)}h`
    : `${Math.floor(seconds / 86400)}d`;
}
