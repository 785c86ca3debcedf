import { isReady, Pod, PODS } from '../kinds/core';
import { POD_SETS, StrimziPodSet } from '../kinds/strimzi';
import { remove } from '../engine/effects';
import { isOwnedBy } from '../engine/owner';
import { createStage, statusStage, Table, View } from '../engine/table';
import { podOf } from './podSets';

/*
 * Plays the StrimziPodSet controller: pods that are wanted exist, others do
 * not, and their numbers. Not emulated: pods of an older revision are not
 * rolled, so currentPods always follows the pods that exist.
 */

function podsOf(set: StrimziPodSet, view: View): Pod[] {
  return view
    .list(PODS, set.metadata.namespace)
    .filter(pod => isOwnedBy(pod, set));
}

function surplus(set: StrimziPodSet, view: View): Pod[] {
  const wanted = set.spec.pods.map(({ metadata }) => metadata.name);
  return podsOf(set, view).filter(
    ({ metadata }) =>
      !metadata.deletionTimestamp && !wanted.includes(metadata.name),
  );
}

/** Pod sets: their pods and their numbers. */
export const podSetsTable: Table<StrimziPodSet> = {
  name: 'strimzi podsets',
  subject: POD_SETS,
  watches: [PODS],
  stages: [
    createStage<StrimziPodSet>('create pods', { ms: 600, jitterMs: 300 }, set =>
      set.spec.pods.map(template => ({
        resource: PODS,
        object: podOf(set, template),
      })),
    ),
    {
      name: 'delete surplus pods',
      delay: { ms: 600 },
      when: (set, view) => surplus(set, view).length > 0,
      effects: (set, view) => surplus(set, view).map(pod => remove(PODS, pod)),
    },
    statusStage('count', { ms: 100 }, POD_SETS, (set, view) => {
      const pods = podsOf(set, view);
      return {
        observedGeneration: set.metadata.generation,
        pods: set.spec.pods.length,
        currentPods: pods.length,
        readyPods: pods.filter(isReady).length,
      };
    }),
  ],
};
