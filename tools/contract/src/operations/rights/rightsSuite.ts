import type { OperationRequest } from '@penstock/backstage-plugin-data-pipelines-common';
import { RightsWorld } from './RightsWorld';

const START_TIMEOUT_MS = 300_000;
const CASE_TIMEOUT_MS = 300_000;
const TEMPLATE = ['elasticsearch', 'default'] as const;

/**
 * Registers each role of the page on Kubernetes rights: what it is for succeeds
 * by a token with that role, and what it is not for ends with the right that is
 * missing, and nothing written.
 */
export function rightsSuite(): void {
  describe('roles of docs/kubernetes-rbac.md on a real API server', () => {
    let world: RightsWorld;
    let element: string;
    let recoveryPoint: string;
    let snapshot: OperationRequest;
    const grow = (size: string): OperationRequest => ({ kind: 'expand', element, size });
    const restore = (namespace: string): OperationRequest => ({ kind: 'restore', recoveryPoint, where: 'new-namespace', namespace });

    beforeAll(async () => {
      world = await RightsWorld.start();
      ({ element } = await world.productOf('penstock-restore').healthyElement(...TEMPLATE));
      snapshot = { kind: 'snapshot', elements: [element], consistency: 'crash' };
      recoveryPoint = (await world.succeeds('penstock-restore', snapshot)).summary.id;
    }, START_TIMEOUT_MS);

    afterAll(() => world?.stop(), START_TIMEOUT_MS);

    const seen = (user: Parameters<RightsWorld['productOf']>[0]) => world.productOf(user).untilPoint(recoveryPoint, ({ state }) => state === 'Ready');

    it('read sees elements and points, and changes nothing', async () => {
      await seen('penstock-read');
      await world.lacks('penstock-read', 'create VolumeGroupSnapshot', snapshot);
    }, CASE_TIMEOUT_MS);

    it('snapshot takes and deletes points, and restores and expands nothing', async () => {
      const user = 'penstock-snapshot';
      await seen(user);
      const { summary } = await world.succeeds(user, snapshot);
      await world.productOf(user).untilPoint(summary.id, ({ state }) => state === 'Ready');
      await world.succeeds(user, { kind: 'delete', recoveryPoint: summary.id });
      await world.lacks(user, 'create Namespace', restore('not-by-snapshot'));
      await world.lacks(user, 'change ', grow('950Gi'));
    }, CASE_TIMEOUT_MS);

    it('restore restores elsewhere and in place', async () => {
      const user = 'penstock-restore';
      await seen(user);
      await world.productOf(user).untilHealthy(element);
      await world.succeeds(user, restore('by-restore'));
      await world.succeeds(user, { kind: 'restore', recoveryPoint, where: 'in-place' });
      await world.productOf(user).untilHealthy(element);
    }, CASE_TIMEOUT_MS);

    it('expand grows volumes, and cuts nothing', async () => {
      const user = 'penstock-expand';
      await seen(user);
      await world.succeeds(user, grow('950Gi'));
      await world.lacks(user, 'create VolumeGroupSnapshot', snapshot);
    }, CASE_TIMEOUT_MS);
  });
}
