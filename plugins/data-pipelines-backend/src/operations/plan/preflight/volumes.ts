import type { ObjectReference, PreflightCheck } from '@penstock/backstage-plugin-data-pipelines-common';
import type { KubernetesObject } from '@penstock/backstage-plugin-data-pipelines-node';
import { referenceTo } from '../../../engines/shared/finding';
import { objected, passed } from '../../../engines/shared/preflightCodes';
import { textAt } from '../../../engines/shared/reading';
import type { ElementVolumeFacts } from '../elementVolumes';
import { nameList, plural } from '../words';
import { PREFLIGHT_CODES as CODES } from './codes';

interface Claim {
  name: string;
  cluster: string;
  object: KubernetesObject;
}

function claimsOf(volumes: readonly ElementVolumeFacts[]): Claim[] {
  return volumes.flatMap(({ driver, claim }) => (claim === undefined ? [] : [{ name: driver.claim, cluster: driver.cluster, object: claim }]));
}

function referenceOf(claims: readonly Claim[]): { object?: ObjectReference } {
  const [first] = claims;
  return first === undefined ? {} : { object: referenceTo(first.cluster, first.object) };
}

/** Every claim is there, bound, and has its volume. */
export function volumesBound(volumes: readonly ElementVolumeFacts[]): PreflightCheck {
  const absent = volumes.filter(({ claim }) => claim === undefined).map(({ driver }) => driver.claim);
  if (absent.length > 0) {
    return objected(CODES.VOLUME_BOUND, 'block', {
      sentence: `Claim ${nameList(absent)} does not exist`,
      remedy: 'Wait until the operator has made it, or look at the element first.',
    });
  }
  const unbound = claimsOf(volumes).filter(({ object }) => textAt(object, 'status.phase') !== 'Bound');
  if (unbound.length > 0) {
    const phase = textAt(unbound[0].object, 'status.phase') ?? 'no phase';
    return objected(CODES.VOLUME_BOUND, 'block', {
      sentence: `Claim ${nameList(unbound.map(({ name }) => name))} has no volume (${phase})`,
      remedy: 'A claim gets its volume when a pod uses it; wait, or look at the events of the claim.',
      ...referenceOf(unbound),
    });
  }
  return passed(CODES.VOLUME_BOUND, `${plural(volumes.length, 'claim')} bound`);
}

/** No claim is being deleted. */
export function volumesNotDeleted(volumes: readonly ElementVolumeFacts[]): PreflightCheck {
  const going = claimsOf(volumes).filter(({ object }) => object.metadata.deletionTimestamp !== undefined);
  if (going.length === 0) return passed(CODES.VOLUME_NOT_DELETED, 'No claim is being deleted');
  return objected(CODES.VOLUME_NOT_DELETED, 'block', {
    sentence: `Claim ${nameList(going.map(({ name }) => name))} is being deleted and goes with its pod`,
    remedy: 'The deletion cannot be taken back: take a snapshot of it by hand, if the data are needed.',
    ...referenceOf(going),
  });
}
