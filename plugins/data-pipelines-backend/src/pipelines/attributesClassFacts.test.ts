import type { KindState, KubernetesObject } from '@penstock/backstage-plugin-data-pipelines-node';
import { inventoryOf } from '@penstock/backstage-plugin-data-pipelines-node/testUtils';
import { attributesClassesFor } from './attributesClassFacts';

const DISK = 'disk.csi.example.com';

function attributesClass(name: string, driverName: string, parameters: Record<string, string> = {}): KubernetesObject {
  return { apiVersion: 'storage.k8s.io/v1', kind: 'VolumeAttributesClass', metadata: { name, uid: name }, driverName, parameters };
}

const CLASSES = [
  attributesClass('silver', DISK, { throughput: '125', iops: '3000' }),
  attributesClass('gold', DISK, { iops: '16000', password: 'hunter2' }),
  attributesClass('other', 'file.csi.example.com'),
];

const volumes = [{ driver: DISK }, { driver: DISK }, {}];

/** An inventory in which the kind is in this state. */
function seen(objects: KubernetesObject[], state?: KindState) {
  const inventory = inventoryOf(objects);
  return state === undefined ? inventory : { ...inventory, cluster: inventory.cluster, list: inventory.list.bind(inventory), get: inventory.get.bind(inventory), kindState: () => state };
}

describe('the attributes classes for volumes', () => {
  it('are those of their drivers, by name, with their parameters but for secrets', () => {
    expect(attributesClassesFor(volumes, seen(CLASSES))).toEqual({
      items: [
        { name: 'gold', driver: DISK, summary: 'iops 16000' },
        { name: 'silver', driver: DISK, summary: 'iops 3000, throughput 125' },
      ],
    });
  });

  it('are not told where there are none, none of the driver, no such kind, or no driver', () => {
    expect(attributesClassesFor(volumes, seen([]))).toBeUndefined();
    expect(attributesClassesFor([{ driver: 'third.csi.example.com' }], seen(CLASSES))).toBeUndefined();
    expect(attributesClassesFor(volumes, seen([], { state: 'not-installed', reason: 'Kubernetes 1.30' }))).toBeUndefined();
    expect(attributesClassesFor([{}], seen(CLASSES))).toBeUndefined();
  });

  it.each<KindState>([
    { state: 'denied', reason: 'no right' },
    { state: 'pending', reason: 'no right' },
    { state: 'watched', freshness: { state: 'unknown', reason: 'no right' } },
  ])('that cannot be read are not taken for none: %j', state => {
    expect(attributesClassesFor(volumes, seen([], state))).toEqual({ items: [], reason: 'no right' });
  });

  it('are summed up within bounds', () => {
    const [fact] = attributesClassesFor(volumes, seen([attributesClass('long', DISK, { text: 'x'.repeat(5000) })]))?.items ?? [];
    expect(fact.summary).toHaveLength(200);
  });
});
