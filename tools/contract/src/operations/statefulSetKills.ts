import type { ApiTrouble } from './faults/ApiProxy';
import { FaultWorld } from './faults/FaultWorld';
import { PlainSet } from './PlainSet';
import type { TargetName } from '../target';

const START_TIMEOUT_MS = 300_000;
const KILL_TIMEOUT_MS = 200_000;
const SET = /\/statefulsets\/killed-store/;
const SETS = /\/namespaces\/killed-store\/statefulsets/;

/** The writes that take the set away and make it again, each lost before it arrives and before its answer does. */
const KILLS: readonly [string, { method: string; path: RegExp }, ApiTrouble][] = [
  ['before the set is taken away', { method: 'DELETE', path: SET }, { how: 'hold-request' }],
  ['after the set was taken away, before the row', { method: 'DELETE', path: SET }, { how: 'hold-answer' }],
  ['before the set is made again', { method: 'POST', path: SETS }, { how: 'hold-request' }],
  ['after the set was made again, before the row', { method: 'POST', path: SETS }, { how: 'hold-answer' }],
  ['before its mark is taken off', { method: 'PATCH', path: SET }, { how: 'hold-request' }],
];

/** Registers on one target: whenever the product dies while a StatefulSet is made again around its pods, the set is there at the end, with the size that its claims have. */
export function statefulSetKills(name: TargetName): void {
  describe(`a StatefulSet that is made again on ${name}`, () => {
    let world: FaultWorld | undefined;
    let set: PlainSet | undefined;
    let size = 1;

    beforeAll(async () => {
      world = await FaultWorld.start(name);
      set = await PlainSet.create(world.admin, 'killed-store', { replicas: 1, storageClass: 'standard' });
    }, START_TIMEOUT_MS);

    afterAll(() => world?.stop(), START_TIMEOUT_MS);

    it.each(KILLS)(
      'survives a kill %s',
      async (_, meant, trouble) => {
        if (!world || !set) throw new Error('there is no world');
        const [pod] = await set.pods();
        const before = await set.read();
        size += 1;
        const held = world.proxy.meet(meant, trouble);
        const id = await world.begin({ kind: 'expand', element: set.name, size: `${size}Gi` });
        await held.reached();
        await world.backend.kill();
        held.drop();
        // nobody looks after the pods now, and they go on running
        expect((await set.pods()).map(({ uid }) => uid)).toEqual([pod.uid]);
        await world.backend.start();
        expect(await world.ended(id)).toMatchObject({ summary: { phase: 'Succeeded' }, leftovers: [] });
        const after = await set.read();
        expect(after.metadata.labels).toEqual(before.metadata.labels);
        expect({ ...after.spec, volumeClaimTemplates: [] }).toEqual({ ...before.spec, volumeClaimTemplates: [] });
        expect(await set.stated()).toEqual({ size: `${size}Gi` });
        expect((await set.claim(0)).status).toMatchObject({ capacity: { storage: `${size}Gi` } });
        expect(await set.pods()).toEqual([{ ...pod, owner: after.metadata.uid }]);
      },
      KILL_TIMEOUT_MS,
    );
  });
}
