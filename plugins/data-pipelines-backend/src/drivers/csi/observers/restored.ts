import type { JsonObject } from '@backstage/types';
import type { Observer } from '@penstock/backstage-plugin-data-pipelines-node';
import { textAt } from '../../../engines/shared/reading';
import { textMap } from './params';
import { nameList, seenByName } from './seenObjects';
import { volumeProgress } from './volumeProgress';

/**
 * `csi.restored`: each claim is bound, and to another volume than before.
 * Facts: what the plan said would be lost and replayed.
 *
 * `params`: `volumes`, the volume before by claim; `sentence`, `lost`, `replayed`.
 */
export const restored: Observer = input => {
  const before = textMap(input.params.volumes);
  const names = Object.keys(before);
  const phases = names.map(name => ({ name, claim: seenByName(input, 'PersistentVolumeClaim', name) }));
  const open = phases.filter(({ claim }) => textAt(claim, 'status.phase') !== 'Bound').map(({ name }) => name);
  const same = phases.filter(({ name, claim }) => before[name] !== '' && textAt(claim, 'spec.volumeName') === before[name]).map(({ name }) => name);
  if (names.length === 0) return { state: 'unknown', reason: 'The step does not say which claims are looked at' };
  if (same.length > 0) {
    return { state: 'failed', code: 'VOLUME_NOT_REPLACED', cause: `${nameList(same)} still ${same.length === 1 ? 'has its' : 'have their'} old volume`, remedy: 'Look at who made the claim again, then draw a new plan.' };
  }
  const progress = volumeProgress(names.map(name => ({ name, state: open.includes(name) ? ('waiting' as const) : ('done' as const) })));
  if (open.length > 0) {
    return { state: 'waiting', waitsFor: `${nameList(open)} to get ${open.length === 1 ? 'its volume' : 'their volumes'}`, progress };
  }
  const sentence = textAt(input.params, 'sentence') ?? '';
  const facts: JsonObject = { sentences: [sentence] };
  for (const key of ['lost', 'replayed'] as const) {
    const amount = input.params[key];
    if (amount !== undefined) facts[key] = amount;
  }
  return { state: 'done', found: sentence, facts, progress };
};
