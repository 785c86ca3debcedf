import { isDeepStrictEqual } from 'node:util';
import type { KubernetesManifest } from '@penstock/backstage-plugin-data-pipelines-common';
import { belonging, isRecord, nameOf, type CheckedManifest } from './manifest';
import type { ManifestProblem } from './ManifestProblem';

/** Where an element's object stands. */
export interface ElementPlace {
  cluster: string;
  namespace: string;
  kind: string;
  name: string;
}

/**
 * Why a manifest may not go over what is there. An object may be changed only
 * under the element, pipeline and owner that it already has: nobody takes over
 * another team's object by writing their own labels on it. Pure.
 */
export function takeoverProblem(
  manifest: CheckedManifest,
  existing: KubernetesManifest | undefined,
  owner: string | undefined,
): ManifestProblem | undefined {
  if (existing === undefined) return undefined;
  const there = belonging(existing.metadata);
  if (isRecord(existing.metadata) && typeof existing.metadata.deletionTimestamp === 'string') {
    return {
      kind: manifest.kind,
      name: manifest.name,
      code: 'ELEMENT_EXISTS',
      sentence: `${nameOf(manifest)} is being deleted in ${manifest.namespace}, and what is applied now would go with it`,
      remedy: 'try again when it is gone, or choose another name',
    };
  }
  const isRoot = belonging(manifest.body.metadata).owner !== undefined;
  const ownerDiffers = there.owner !== owner && (there.owner !== undefined || isRoot);
  const [differs] = [
    ...(there.element === manifest.element ? [] : [describe('element', there.element)]),
    ...(there.pipeline === manifest.pipeline ? [] : [describe('pipeline', there.pipeline)]),
    ...(ownerDiffers ? [describe('owner', there.owner)] : []),
  ];
  if (differs === undefined) return undefined;
  return {
    kind: manifest.kind,
    name: manifest.name,
    code: 'ELEMENT_EXISTS',
    sentence: `${nameOf(manifest)} exists already in ${manifest.namespace} and ${differs}`,
    remedy: 'choose another name, or change it where it was made',
  };
}

/**
 * Why an element's id may not be used: it stands for another object. Pure.
 *
 * @param places - where the id is known to stand, over all clusters
 */
export function idTakenProblem(
  manifest: CheckedManifest,
  cluster: string,
  places: readonly ElementPlace[],
): ManifestProblem | undefined {
  const here = (place: ElementPlace) =>
    place.cluster === cluster && place.namespace === manifest.namespace;
  const isSame = (place: ElementPlace) => place.kind === manifest.kind && place.name === manifest.name;
  // parts of an element carry its id too, so another kind is another element only where it is one itself
  const rivals = (place: ElementPlace) => manifest.allowed.isElement === true || place.kind === manifest.kind;
  const other = places.find(place => !here(place) || (rivals(place) && !isSame(place)));
  if (!other) return undefined;
  return {
    kind: manifest.kind,
    name: manifest.name,
    code: 'ELEMENT_EXISTS',
    sentence: `The element id ${manifest.element} is taken by ${other.kind} ${other.name} in ${other.cluster}, namespace ${other.namespace}`,
    remedy: 'choose another name for the new element',
  };
}

/** Whether applying changed nothing that anybody wrote: server bookkeeping and status aside. Pure. */
export function sameObject(before: KubernetesManifest, after: KubernetesManifest): boolean {
  return isDeepStrictEqual(withoutBookkeeping(before), withoutBookkeeping(after));
}

function withoutBookkeeping({ status: _status, metadata, ...rest }: KubernetesManifest) {
  if (!isRecord(metadata)) return { ...rest, metadata };
  const { managedFields: _managed, resourceVersion: _version, generation: _generation, ...kept } = metadata;
  return { ...rest, metadata: kept };
}

function describe(what: string, value: string | undefined): string {
  return value === undefined ? `has no ${what} of Penstock` : `belongs to the ${what} ${value}`;
}
