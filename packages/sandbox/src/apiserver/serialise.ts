import { KubeObject } from './json';
import { apiVersionOf, ResourceKind } from './kinds';

/** Stored objects never change, so their text is made once. */
const bodies = new WeakMap<KubeObject, string>();

function bodyOf(object: KubeObject): string {
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

/** One object as the API server writes it, in the version that was asked for. */
export function serialiseObject(
  kind: ResourceKind,
  object: KubeObject,
): string {
  const head = `{"kind":${JSON.stringify(
    kind.kind,
  )},"apiVersion":${JSON.stringify(apiVersionOf(kind))}`;
  const body = bodyOf(object);
  return body === '{}' ? `${head}}` : `${head},${body.slice(1)}`;
}

/** An object inside a list: built-in kinds leave out kind and apiVersion there, custom ones do not. */
export function serialiseItem(kind: ResourceKind, object: KubeObject): string {
  return kind.custom ? serialiseObject(kind, object) : bodyOf(object);
}
