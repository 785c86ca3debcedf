/* eslint jest/no-export: off, jest/expect-expect: off -- two test files call this suite */
import { inventoryCases } from './cases/inventory';
import { InventoryWorld } from './InventoryWorld';
import { startTarget } from './startTarget';
import type { Target, TargetName } from './target';

const START_MS = 300_000;
const CASE_MS = 300_000;

/** Registers the cases in which the product's own clusters and inventory read a target. */
export function inventorySuite(name: TargetName): void {
  describe(`Clusters and inventory on ${name}`, () => {
    let target: Target;
    let world: InventoryWorld;

    beforeAll(async () => {
      target = await startTarget(name);
      world = await InventoryWorld.open(target);
    }, START_MS);

    afterAll(async () => {
      await world?.close();
      await target?.stop();
    }, START_MS);

    beforeEach(() => world.freshNamespace());

    it.each(inventoryCases)('$title', ({ run }) => run(world), CASE_MS);
  });
}
