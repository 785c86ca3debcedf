import { randomUUID } from 'node:crypto';
import { refusalOf } from './refusalOf';
import type { OperationCase } from './OperationCase';
import type { OperationsWorld } from './OperationsWorld';

/** Attributes classes that drivers take: the sandbox's, and that of the directories. */
export const QUICK = ['gold', 'csi-directories-quick'];

/** Name of the attributes class that the driver of this world takes. */
async function quickClass({ elements }: OperationsWorld): Promise<string> {
  const classes = await elements.list('/apis/storage.k8s.io/v1/volumeattributesclasses');
  const [name] = classes.flatMap(({ metadata }) => (metadata.name !== undefined && QUICK.includes(metadata.name) ? [metadata.name] : []));
  return name;
}

/** Growing volumes through the object that owns their size. */
export const expandCases: readonly OperationCase[] = [
  {
    title: 'the volumes of a Kafka pool grow and take another attributes class through the pool, and a used plan, a reused key and a changed world are refused',
    run: async world => {
      const { namespace, element } = await world.healthyElement('kafka', 'default');
      const { volumes } = await world.client.getElement(element);
      const [broker] = volumes.filter(({ sizeOwner, name }) => sizeOwner.object.kind === 'KafkaNodePool' && name.includes('broker'));
      const request = { kind: 'expand' as const, element, volumes: [broker.name], size: '900Gi' };
      const stale = await world.plan(request);
      const plan = await world.plan(request);
      const key = randomUUID();
      const started = await world.start(plan, key);
      expect((await world.start(plan, key)).summary.id).toBe(started.summary.id);
      expect(await refusalOf(world.start(plan, randomUUID()))).toBe('409 PLAN_STARTED');
      expect(await refusalOf(world.start({ ...stale, request: { ...request, size: '901Gi' } }, key))).toBe('409 KEY_REUSED');
      const ended = await world.untilEnded(started.summary.id);
      expect(ended).toMatchObject({ summary: { phase: 'Succeeded' }, leftovers: [] });
      const claims = await world.elements.list(`/api/v1/namespaces/${namespace}/persistentvolumeclaims`, `strimzi.io/cluster=${element}`);
      const sizes = claims.filter(({ metadata }) => metadata.name?.includes('broker')).map(({ status }) => JSON.stringify(status));
      expect(sizes.length).toBeGreaterThan(1);
      sizes.forEach(status => expect(status).toContain('"900Gi"'));
      const other = await quickClass(world);
      const changed = await world.run({ kind: 'expand', element, volumes: [broker.name], size: '910Gi', volumeAttributesClass: other });
      expect(changed).toMatchObject({ summary: { phase: 'Succeeded' }, leftovers: [] });
      const after = await world.elements.list(`/api/v1/namespaces/${namespace}/persistentvolumeclaims`, `strimzi.io/cluster=${element}`);
      const brokers = after.filter(({ metadata }) => metadata.name?.includes('broker'));
      expect(brokers.map(({ status }) => status)).toEqual(sizes.map(() => expect.objectContaining({ capacity: { storage: '910Gi' }, currentVolumeAttributesClassName: other })));
      expect(await refusalOf(world.plan({ kind: 'expand', element, volumes: [broker.name], volumeAttributesClass: other }))).toBe('400 INPUT_INVALID');
      expect(await refusalOf(world.start(stale))).toBe('400 INPUT_INVALID');
      expect(await refusalOf(world.plan({ ...request, size: '1Gi' }))).toBe('400 INPUT_INVALID');
    },
  },
  {
    title: 'a claim that no operator owns grows by itself and takes another attributes class',
    run: async world => {
      const { namespace, element } = await world.healthyElement('spark', 'streaming');
      const { volumes } = await world.client.getElement(element);
      const [checkpoint] = volumes.filter(({ sizeOwner }) => sizeOwner.object.kind === 'PersistentVolumeClaim');
      const grown = await world.run({ kind: 'expand', element, volumes: [checkpoint.name], size: '20Gi' });
      expect(grown).toMatchObject({ summary: { phase: 'Succeeded' }, leftovers: [] });
      const other = await quickClass(world);
      const changed = await world.run({ kind: 'expand', element, volumes: [checkpoint.name], volumeAttributesClass: other });
      expect(changed).toMatchObject({ summary: { phase: 'Succeeded' }, leftovers: [] });
      const { status } = (await world.elements.admin.get(`/api/v1/namespaces/${namespace}/persistentvolumeclaims/${checkpoint.name}`)).object;
      expect(status).toMatchObject({ capacity: { storage: '20Gi' }, currentVolumeAttributesClassName: other });
    },
  },
];
