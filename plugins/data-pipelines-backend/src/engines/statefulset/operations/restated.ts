import { LABEL_OPERATION } from '@penstock/backstage-plugin-data-pipelines-common';
import type { Derivation, KubernetesObject, Observer } from '@penstock/backstage-plugin-data-pipelines-node';
import { patchOf } from '../../shared/engineSteps';
import { fieldText } from '../../shared/fieldText';
import { isReady } from '../../shared/members';
import { seenOf, waiting } from '../../shared/observing';
import { listAt, numberAt, textAt } from '../../shared/reading';
import { replicasOf } from '../../shared/scaling';

/** `statefulset.unchanged`: it is the one that the plan saw, with the same spec; what somebody changed since must not be written over. */
export const statefulSetUnchanged: Observer = ({ seen, params }) => {
  const [set] = seenOf({ seen }, 'StatefulSet');
  const isSame = set !== undefined && set.metadata.uid === textAt(params, 'uid') && set.metadata.deletionTimestamp === undefined;
  if (isSame && (set.metadata.generation === undefined || set.metadata.generation === numberAt(params, 'generation'))) return { state: 'done' };
  return {
    state: 'failed',
    code: 'STATEFULSET_CHANGED',
    cause: isSame ? `Somebody changed StatefulSet ${set.metadata.name} since the plan was drawn.` : 'The StatefulSet that the plan saw is gone.',
    remedy: 'Look at what was changed, then expand to the same size again: only the claim template is left to do.',
  };
};

/** `statefulset.gone`: the set that the plan saw is no more; its pods are not looked at. */
export const statefulSetGone: Observer = ({ seen, params }) => {
  const [set] = seenOf({ seen }, 'StatefulSet');
  if (set === undefined || set.metadata.uid !== textAt(params, 'uid')) return { state: 'done' };
  return waiting(`StatefulSet ${set.metadata.name} to go`);
};

/** The first field that has another value than it should. */
function differing(set: KubernetesObject, params: unknown): { path: string; to: string } | undefined {
  for (const field of listAt(params, 'fields')) {
    const path: (string | number)[] = Array.isArray(field.path) ? field.path : [];
    const value = path.reduce((below: unknown, step) => (typeof below === 'object' && below !== null ? Reflect.get(below, step) : undefined), set);
    if (value !== field.to) return { path: fieldText(path), to: String(field.to) };
  }
  return undefined;
}

/** `statefulset.adopted`: the set states what it should, owns as many pods as it wants, and all are ready. Also done where the former one was never taken away. */
export const statefulSetAdopted: Observer = input => {
  const [set] = seenOf(input, 'StatefulSet');
  if (set === undefined) return waiting('the StatefulSet to be there again');
  const { name, uid, deletionTimestamp } = set.metadata;
  if (deletionTimestamp !== undefined) return waiting(`StatefulSet ${name} to go and be there again`);
  const other = uid === textAt(input.params, 'former') ? undefined : differing(set, input.params);
  if (other !== undefined) {
    return {
      state: 'failed',
      code: 'STATEFULSET_DIFFERS',
      cause: `StatefulSet ${name} does not state ${other.to} (${other.path}): somebody else made it.`,
      remedy: 'Find out which tool makes it, and change the size there.',
    };
  }
  const total = replicasOf(set);
  const own = seenOf(input, 'Pod').filter(pod => (pod.metadata.ownerReferences ?? []).some(owner => owner.uid === uid));
  const ready = own.filter(isReady).length;
  if (own.length < total) return waiting(`StatefulSet ${name} to take back ${total - own.length} of its ${total} pods`, { done: own.length, total });
  if (ready < total) return waiting(`${total - ready} of ${total} pods of ${name} to be ready`, { done: ready, total });
  return { state: 'done', found: `${name} has its ${total} ${total === 1 ? 'pod' : 'pods'}`, facts: { uid } };
};

/** `statefulset.unmark`: takes the label of the operation off the set that it made; by its uid, since it is not known by the label once that is off. */
export const statefulSetUnmarked: Derivation = ({ params, facts }) => {
  const text = (field: string) => textAt(params, field) ?? '';
  const uid = textAt(facts[text('step')], 'uid');
  if (uid === undefined) return [];
  const target = { cluster: text('cluster'), apiVersion: text('apiVersion'), kind: text('kind'), namespace: text('namespace'), name: text('name') };
  return [patchOf(target, uid, { path: ['metadata', 'labels', LABEL_OPERATION], from: text('operation') })];
};
