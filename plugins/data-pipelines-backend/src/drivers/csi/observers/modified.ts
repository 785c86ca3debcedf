import type { Observer } from '@penstock/backstage-plugin-data-pipelines-node';
import { modifyErrorOf } from '../../../engines/shared/claimChecks';
import { textAt, valueAt } from '../../../engines/shared/reading';
import { textMap } from './params';
import { nameList, seenByName } from './seenObjects';
import { volumeProgress } from './volumeProgress';

/** `status.modifyVolumeStatus.status`, by the words of Kubernetes 1.34; more may come. */
const RUNNING = new Set(['Pending', 'InProgress']);

/**
 * Whether claims have the volume attributes class asked for.
 *
 * `params`: `uids` by claim name, `class` the name of the class, `operator`.
 */
export const modified: Observer = input => {
  const uids = textMap(input.params.uids);
  const wanted = textAt(input.params, 'class');
  const names = Object.keys(uids);
  if (wanted === undefined || names.length === 0) return { state: 'unknown', reason: 'The step does not say which claims get which class' };
  const waiting: string[] = [];
  for (const name of names) {
    const claim = seenByName(input, 'PersistentVolumeClaim', name);
    if (claim !== undefined && claim.metadata.uid !== uids[name]) {
      return { state: 'failed', code: 'VOLUME_REPLACED', cause: `Claim ${name} is another one than the plan saw`, remedy: 'Look at the element first, then draw a new plan.' };
    }
    const word = textAt(claim, 'status.modifyVolumeStatus.status');
    const target = textAt(claim, 'status.modifyVolumeStatus.targetVolumeAttributesClassName');
    if (claim !== undefined && word === 'Infeasible' && target === wanted) {
      const message = modifyErrorOf(claim);
      return {
        state: 'failed',
        code: 'CLASS_INFEASIBLE',
        cause: `The driver refuses the volume attributes class ${wanted} for ${name}${message === undefined ? '' : `: ${message}`}`,
        remedy: `Look at the events of the claim and choose another class: kubectl describe pvc ${name}`,
      };
    }
    if (word !== undefined && word !== 'Infeasible' && !RUNNING.has(word)) return { state: 'unknown', reason: `Claim ${name} reports "${word}", a word that is not known` };
    const settled = textAt(claim, 'status.currentVolumeAttributesClassName') === wanted && valueAt(claim, 'status.modifyVolumeStatus') === undefined;
    if (!settled) waiting.push(name);
  }
  const progress = volumeProgress(names.map(name => ({ name, state: waiting.includes(name) ? ('waiting' as const) : ('done' as const) })));
  if (waiting.length === 0) return { state: 'done', found: `${nameList(names)} ${names.length === 1 ? 'has' : 'have'} the class ${wanted}`, facts: { class: wanted, claims: names }, progress };
  return {
    state: 'waiting',
    waitsFor: `The driver changes ${nameList(waiting)} to the class ${wanted}`,
    progress,
  };
};
