import { until } from 'control-plane';
import { basin } from '../basins';
import { configMap } from '../configMap';
import type { CaseContext, ContractCase } from '../ContractCase';

const GONE_TIMEOUT_MS = 120_000;

/** A basin that owns the ConfigMap `child`, and one that owns nothing. */
async function makeFamily({ admin, basins, core }: CaseContext) {
  const owner = (await admin.post(basins, basin('owner'))).object;
  const ownerReferences = [
    {
      apiVersion: owner.apiVersion,
      kind: owner.kind,
      name: 'owner',
      uid: owner.metadata.uid,
    },
  ];
  await admin.post(
    core('configmaps'),
    configMap('child', {}, { ownerReferences }),
  );
  await admin.post(core('configmaps'), configMap('stranger'));
}

const background: ContractCase = {
  id: 'gc-background',
  title: 'collects what a deleted owner owned, and nothing else',
  async run(context) {
    const { admin, basins, core } = context;
    await makeFamily(context);
    await admin.delete(`${basins}/owner`);
    expect((await admin.get(`${basins}/owner`)).status).toBe(404);
    await until('the child to be collected', GONE_TIMEOUT_MS, async () =>
      (await admin.get(core('configmaps/child'))).status === 404
        ? true
        : undefined,
    );
    expect((await admin.get(core('configmaps/stranger'))).status).toBe(200);
  },
};

const orphan: ContractCase = {
  id: 'gc-orphan',
  title: 'frees what a deleted owner owned when told to orphan it',
  async run(context) {
    const { admin, basins, core } = context;
    await makeFamily(context);
    await admin.delete(`${basins}/owner?propagationPolicy=Orphan`);
    await until('the owner to be gone', GONE_TIMEOUT_MS, async () =>
      (await admin.get(`${basins}/owner`)).status === 404 ? true : undefined,
    );
    const child = await admin.get(core('configmaps/child'));
    expect(child.object.metadata).not.toHaveProperty('ownerReferences');
  },
};

/** What happens to owned objects. */
export const garbageCases: ContractCase[] = [background, orphan];
