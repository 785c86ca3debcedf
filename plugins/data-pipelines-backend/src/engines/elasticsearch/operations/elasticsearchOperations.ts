import type { EngineOperations } from '@penstock/backstage-plugin-data-pipelines-node';
import { ELASTICSEARCH_CODES as CODES } from '../codes';
import { keyOf } from '../../shared/objectKeys';
import { elasticsearchConsistencies } from './consistencies';
import { copyElasticsearch } from './copy';
import { elasticsearchHealthy, elasticsearchHealthyWait } from './healthy';
import { elasticsearchSizeGroups } from './sizeGroups';
import { elasticsearchStopped, startElasticsearch, stopElasticsearch } from './stopStart';

/** Operations on the data of an Elasticsearch by ECK. */
export const elasticsearchOperations: EngineOperations = {
  needs: ({ root, inventory }) => [keyOf(inventory, root)],
  sizeGroups: elasticsearchSizeGroups,
  consistencies: elasticsearchConsistencies,
  stop: stopElasticsearch,
  start: startElasticsearch,
  // shards of one index lie on several nodes: data of one node alone belongs to no state of the cluster
  inseparable: ({ description }) => description.volumes.map(volume => volume.claim).sort(),
  copy: copyElasticsearch,
  damage: [CODES.ES_HEALTH_RED.code],
  healthyWait: elasticsearchHealthyWait,
  observers: {
    'elasticsearch.healthy': elasticsearchHealthy,
    'elasticsearch.stopped': elasticsearchStopped,
  },
};
