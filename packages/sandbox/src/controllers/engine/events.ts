import { KubernetesObject, namespaced } from '../../client';
import { EventWords } from './effects';
import { hex } from './seeded';

/** An Event, as far as the controllers write it. */
export interface KubernetesEvent extends KubernetesObject {
  involvedObject: {
    apiVersion: string;
    kind: string;
    name: string;
    namespace?: string;
    uid?: string;
  };
  type: string;
  reason: string;
  message: string;
  source: { component: string };
  firstTimestamp: string;
  lastTimestamp: string;
  count?: number;
}

export const EVENTS = namespaced<KubernetesEvent>('v1', 'Event');

/** The Event for words about an object; the same words about it have the same name. Those of cluster-scoped objects are in `default`. */
export function eventOf(
  about: KubernetesObject,
  { by, type, reason, message }: EventWords,
  now: Date,
): KubernetesEvent {
  const { namespace, name, uid } = about.metadata;
  const time = now.toISOString().replace(/\.\d+Z$/, 'Z');
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: {
      name: `${name.slice(0, 200)}.${hex(
        16,
        uid ?? name,
        by,
        reason,
        message,
      )}`,
      namespace: namespace ?? 'default',
    },
    involvedObject: {
      apiVersion: about.apiVersion,
      kind: about.kind,
      name,
      namespace,
      uid,
    },
    type,
    reason,
    message,
    source: { component: by },
    firstTimestamp: time,
    lastTimestamp: time,
    count: 1,
  };
}
