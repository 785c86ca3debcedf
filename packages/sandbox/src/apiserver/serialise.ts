import { bodyText, objectText } from '../state/objectText';
import { KubeObject } from './json';
import { apiVersionOf, ResourceKind } from './kinds';
import { metadataOf } from './table';

const metadataTexts = new WeakMap<KubeObject, string>();

/** One object as the API server writes it, in the version that was asked for. */
export function serialiseObject(
  kind: ResourceKind,
  object: KubeObject,
): string {
  return objectText(
    { kind: kind.kind, apiVersion: apiVersionOf(kind) },
    object,
  );
}

/** An object inside a list: built-in kinds leave out kind and apiVersion there, custom ones do not. */
export function serialiseItem(kind: ResourceKind, object: KubeObject): string {
  return kind.custom ? serialiseObject(kind, object) : bodyText(object);
}

/** An object cut down to its metadata; the text is made once. */
export function serialiseMetadata(object: KubeObject): string {
  const text = metadataTexts.get(object) ?? JSON.stringify(metadataOf(object));
  metadataTexts.set(object, text);
  return text;
}
