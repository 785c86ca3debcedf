import type { KubernetesObject } from '@penstock/backstage-plugin-data-pipelines-node';

function isFields(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** Sets a field of a fixture's object, by a path with slashes; what is missing on the way is made. */
export function setField(object: KubernetesObject, path: string, value: unknown): void {
  const steps = path.split('/');
  const last = steps.pop() ?? '';
  let at: Record<string, unknown> = object;
  for (const step of steps) {
    const next = at[step] ?? {};
    if (!isFields(next)) throw new Error(`${path} leads through a value`);
    at[step] = next;
    at = next;
  }
  at[last] = value;
}
