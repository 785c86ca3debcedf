import type { KubernetesObject } from '@penstock/backstage-plugin-data-pipelines-node';
import { refusalOf, type Refusal } from '../clusters/classify';
import type { Trim } from './trim';

/** One line of a watch, understood. */
export type WatchEvent =
  | { type: 'put'; added: boolean; object: KubernetesObject; resourceVersion: string }
  | { type: 'remove'; name: { namespace?: string; name: string }; resourceVersion: string }
  | { type: 'bookmark'; resourceVersion: string }
  | { type: 'refused'; refusal: Refusal }
  | { type: 'unknown'; what: string };

/** Reads one line of a watch on objects of `kind`. What it cannot understand is `unknown`, never guessed. */
export function readWatchEvent(line: unknown, kind: string, trim: Trim): WatchEvent {
  if (typeof line !== 'object' || line === null || !('type' in line) || !('object' in line)) {
    return { type: 'unknown', what: 'a line without type and object' };
  }
  const { type, object } = line;
  if (type === 'ERROR') return { type: 'refused', refusal: refusalOf({ body: object }) };
  const resourceVersion = versionOf(object);
  if (resourceVersion === undefined) return { type: 'unknown', what: `${type} without a resourceVersion` };
  if (type === 'BOOKMARK') return { type: 'bookmark', resourceVersion };
  if (type !== 'ADDED' && type !== 'MODIFIED' && type !== 'DELETED') {
    return { type: 'unknown', what: `event type ${String(type)}` };
  }
  if (kindOf(object) !== kind) return { type: 'unknown', what: `${type} of kind ${kindOf(object)}` };
  const trimmed = trim(object);
  if (!trimmed) return { type: 'unknown', what: `${type} without name and uid` };
  if (type === 'DELETED') return { type: 'remove', name: trimmed.metadata, resourceVersion };
  return { type: 'put', added: type === 'ADDED', object: trimmed, resourceVersion };
}

function versionOf(object: unknown): string | undefined {
  if (typeof object !== 'object' || object === null || !('metadata' in object)) return undefined;
  const { metadata } = object;
  if (typeof metadata !== 'object' || metadata === null || !('resourceVersion' in metadata)) return undefined;
  return typeof metadata.resourceVersion === 'string' && metadata.resourceVersion !== ''
    ? metadata.resourceVersion
    : undefined;
}

function kindOf(object: unknown): string {
  return typeof object === 'object' && object !== null && 'kind' in object ? String(object.kind) : 'nothing';
}
