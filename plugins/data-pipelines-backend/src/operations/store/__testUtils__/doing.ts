import type { Claim, Ending, NewOperation, OperationRow } from '../OperationStore';
import type { TestStore } from './testStore';

/** An ending that says nothing. */
export const FAILED: Ending = {
  phase: 'Failed',
  failure: { code: 'TEST', cause: 'The test wants it.', state: 'As before.', remedy: 'None.' },
  leftovers: [],
};

/** An ending as of an operation all of whose steps are done. */
export const SUCCEEDED: Ending = { phase: 'Succeeded', result: { sentences: ['Done.'] }, leftovers: [] };

/** Stores an operation and claims it; nothing else may be waiting for a worker. */
export async function claimed({ store }: TestStore, operation: NewOperation, worker = 'ann'): Promise<Claim> {
  const { outcome } = await store.insert(operation);
  if (outcome !== 'inserted') throw new Error(`${operation.id} was not stored: ${outcome}`);
  return claimedNext({ store }, worker);
}

/** Claims what waits for a worker. */
export async function claimedNext({ store }: Pick<TestStore, 'store'>, worker: string): Promise<Claim> {
  const claim = await store.claim(worker, 60_000);
  if (!claim) throw new Error('Nothing waits for a worker.');
  return claim;
}

/** An operation as it is stored. */
export async function rowOf({ store }: TestStore, id: string): Promise<OperationRow> {
  const row = await store.get(id);
  if (!row) throw new Error(`There is no operation ${id}.`);
  return row;
}
