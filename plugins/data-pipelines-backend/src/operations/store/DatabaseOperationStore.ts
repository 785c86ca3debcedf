import type { OperationPhase } from '@penstock/backstage-plugin-data-pipelines-common';
import type { Knex } from 'knex';
import { answerInTime, DATABASE_LIMIT_MS } from './answerInTime';
import { changeStep, type NewPause } from './changeStep';
import { claimOperation } from './claimOperation';
import { readDatabaseTime } from './databaseTime';
import { findByKey } from './findByKey';
import { finishOperation } from './finishOperation';
import { insertOperation } from './insertOperation';
import { listLocks } from './listLocks';
import { countOperations, listOperations } from './listOperations';
import { loadOperations } from './loadOperations';
import type { Claim, Ending, NewOperation, OperationFilter, OperationRow, OperationStore, StepChange } from './OperationStore';
import { canBeStored } from './readColumn';
import { readVersion } from './readVersion';
import { releaseClaim } from './releaseClaim';
import { renewLease } from './renewLease';
import { requestCancel } from './requestCancel';
import { setPhase } from './setPhase';
import { markResumed, markResumeFailed } from './settlePause';
import { takeOverduePauses } from './takeOverduePauses';
import { reading } from './transactions';
import { markTold, takeUntold, tellLater } from './untoldOutcomes';

/** Operations in a database; each action has a file of its own. */
export class DatabaseOperationStore implements OperationStore {
  /** @param limitMs - how long the database may take for one action, in milliseconds */
  constructor(
    private readonly db: Knex,
    private readonly limitMs: number = DATABASE_LIMIT_MS,
  ) {}

  #answer<T>(answer: Promise<T>): Promise<T> {
    return answerInTime(answer, this.limitMs);
  }

  insert(operation: NewOperation) {
    return this.#answer(insertOperation(this.db, operation));
  }

  async get(id: string): Promise<OperationRow | undefined> {
    if (!canBeStored(id)) return undefined;
    const [row] = await this.#answer(reading(this.db, trx => loadOperations(trx, [id])));
    return row;
  }

  async versionOf(id: string): Promise<number | undefined> {
    return canBeStored(id) ? this.#answer(readVersion(this.db, id)) : undefined;
  }

  list(filter: OperationFilter) {
    return this.#answer(listOperations(this.db, filter));
  }

  count(filter: Omit<OperationFilter, 'limit' | 'after'>) {
    return this.#answer(countOperations(this.db, filter));
  }

  byKey(createdBy: string, idempotencyKey: string) {
    return this.#answer(findByKey(this.db, createdBy, idempotencyKey));
  }

  locks() {
    return this.#answer(listLocks(this.db));
  }

  claim(worker: string, leaseMs: number) {
    return this.#answer(claimOperation(this.db, worker, leaseMs));
  }

  renew(claim: Claim, leaseMs: number) {
    return this.#answer(renewLease(this.db, claim, leaseMs));
  }

  release(claim: Claim) {
    return this.#answer(releaseClaim(this.db, claim));
  }

  changeStep(claim: Claim, change: StepChange, options?: { phase?: OperationPhase; pause?: NewPause }) {
    return this.#answer(changeStep(this.db, claim, change, options));
  }

  setPhase(claim: Claim, phase: OperationPhase) {
    return this.#answer(setPhase(this.db, claim, phase));
  }

  finish(claim: Claim, ending: Ending) {
    return this.#answer(finishOperation(this.db, claim, ending));
  }

  requestCancel(id: string, by: string) {
    return this.#answer(requestCancel(this.db, id, by));
  }

  takeOverdue(worker: string, leaseMs: number) {
    return this.#answer(takeOverduePauses(this.db, worker, leaseMs));
  }

  resumed(operation: string, step: string, heldAt?: number) {
    return this.#answer(markResumed(this.db, operation, step, heldAt));
  }

  resumeFailed(operation: string, step: string, problem: string, heldAt?: number) {
    return this.#answer(markResumeFailed(this.db, operation, step, problem, heldAt));
  }

  takeUntold(worker: string, leaseMs: number) {
    return this.#answer(takeUntold(this.db, worker, leaseMs));
  }

  told(operation: string) {
    return this.#answer(markTold(this.db, operation));
  }

  tellLater(operation: string, worker: string, waitMs: number) {
    return this.#answer(tellLater(this.db, operation, worker, waitMs));
  }

  now() {
    return this.#answer(readDatabaseTime(this.db));
  }
}
