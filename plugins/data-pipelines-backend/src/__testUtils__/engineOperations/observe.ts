import { isDeepStrictEqual } from 'node:util';
import type { EngineOperations, KubernetesObject, PlannedWait, Watched } from '@penstock/backstage-plugin-data-pipelines-node';
import { readableObservation } from './readableSteps';

function shows(watched: Watched, object: KubernetesObject): boolean {
  if (object.kind !== watched.kind || object.apiVersion !== watched.apiVersion || object.metadata.namespace !== watched.namespace) return false;
  if (watched.by === 'name') return object.metadata.name === watched.name;
  return Object.entries(watched.labels).every(([label, text]) => isDeepStrictEqual(object.metadata.labels?.[label], text));
}

/** Shows a wait's observer what the API server would, and says in one line what it made of it. */
export function observe(operations: EngineOperations, wait: PlannedWait, objects: readonly KubernetesObject[]): string {
  const observer = operations.observers?.[wait.observer];
  if (observer === undefined) throw new Error(`no observer ${wait.observer}`);
  const seen = wait.objects.map(watched => ({ watched, objects: objects.filter(object => shows(watched, object)) }));
  return readableObservation(observer({ seen, params: wait.params, facts: {}, operation: 'op-abcdefghijkl', now: new Date('2026-11-20T12:00:00Z') }));
}
