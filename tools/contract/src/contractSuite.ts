import { randomUUID } from 'node:crypto';
import { Api } from './Api';
import { basinsPath, installBasins } from './basins';
import { accessCases } from './cases/access';
import { applyCases } from './cases/apply';
import { clientLibraryCases } from './cases/clientLibrary';
import { createCases } from './cases/create';
import { customResourceCases } from './cases/customResources';
import { deleteCases } from './cases/delete';
import { discoveryCases } from './cases/discovery';
import { garbageCases } from './cases/garbage';
import { historyCases } from './cases/history';
import { listCases } from './cases/list';
import { patchCases } from './cases/patch';
import { quantityCases } from './cases/quantities';
import { volumeCases } from './cases/volumes';
import { watchCases } from './cases/watch';
import type { CaseContext, ContractCase } from './ContractCase';
import { startTarget } from './startTarget';
import type { Target, TargetName } from './target';

const ROOMS: Record<string, ContractCase[]> = {
  list: listCases,
  watch: watchCases,
  create: createCases,
  patch: patchCases,
  apply: applyCases,
  'custom resources': customResourceCases,
  quantities: quantityCases,
  volumes: volumeCases,
  delete: deleteCases,
  'garbage collection': garbageCases,
  access: accessCases,
  discovery: discoveryCases,
  'client library': clientLibraryCases,
  // Last: these make the server forget, which breaks open watches.
  history: historyCases,
};

const START_TIMEOUT_MS = 300_000;
const CASE_TIMEOUT_MS = 240_000;

/** A case that a target does not pass, by the id of the case. */
export type Gaps = Record<string, string>;

/**
 * Registers every case of the contract for one target.
 *
 * @param gaps - what the target cannot do and why; each stays a visible test
 *   that fails as soon as the gap is closed
 */
export function contractSuite(name: TargetName, gaps: Gaps = {}): void {
  describe(`Kubernetes API contract on ${name}`, () => {
    let target: Target;

    beforeAll(async () => {
      target = await startTarget(name);
      await installBasins({
        server: target.server,
        ca: target.ca,
        token: target.tokens.admin,
      });
    }, START_TIMEOUT_MS);

    afterAll(() => target?.stop(), START_TIMEOUT_MS);

    const ids = Object.values(ROOMS).flatMap(cases => cases.map(c => c.id));

    it('has one id per case, and gaps only for cases that exist', () => {
      expect(new Set(ids).size).toBe(ids.length);
      expect(ids).toEqual(expect.arrayContaining(Object.keys(gaps)));
    });

    Object.entries(ROOMS).forEach(([room, cases]) =>
      describe(room, () => {
        cases.forEach(each => registerCase(each, gaps[each.id], () => target));
      }),
    );
  });
}

function registerCase(
  each: ContractCase,
  gap: string | undefined,
  target: () => Target,
): void {
  if (gap === undefined) {
    it(each.title, () => runInNamespace(each, target()), CASE_TIMEOUT_MS);
    return;
  }
  it(
    `does not: ${each.title} (${gap})`,
    () => expect(runInNamespace(each, target())).rejects.toThrow(),
    CASE_TIMEOUT_MS,
  );
}

async function runInNamespace(
  each: ContractCase,
  target: Target,
): Promise<void> {
  const namespace = `contract-${randomUUID().slice(0, 8)}`;
  const { server, ca, tokens } = target;
  const as: CaseContext['as'] = user =>
    new Api({ server, ca, token: tokens[user] });
  const admin = as('admin');
  const created = await admin.post('/api/v1/namespaces', {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: namespace },
  });
  expect(created.status).toBe(201);
  try {
    await each.run({
      target,
      admin,
      as,
      namespace,
      core: resource => `/api/v1/namespaces/${namespace}/${resource}`,
      basins: basinsPath(namespace),
    });
  } finally {
    await admin.delete(`/api/v1/namespaces/${namespace}`);
  }
}
