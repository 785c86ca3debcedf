import type { EngineOperations } from '@penstock/backstage-plugin-data-pipelines-node';
import { keyOf } from '../../shared/objectKeys';
import { poolsOf } from '../topology';
import { connectorsInState } from './connectorSteps';
import { kafkaConsistencies } from './consistencies';
import { configMapsOf, copyKafka, identitySet } from './copy';
import { connectHealthy, kafkaHealthy, kafkaHealthyWait } from './healthy';
import { logEnds, logHeld, verifyLog } from './logEnds';
import { writersInState } from './pauseWriters';
import { offsetsAltered, offsetsListed } from './recordOffsets';
import { resetOffsets } from './resetOffsets';
import { kafkaSizeGroups } from './sizeGroups';
import { kafkaPaused, kafkaStopped, podSetsMade, removePodSets, startKafka, stopKafka } from './stopStart';

/** Operations on the data of a Kafka by Strimzi. A Connect cluster has no volumes, but its connectors stop and start. */
export const kafkaOperations: EngineOperations = {
  needs: ({ root, inventory }) => [root, ...(root.kind === 'Kafka' ? poolsOf(root, inventory) : [])].map(object => keyOf(inventory, object)),
  broughtAlong: configMapsOf,
  sizeGroups: kafkaSizeGroups,
  consistencies: kafkaConsistencies,
  stop: stopKafka,
  start: startKafka,
  // a broker alone would be behind its peers and cut their log off
  inseparable: ({ description }) => description.volumes.map(volume => volume.claim).sort(),
  resetOffsets,
  verifyRestored: verifyLog,
  copy: copyKafka,
  healthyWait: kafkaHealthyWait,
  observers: {
    'kafka.healthy': kafkaHealthy,
    'kafka.connect-healthy': connectHealthy,
    'kafka.paused': kafkaPaused,
    'kafka.stopped': kafkaStopped,
    'kafka.pod-sets-made': podSetsMade,
    'kafka.connectors-in-state': connectorsInState,
    'kafka.writers-in-state': writersInState,
    'kafka.identity-set': identitySet,
    'kafka.offsets-listed': offsetsListed,
    'kafka.offsets-altered': offsetsAltered,
    'kafka.log-ends': logEnds,
    'kafka.log-held': logHeld,
  },
  derivations: { 'kafka.remove-pod-sets': removePodSets },
};
