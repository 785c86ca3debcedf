import type { EngineOperations } from '@penstock/backstage-plugin-data-pipelines-node';
import { crashOption } from '../../shared/crashOption';
import { keyOf } from '../../shared/objectKeys';
import { poolsOf } from '../topology';
import { connectorsInState } from './connectorSteps';
import { connectHealthy, kafkaHealthy, kafkaHealthyWait } from './healthy';
import { kafkaSizeGroups } from './sizeGroups';
import { kafkaPaused, kafkaStopped, podSetsMade, removePodSets, startKafka, stopKafka } from './stopStart';

/** Operations on the data of a Kafka by Strimzi. A Connect cluster has no volumes, but its connectors stop and start. */
export const kafkaOperations: EngineOperations = {
  needs: ({ root, inventory }) => [root, ...(root.kind === 'Kafka' ? poolsOf(root, inventory) : [])].map(object => keyOf(inventory, object)),
  sizeGroups: kafkaSizeGroups,
  consistencies: ({ root }) => [crashOption(`Every volume of ${root.kind} ${root.metadata.name} is cut while the brokers write, as if they had lost power at that instant.`)],
  stop: stopKafka,
  start: startKafka,
  // a broker alone would be behind its peers and cut their log off
  inseparable: ({ description }) => description.volumes.map(volume => volume.claim).sort(),
  healthyWait: kafkaHealthyWait,
  observers: {
    'kafka.healthy': kafkaHealthy,
    'kafka.connect-healthy': connectHealthy,
    'kafka.paused': kafkaPaused,
    'kafka.stopped': kafkaStopped,
    'kafka.pod-sets-made': podSetsMade,
    'kafka.connectors-in-state': connectorsInState,
  },
  derivations: { 'kafka.remove-pod-sets': removePodSets },
};
