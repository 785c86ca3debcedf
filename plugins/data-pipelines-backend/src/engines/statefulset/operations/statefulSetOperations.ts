import type { EngineOperations } from '@penstock/backstage-plugin-data-pipelines-node';
import { crashOption } from '../../shared/crashOption';
import { PERSISTENT_VOLUME_CLAIM } from '../../shared/members';
import { keyOf } from '../../shared/objectKeys';
import { statefulSetAdopted, statefulSetGone, statefulSetUnchanged, statefulSetUnmarked } from './restated';
import { statefulSetSizeGroups } from './sizeGroups';
import { startStatefulSet, statefulSetHealthy, statefulSetHealthyWait, statefulSetStopped, stopStatefulSet } from './stopStart';

/** Operations on the data of a StatefulSet that no operator looks after; nothing is known of what runs in it. */
export const statefulSetOperations: EngineOperations = {
  needs: ({ root, inventory, namespace, description }) => {
    const claims = description.volumes
      .filter(({ sizeOwner }) => sizeOwner.object.kind === 'PersistentVolumeClaim')
      .flatMap(({ claim }) => inventory.get(PERSISTENT_VOLUME_CLAIM, { namespace, name: claim }) ?? []);
    return [root, ...claims].map(object => keyOf(inventory, object));
  },
  sizeGroups: statefulSetSizeGroups,
  consistencies: ({ root }) => [crashOption(`Every volume of StatefulSet ${root.metadata.name} is cut while it is written to, as if all pods had lost power at that instant.`)],
  stop: stopStatefulSet,
  start: startStatefulSet,
  // what its pods say to each other is not known: one volume of an older time may belong to no state of the whole
  inseparable: ({ description }) => description.volumes.map(({ claim }) => claim).sort(),
  healthyWait: statefulSetHealthyWait,
  observers: {
    'statefulset.unchanged': statefulSetUnchanged,
    'statefulset.gone': statefulSetGone,
    'statefulset.adopted': statefulSetAdopted,
    'statefulset.stopped': statefulSetStopped,
    'statefulset.healthy': statefulSetHealthy,
  },
  derivations: { 'statefulset.unmark': statefulSetUnmarked },
};
