import { until } from 'control-plane';
import { randomUUID } from 'node:crypto';
import { phaseOf } from './cloneCases';
import { mark, marks } from './marks';
import type { OperationCase } from './OperationCase';
import { refusalOf } from './refusalOf';

const SEEN_TIMEOUT_MS = 30_000;

/** The life of one element: cut, restored in place, taken back, and its point deleted. */
function inPlace(template: string, example: string): OperationCase {
  return {
    title: `${template}: restored in place its bytes are those of the cut, taken back they are those before; the last good point is guarded`,
    run: async world => {
      const { namespace, element } = await world.healthyElement(template, example);
      await mark(world, namespace, element, 'at the cut');
      const snapshot = await world.run({ kind: 'snapshot', elements: [element], consistency: 'crash' });
      expect(snapshot).toMatchObject({ summary: { phase: 'Succeeded' } });
      const { id } = await world.untilPoint(snapshot.summary.id, ({ state }) => state === 'Ready');
      await mark(world, namespace, element, 'after the cut');

      const plan = await world.plan({ kind: 'restore', recoveryPoint: id, where: 'in-place' });
      expect(plan).toMatchObject({ safety: { level: 3, type: element }, undo: { possible: true } });
      expect(await refusalOf(world.client.startOperation({ plan: plan.id, hash: plan.hash, request: plan.request, confirmation: { acknowledged: true } }, plan.id))).toBe(
        '400 CONFIRMATION_MISSING',
      );
      const restore = await world.run({ kind: 'restore', recoveryPoint: id, where: 'in-place' });
      expect(restore.failure).toBeUndefined();
      expect(restore.summary.phase).toBe('Succeeded');
      await world.untilHealthy(element);
      expect(new Set(await marks(world, namespace, element))).toEqual(new Set(['at the cut']));

      const undo = await world.run({ kind: 'undo', operation: restore.summary.id });
      expect(undo.failure).toBeUndefined();
      expect(undo.summary.phase).toBe('Succeeded');
      await world.untilHealthy(element);
      expect(new Set(await marks(world, namespace, element))).toEqual(new Set(['after the cut']));
      await until('the undo to be done once only', SEEN_TIMEOUT_MS, async () => ((await world.plan({ kind: 'undo', operation: restore.summary.id })).startable ? undefined : true));
    },
  };
}

/** Bringing data back, and taking that back. */
export const restoreCases: readonly OperationCase[] = [
  inPlace('elasticsearch', 'default'),
  inPlace('kafka', 'default'),
  {
    title: 'a point goes into a namespace of its own, beside what runs, and the last good point is not deleted by the way',
    run: async world => {
      const { element } = await world.healthyElement('elasticsearch', 'default');
      const snapshot = await world.run({ kind: 'snapshot', elements: [element], consistency: 'crash' });
      const { id } = await world.untilPoint(snapshot.summary.id, ({ state }) => state === 'Ready');
      expect(await refusalOf(world.plan({ kind: 'restore', recoveryPoint: id, where: 'new-namespace', namespace: 'kube-system' }))).toMatch(/^4\d\d /);
      const copy = await world.run({ kind: 'restore', recoveryPoint: id, where: 'new-namespace', namespace: 'restored' });
      expect(copy.failure).toBeUndefined();
      expect(copy.summary.phase).toBe('Succeeded');
      const claims = await world.elements.list('/api/v1/namespaces/restored/persistentvolumeclaims');
      const { volumes } = await world.client.getElement(element);
      expect(claims).toHaveLength(volumes.length);
      claims.forEach(({ status }) => expect(status).toMatchObject({ phase: 'Bound' }));
      await world.untilHealthy(element);

      const { items } = await world.client.listRecoveryPoints({ element });
      for (const point of items.slice(1)) {
        const deletion = await world.plan({ kind: 'delete', recoveryPoint: point.id });
        const key = randomUUID();
        const started = await world.start(deletion, key);
        expect((await world.untilEnded(started.summary.id)).summary.phase).toBe('Succeeded');
        // who lost the answer asks again, and the point is gone by now
        expect((await world.start(deletion, key)).summary.id).toBe(started.summary.id);
      }
      const last = await world.plan({ kind: 'delete', recoveryPoint: items[0].id });
      expect(last.safety).toMatchObject({ level: 4, reason: true });
    },
  },
  {
    title: 'a copy that stays suspended gets its volumes, or says that no pod has asked for them yet',
    run: async world => {
      const { element } = await world.healthyElement('spark', 'streaming');
      const snapshot = await world.run({ kind: 'snapshot', elements: [element], consistency: 'crash' });
      const { id } = await world.untilPoint(snapshot.summary.id, ({ state }) => state === 'Ready');
      const copy = await world.run({ kind: 'restore', recoveryPoint: id, where: 'new-namespace', namespace: 'asleep' });
      expect(copy.failure).toBeUndefined();
      const claims = await world.elements.list('/api/v1/namespaces/asleep/persistentvolumeclaims');
      expect(claims.length).toBeGreaterThan(0);
      expect(copy.summary.phase).toBe(phaseOf(claims));
      // what a volume is still to be made from stays
      const snapshots = await world.elements.list('/apis/snapshot.storage.k8s.io/v1/namespaces/asleep/volumesnapshots');
      expect(snapshots).toHaveLength(copy.summary.phase === 'Succeeded' ? 0 : claims.length);
    },
  },
];
