import type { EngineOperations } from '@penstock/backstage-plugin-data-pipelines-node';
import { PERSISTENT_VOLUME_CLAIM } from '../../shared/members';
import { keyOf } from '../../shared/objectKeys';
import { copySpark } from './copy';
import { connectServerHealthy, scheduleHealthy, sparkHealthy, sparkHealthyWait } from './healthy';
import { sparkSizeGroups } from './sizeGroups';
import { sparkConsistencies, sparkResumed, sparkSuspended, startSpark, stopSpark } from './suspend';

/** Operations on the data of Spark by the Kubeflow operator: checkpoint claims, which nobody but themselves sizes. */
export const sparkOperations: EngineOperations = {
  needs: ({ root, inventory, namespace, description }) => {
    const claims = description.volumes
      .filter(({ sizeOwner }) => sizeOwner.object.kind === 'PersistentVolumeClaim')
      .flatMap(({ claim }) => inventory.get(PERSISTENT_VOLUME_CLAIM, { namespace, name: claim }) ?? []);
    return [root, ...claims].map(object => keyOf(inventory, object));
  },
  sizeGroups: sparkSizeGroups,
  consistencies: sparkConsistencies,
  stop: stopSpark,
  start: startSpark,
  // each checkpoint is a state of its own
  inseparable: () => [],
  copy: copySpark,
  healthyWait: sparkHealthyWait,
  observers: {
    'spark.healthy': sparkHealthy,
    'spark.schedule-healthy': scheduleHealthy,
    'spark.connect-healthy': connectServerHealthy,
    'spark.suspended': sparkSuspended,
    'spark.resumed': sparkResumed,
  },
};
