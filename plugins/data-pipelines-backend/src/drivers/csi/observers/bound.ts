import { quantityOrUndefined } from '@penstock/backstage-plugin-data-pipelines-common';
import type { KubernetesObject, ObservedItem, Observer } from '@penstock/backstage-plugin-data-pipelines-node';
import { fieldsAt, textAt, textsAt } from '../../../engines/shared/reading';
import { textMap } from './params';
import { nameList, seenByName } from './seenObjects';
import { volumeProgress } from './volumeProgress';

const PHASES = new Set(['Pending', 'Bound', 'Lost']);

/**
 * `csi.bound`: each claim is bound; to the volume named, where one is. Claims
 * whose class waits for a pod are as far as they get while they are pending.
 *
 * `params`: `volumes`, name of the volume or an empty text by claim; `pendingIsEnough`, names of claims;
 * `pendingIsPartial`, that an operation which ends while one of them is pending got less than was planned; `tells`, what the
 * outcome says once all have their volume.
 */
export const bound: Observer = input => {
  const volumes = textMap(input.params.volumes);
  const pendingIsEnough = new Set(textsAt(input.params, 'pendingIsEnough'));
  const names = Object.keys(volumes);
  if (names.length === 0) return { state: 'unknown', reason: 'The step does not say which claims are bound' };
  const open: string[] = [];
  const waitsForPod: string[] = [];
  for (const name of names) {
    const claim = seenByName(input, 'PersistentVolumeClaim', name);
    const phase = textAt(claim, 'status.phase');
    const volume = textAt(claim, 'spec.volumeName');
    if (phase !== undefined && !PHASES.has(phase)) return { state: 'unknown', reason: `Claim ${name} is in the phase "${phase}", which is not known` };
    if (phase === 'Lost') {
      return { state: 'failed', code: 'VOLUME_LOST', cause: `The volume of claim ${name} is gone`, remedy: 'Look at its persistent volume; a lost volume does not come back.' };
    }
    if (phase === 'Bound' && volumes[name] !== '' && volume !== volumes[name]) {
      return { state: 'failed', code: 'VOLUME_DIFFERS', cause: `Claim ${name} is bound to ${volume ?? 'no volume'}, not to ${volumes[name]}`, remedy: 'Look at who else claims the volume.' };
    }
    if (phase === 'Bound') continue;
    if (claim !== undefined && pendingIsEnough.has(name)) waitsForPod.push(name);
    else open.push(name);
  }
  const done = names.length - open.length;
  const items = names.map(name => {
    const claim = seenByName(input, 'PersistentVolumeClaim', name);
    if (open.includes(name)) return itemOf(name, claim, 'waiting');
    return itemOf(name, claim, waitsForPod.includes(name) ? 'waiting-for-pod' : 'done');
  });
  const progress = { ...volumeProgress(items), done };
  if (open.length > 0) {
    return { state: 'waiting', waitsFor: `${done} of ${names.length} claims have their volume; ${nameList(open)} not yet`, progress };
  }
  const found = waitsForPod.length === 0 ? `${names.length} of ${names.length} claims have their volume` : `${nameList(waitsForPod)} ${waitsForPod.length === 1 ? 'gets its volume' : 'get their volumes'} when a pod uses ${waitsForPod.length === 1 ? 'it' : 'them'}`;
  const isPartial = waitsForPod.length > 0 && input.params.pendingIsPartial === true;
  if (isPartial) return { state: 'done', found, progress, facts: { partial: true, sentences: [`${found}.`, 'Nobody has seen the data there yet: start the copy, and look at it before you rely on it.'] } };
  const tells = waitsForPod.length === 0 ? textAt(input.params, 'tells') : undefined;
  return { state: 'done', found, progress, ...(tells === undefined ? {} : { facts: { sentences: [tells] } }) };
};

function itemOf(name: string, claim: KubernetesObject | undefined, state: ObservedItem['state']): ObservedItem {
  const toBytes = quantityOrUndefined(fieldsAt(claim, 'spec.resources.requests').storage);
  return { name, state, ...(toBytes === undefined ? {} : { toBytes }) };
}
