import { testStore, type TestStore } from '../../store/__testUtils__';
import type { OperationRow } from '../../store/OperationStore';
import type { OperationCase } from './OperationCase';
import { OperationStage, stagedStore } from './OperationStage';

/** Opens stages, on SQLite in memory unless a store is given, each of which is quiet and closed after the test that opened it. */
export function openStages(): (test: OperationCase, store?: TestStore) => Promise<OperationStage> {
  const stages: OperationStage[] = [];
  afterEach(async () => {
    for (const stage of stages.splice(0)) {
      await stage.quiet();
      stage.close();
    }
  });
  return async (test, store) => {
    const stage = await OperationStage.open(test, stagedStore(store ?? (await testStore())));
    stages.push(stage);
    return stage;
  };
}

/** The row, once the step has acted and waits for what it looks at. */
export async function untilStepWaits(stage: OperationStage, id: string): Promise<OperationRow> {
  return stage.until(row => row.steps.some(step => step.id === id && step.mark === 'acted' && step.observation !== undefined), `step ${id} waits`);
}
