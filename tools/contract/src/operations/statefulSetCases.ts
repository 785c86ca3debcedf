import { cancelled, expectKept } from './cancelCases';
import { QUICK } from './expandCases';
import type { OperationCase } from './OperationCase';
import type { OperationsWorld } from './OperationsWorld';
import { PlainSet } from './PlainSet';
import { refusalOf } from './refusalOf';

/** More than the driver can make. */
const TOO_LARGE = '20Ti';
const STORAGE = '/apis/storage.k8s.io/v1/volumeattributesclasses';

async function healthySet(world: OperationsWorld, name: string, options: { replicas: number; storageClass: string }): Promise<PlainSet> {
  const set = await PlainSet.create(world.elements.admin, name, options);
  await world.untilHealthy(name);
  return set;
}

/** StatefulSets that no operator makes: volumes grow by the claims, and the set is made again around its pods. */
export const statefulSetCases: readonly OperationCase[] = [
  {
    title: 'a StatefulSet without an operator takes another size and attributes class, and its pods go on running',
    run: async world => {
      const set = await healthySet(world, 'plain-store', { replicas: 2, storageClass: 'standard' });
      const [before, podsBefore] = [await set.read(), await set.pods()];
      const classes = await world.elements.list(STORAGE);
      const [quick] = classes.flatMap(({ metadata: { name } }) => (name !== undefined && QUICK.includes(name) ? [name] : []));
      const ended = await world.run({ kind: 'expand', element: set.name, size: '3Gi', volumeAttributesClass: quick });
      expect(ended).toMatchObject({ summary: { phase: 'Succeeded' }, leftovers: [] });
      for (const ordinal of [0, 1]) {
        expect((await set.claim(ordinal)).status).toMatchObject({ capacity: { storage: '3Gi' }, currentVolumeAttributesClassName: quick });
      }
      const after = await set.read();
      expect(after.metadata.uid).not.toBe(before.metadata.uid);
      expect(after.metadata.labels).toEqual(before.metadata.labels);
      expect(after.metadata.annotations).toMatchObject(Object(before.metadata.annotations));
      expect({ ...after.spec, volumeClaimTemplates: [] }).toEqual({ ...before.spec, volumeClaimTemplates: [] });
      expect(await set.stated()).toEqual({ size: '3Gi', attributesClass: quick });
      expect(await set.pods()).toEqual(podsBefore.map(pod => ({ ...pod, owner: after.metadata.uid })));
      await world.untilHealthy(set.name);
      expect(await refusalOf(world.plan({ kind: 'expand', element: set.name, size: '3Gi' }))).toBe('400 INPUT_INVALID');
    },
  },
  {
    title: 'a growth that is called off ends with the StatefulSet there, stating what was said or what it has',
    run: async world => {
      const set = await healthySet(world, 'called-off', { replicas: 1, storageClass: 'standard' });
      const [pod] = await set.pods();
      for (const [step, size] of [
        ['grow/', '3Gi'],
        ['restate/', '5Gi'],
      ]) {
        const outcome = await cancelled(world, { kind: 'expand', element: set.name, size }, step);
        if (outcome.ended.summary.phase === 'Cancelled') expect(outcome.ended.failure).toBeUndefined();
        else expectKept(outcome);
        await world.untilHealthy(set.name);
        const { metadata } = await set.read();
        expect(metadata.deletionTimestamp).toBeUndefined();
        expect(Object(metadata.labels)).not.toHaveProperty('penstock.dev/operation');
        expect(await set.pods()).toEqual([{ ...pod, owner: metadata.uid }]);
      }
      const { size } = await set.stated();
      // whatever was called off, the same size again does what is left
      if (size !== '5Gi') await world.run({ kind: 'expand', element: set.name, size: '5Gi' });
      expect(await set.stated()).toMatchObject({ size: '5Gi' });
      expect((await set.claim(0)).status).toMatchObject({ capacity: { storage: '5Gi' } });
    },
  },
  {
    title: 'where a file system grows only for a new pod, a growth waits for the restart and says so',
    run: async world => {
      const set = await healthySet(world, 'slow-store', { replicas: 1, storageClass: 'standard-offline' });
      const { summary } = await world.start(await world.plan({ kind: 'expand', element: set.name, size: '3Gi' }));
      const waiting = await world.untilOperation(summary.id, operation => /Waiting for pod restart/.test(JSON.stringify(operation)) || operation.summary.phase === 'Succeeded');
      expect(waiting.summary.phase).not.toBe('Succeeded');
      await set.deletePod(0);
      expect(await world.untilEnded(summary.id)).toMatchObject({ summary: { phase: 'Succeeded' }, leftovers: [] });
      expect((await set.claim(0)).status).toMatchObject({ capacity: { storage: '3Gi' } });
      expect(await set.stated()).toMatchObject({ size: '3Gi' });
    },
  },
  {
    title: 'an infeasible size costs one claim only, and less may be asked for afterwards, but more than there is',
    run: async world => {
      const set = await healthySet(world, 'full-store', { replicas: 2, storageClass: 'standard' });
      const failed = await world.run({ kind: 'expand', element: set.name, size: TOO_LARGE });
      expect(failed).toMatchObject({ summary: { phase: 'Failed' }, failure: { code: 'GROWTH_INFEASIBLE' } });
      expect(Object((await set.claim(1)).spec).resources).toEqual({ requests: { storage: '1Gi' } });
      expect(await set.stated()).toMatchObject({ size: '1Gi' });
      await set.request(0, TOO_LARGE);
      await set.untilClaim(0, ({ status }) => {
        const { allocatedResources, allocatedResourceStatuses } = Object(status);
        return allocatedResourceStatuses?.storage === 'ControllerResizeInfeasible' && allocatedResources?.storage === TOO_LARGE;
      });
      expect(await refusalOf(world.plan({ kind: 'expand', element: set.name, size: '1Gi' }))).toBe('400 INPUT_INVALID');
      const grown = await world.run({ kind: 'expand', element: set.name, size: '3Gi' });
      expect({ phase: grown.summary.phase, failure: grown.failure, leftovers: grown.leftovers }).toEqual({ phase: 'Succeeded', failure: undefined, leftovers: [] });
      for (const ordinal of [0, 1]) expect((await set.claim(ordinal)).status).toMatchObject({ capacity: { storage: '3Gi' } });
      expect(await set.stated()).toMatchObject({ size: '3Gi' });
    },
  },
];
