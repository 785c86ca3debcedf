import type { KubeObject } from '../apiserver/json';

/** Stored objects never change, so their text is made once: for answers, watches, journal and snapshot alike. */
const bodies = new WeakMap<KubeObject, string>();

/** The JSON text of a stored object without kind and apiVersion. */
export function bodyText(object: KubeObject): string {
  const known = bodies.get(object);
  if (known !== undefined) {
    return known;
  }
  const text = JSON.stringify({
    ...object,
    kind: undefined,
    apiVersion: undefined,
  });
  bodies.set(object, text);
  return text;
}

/** The JSON text of a stored object with the kind and apiVersion given. */
export function objectText(
  head: { kind: string; apiVersion: string },
  object: KubeObject,
): string {
  const body = bodyText(object);
  const start = `{"kind":${JSON.stringify(
    head.kind,
  )},"apiVersion":${JSON.stringify(head.apiVersion)}`;
  return body === '{}' ? `${start}}` : `${start},${body.slice(1)}`;
}
