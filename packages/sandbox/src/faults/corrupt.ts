import { join } from 'node:path';
import { CLAIMS, PersistentVolumeClaim } from '../controllers/kinds/core';
import { isOfElasticsearch, isOfKafka } from '../workload/claimOwners';
import { aloneOnVolumes } from '../workload/cutBarrier';
import {
  damageIndices,
  damagePartition,
  holdDamagedShards,
} from '../workload/damage';
import { asAdmin } from './asAdmin';
import type { Fault } from './Fault';

/**
 * Bytes in an element's volumes are overwritten. Elasticsearch: every copy of
 * one shard of each index, which nothing but a restore makes good. Kafka: one
 * broker's copy of a partition, which that broker fetches again when it is
 * started anew.
 */
export const corrupt: Fault = {
  name: 'corrupt',
  label: 'Data corrupted',
  explanation:
    'Files of an element are overwritten: an Elasticsearch loses a shard and turns red until it is restored, a Kafka a copy of a partition.',
  healing: 'by a restore',
  parameters: [
    { name: 'namespace', label: 'Namespace', type: 'text' },
    { name: 'element', label: 'Element', type: 'text' },
  ],
  mark: order => `${order.text('namespace')}/${order.text('element')}`,
  describe: order =>
    `data of ${order.text('namespace')}/${order.text('element')} is damaged`,
  start: async (cluster, order) => {
    const namespace = order.text('namespace');
    const element = order.text('element');
    const volumesOf = async (
      isOf: (claim: PersistentVolumeClaim, element: string) => boolean,
    ) => {
      const { items } = await asAdmin(cluster, client =>
        client.list(CLAIMS, { namespace }),
      );
      return items
        .filter(claim => claim.spec.volumeName && isOf(claim, element))
        .map(({ spec }) => join(cluster.volumesDir, spec.volumeName ?? ''));
    };
    const logs = await volumesOf(isOfKafka);
    const shards = await volumesOf(isOfElasticsearch);
    const damaged = await aloneOnVolumes(cluster.volumesDir, () =>
      logs.length > 0 ? damagePartition(logs) : damageIndices(shards),
    );
    if (damaged === 0) {
      throw new Error(
        `There is no data to damage in ${namespace}/${element}; it must be a Kafka or an Elasticsearch that holds some.`,
      );
    }
    return {
      hits: () => damaged,
      heal: async () => undefined,
      // Restored volumes are others; an undo brings these back.
      ...(logs.length === 0 && {
        isOver: async () =>
          !(await holdDamagedShards(await volumesOf(isOfElasticsearch))),
      }),
    };
  },
};
