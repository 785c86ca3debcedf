import { join } from 'node:path';
import { CLAIMS, PersistentVolumeClaim } from '../controllers/kinds/core';
import { aloneOnVolumes } from '../workload/cutBarrier';
import { damageIndices, damagePartition } from '../workload/damage';
import { asAdmin } from './asAdmin';
import { elementOf, engineOf } from './elements';
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
    const { items } = await asAdmin(cluster, client =>
      client.list(CLAIMS, { namespace }),
    );
    const claims = items.filter(
      claim =>
        elementOf(claim) === element &&
        engineOf(claim) &&
        claim.spec.volumeName,
    );
    const engine = claims[0] && engineOf(claims[0]);
    const folder = ({ spec }: PersistentVolumeClaim) =>
      join(cluster.volumesDir, spec.volumeName ?? '');
    const damaged = await aloneOnVolumes(cluster.volumesDir, () =>
      engine === 'kafka'
        ? damagePartition(claims.map(folder))
        : damageIndices(claims.map(folder)),
    );
    if (damaged === 0) {
      throw new Error(
        `There is no data to damage in ${namespace}/${element}; it must be a Kafka or an Elasticsearch that holds some.`,
      );
    }
    return { hits: () => damaged, heal: async () => undefined };
  },
};
