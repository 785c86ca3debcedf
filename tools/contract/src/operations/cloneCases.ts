import type { OperationPhase } from '@penstock/backstage-plugin-data-pipelines-common';
import type { KubeObject } from '../KubeObject';
import { resourcePath } from '../resourcePath';
import { textAt } from './marks';
import type { OperationCase } from './OperationCase';
import type { OperationsWorld } from './OperationsWorld';

/** An element that was made from another one. */
interface Copy {
  id: string;
  name: string;
  namespace: string;
}

/** What an operation that made these claims may say of itself: data that is not there yet is no success as a whole. */
export function phaseOf(claims: readonly KubeObject[]): OperationPhase {
  return claims.every(({ status }) => textAt(status, 'phase') === 'Bound') ? 'Succeeded' : 'PartiallySucceeded';
}

/** An element of its own beside the original, with the data of a point. */
function cloned(template: string, example: string, phases: RegExp, then: (world: OperationsWorld, copy: Copy) => Promise<void>): OperationCase {
  return {
    title: `${template}: a copy beside the original is an element of its own, with volumes of its own`,
    run: async world => {
      const { namespace, element } = await world.healthyElement(template, example);
      const before = await world.client.getElement(element);
      const snapshot = await world.run({ kind: 'snapshot', elements: [element], consistency: 'crash' });
      const { id } = await world.untilPoint(snapshot.summary.id, ({ state }) => state === 'Ready');
      const clone = await world.run({ kind: 'clone', element, recoveryPoint: id, name: `${element}-copy` });
      expect(clone.failure).toBeUndefined();
      expect(clone.leftovers).toEqual([]);
      const after = await world.client.getElement(element);
      expect(after.volumes.map(({ name, persistentVolume }) => [name, persistentVolume])).toEqual(before.volumes.map(({ name, persistentVolume }) => [name, persistentVolume]));
      await world.untilHealthy(element);
      const made = clone.objects.filter(({ object: { kind } }) => kind === 'PersistentVolumeClaim').map(({ object: { name } }) => name);
      expect(made).toHaveLength(before.volumes.length);
      const claims = await Promise.all(made.map(name => world.elements.admin.get(`/api/v1/namespaces/${namespace}/persistentvolumeclaims/${name}`)));
      claims.forEach(({ object }) => expect(object).toMatchObject({ status: { phase: expect.stringMatching(phases) } }));
      expect(clone.summary.phase).toBe(phaseOf(claims.map(({ object }) => object)));
      const root = clone.objects.find(({ object: { name, kind } }) => name === `${element}-copy` && kind !== 'PersistentVolumeClaim');
      if (!root) throw new Error(`No object of the copy is among ${JSON.stringify(clone.objects)}.`);
      const { metadata } = (await world.elements.admin.get(await resourcePath(world.elements.admin, { ...root.object, metadata: { name: root.object.name, namespace } }))).object;
      const copyId = textAt(metadata.labels, 'penstock.dev/element');
      expect(copyId).not.toBe(element);
      await then(world, { id: copyId, name: `${element}-copy`, namespace });
    },
  };
}

/** The volumes of the copy are its own, and it serves. */
async function serves(world: OperationsWorld, { id, name: copy }: Copy): Promise<void> {
  await world.untilHealthy(id);
  const { volumes } = await world.client.getElement(id);
  expect(volumes.length).toBeGreaterThan(1);
  volumes.forEach(({ phase, name }) => expect([phase, name]).toEqual(['Bound', expect.stringContaining(copy)]));
}

/** Making an element again beside itself, for a test. */
export const cloneCases: readonly OperationCase[] = [
  cloned('elasticsearch', 'default', /^Bound$/, serves),
  cloned('kafka', 'default', /^Bound$/, serves),
  // suspended, it mounts nothing: a claim whose class waits for a pod stays as it is
  cloned('spark', 'streaming', /^(Bound|Pending)$/, async (world, { id, name, namespace }) => {
    const application = (await world.elements.admin.get(`/apis/sparkoperator.k8s.io/v1beta2/namespaces/${namespace}/sparkapplications/${name}`)).object;
    expect(application.spec).toMatchObject({ suspend: true });
    expect(await world.client.getElement(id)).toMatchObject({ id });
  }),
];
