import type { OperationCase } from './OperationCase';

/** Cutting the volumes of elements together. */
export const snapshotCases: readonly OperationCase[] = [
  {
    title: 'all volumes of a Kafka are cut at one instant, and the point says so',
    run: async world => {
      const { namespace, element } = await world.healthyElement('kafka', 'default');
      const { volumes } = await world.client.getElement(element);
      const ended = await world.run({ kind: 'snapshot', elements: [element], consistency: 'crash', note: 'before the upgrade' });
      expect(ended.failure).toBeUndefined();
      expect(ended).toMatchObject({ summary: { phase: 'Succeeded' }, leftovers: [] });
      const point = await world.untilPoint(ended.summary.id, ({ state }) => state === 'Ready');
      expect(point).toMatchObject({
        ...{ elements: [element], foreign: false, lastGood: true, note: 'before the upgrade' },
        consistency: { wanted: 'crash', got: 'crash' },
      });
      expect(point.missing).toBeUndefined();
      expect(point.members.map(({ volume }) => volume).sort()).toEqual(volumes.map(({ name }) => name).sort());
      expect(point.skewMs).toBeLessThanOrEqual(1);
      const snapshots = await world.elements.list(`/apis/snapshot.storage.k8s.io/v1/namespaces/${namespace}/volumesnapshots`, `penstock.dev/recovery-point=${ended.summary.id}`);
      expect(snapshots).toHaveLength(volumes.length);
      const after = await world.client.getElement(element);
      after.volumes.forEach(({ protectedBy }) => expect(protectedBy.state).toBe('measured'));
    },
  },
];
