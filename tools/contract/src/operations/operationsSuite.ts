import type { TargetName } from '../target';
import { cancelCases } from './cancelCases';
import { cloneCases } from './cloneCases';
import { deploymentCases } from './deploymentCases';
import { expandCases } from './expandCases';
import type { OperationCase } from './OperationCase';
import { OperationsWorld } from './OperationsWorld';
import { restoreCases } from './restoreCases';
import { snapshotCases } from './snapshotCases';
import { statefulSetCases } from './statefulSetCases';

const START_TIMEOUT_MS = 300_000;
const CASE_TIMEOUT_MS = 600_000;

const CASES: readonly OperationCase[] = [...expandCases, ...statefulSetCases, ...snapshotCases, ...restoreCases, ...cloneCases, ...cancelCases, ...deploymentCases];

/**
 * Registers every kind of operation, through the product's own API, on one
 * target: the product works by the token of its own user, storage is CSI, the
 * operators are the sandbox's scripted ones.
 */
export function operationsSuite(name: TargetName): void {
  describe(`operations on ${name}`, () => {
    let world: OperationsWorld;

    beforeAll(async () => {
      world = await OperationsWorld.start(name);
    }, START_TIMEOUT_MS);

    afterAll(() => world?.stop(), START_TIMEOUT_MS);

    it.each(CASES)('$title', ({ run }) => run(world), CASE_TIMEOUT_MS);
  });
}
