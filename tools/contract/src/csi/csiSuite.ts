import { randomUUID } from 'node:crypto';
import type { TargetName } from '../target';
import type { CsiCase } from './CsiCase';
import { type CsiTarget, startCsiTarget } from './CsiTarget';
import { CsiWorld } from './CsiWorld';
import { faultCases } from './faultCases';
import { groupCases } from './groupCases';
import { snapshotCases } from './snapshotCases';
import { csiVolumeCases } from './volumeCases';

const ROOMS: Record<string, CsiCase[]> = {
  snapshots: snapshotCases,
  'group snapshots': groupCases,
  volumes: csiVolumeCases,
  'a driver in trouble': faultCases,
};

const START_TIMEOUT_MS = 300_000;
const CASE_TIMEOUT_MS = 240_000;

/**
 * Registers what CSI drivers and their sidecars do with snapshots, groups,
 * clones and growth, for one target.
 */
export function csiSuite(name: TargetName): void {
  describe(`storage of ${name}`, () => {
    let target: CsiTarget;

    beforeAll(async () => {
      target = await startCsiTarget(name);
      await CsiWorld.prepare(target);
    }, START_TIMEOUT_MS);

    afterAll(() => target?.stop(), START_TIMEOUT_MS);

    Object.entries(ROOMS).forEach(([room, cases]) =>
      describe(room, () => {
        cases.forEach(each =>
          it(
            `${each.title} (${each.id})`,
            () => runInNamespace(each, target),
            CASE_TIMEOUT_MS,
          ),
        );
      }),
    );
  });
}

async function runInNamespace(each: CsiCase, target: CsiTarget): Promise<void> {
  const namespace = `csi-${randomUUID().slice(0, 8)}`;
  const created = await target.api.post('/api/v1/namespaces', {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: namespace },
  });
  expect(created.status).toBe(201);
  try {
    await each.run(new CsiWorld(target, namespace));
  } finally {
    await target.api.delete(`/api/v1/namespaces/${namespace}`);
  }
}
