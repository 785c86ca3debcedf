import type { KubernetesObject, ObserveInput } from '@penstock/backstage-plugin-data-pipelines-node';

/** The object of the kind with the name; undefined when the observer was not shown it, or it is not there. */
export function seenByName({ seen }: ObserveInput, kind: string, name: string): KubernetesObject | undefined {
  for (const { watched, objects } of seen) {
    if (watched.kind !== kind) continue;
    const found = objects.find(object => object.metadata.name === name);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** All objects of the kind that the observer was shown, each once. */
export function seenOfKind({ seen }: ObserveInput, kind: string): readonly KubernetesObject[] {
  const byUid = new Map<string, KubernetesObject>();
  for (const { watched, objects } of seen) {
    if (watched.kind !== kind) continue;
    for (const object of objects) byUid.set(object.metadata.uid, object);
  }
  return [...byUid.values()];
}

/** `a`, `a and b`, `a, b and 3 more`. */
export function nameList(names: readonly string[]): string {
  if (names.length <= 1) return names[0] ?? 'none';
  if (names.length <= 3) return `${names.slice(0, -1).join(', ')} and ${names[names.length - 1]}`;
  return `${names.slice(0, 2).join(', ')} and ${names.length - 2} more`;
}
