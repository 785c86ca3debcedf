import { KubernetesObject } from '../client';

/** Kinds that others need before they can be written. */
const FIRST = [
  ['Namespace', 'Node', 'StorageClass'],
  ['ConfigMap', 'ServiceAccount', 'PersistentVolumeClaim'],
];

/** Orders objects so that everything an object refers to is in an earlier wave. */
export function inWaves(objects: KubernetesObject[]): KubernetesObject[][] {
  const waves: KubernetesObject[][] = FIRST.map(kinds =>
    objects.filter(
      ({ kind, metadata }) =>
        kinds.includes(kind) && !metadata.ownerReferences?.length,
    ),
  );
  let rest = objects.filter(object => !waves.flat().includes(object));
  while (rest.length > 0) {
    const waiting = new Set(rest.map(({ metadata }) => metadata.uid));
    const next = rest.filter(({ metadata }) =>
      (metadata.ownerReferences ?? []).every(({ uid }) => !waiting.has(uid)),
    );
    if (next.length === 0) {
      throw new Error(
        `The owners of ${rest[0]?.kind} ${rest[0]?.metadata.name} form a circle.`,
      );
    }
    waves.push(next);
    rest = rest.filter(object => !next.includes(object));
  }
  return waves;
}
