import type { JsonObject } from '@backstage/types';
import type {
  Confirmation,
  Operation,
  OperationFailure,
  OperationKind,
  OperationPhase,
  OperationRequest,
  OperationResult,
  Plan,
} from '@penstock/backstage-plugin-data-pipelines-common';
import type { Observation, PlannedAct, PlannedLock, PlannedStep } from '@penstock/backstage-plugin-data-pipelines-node';

/** Phases after which nothing changes any more. */
export const FINAL_PHASES = ['Succeeded', 'PartiallySucceeded', 'Failed', 'Cancelled'] as const satisfies readonly OperationPhase[];

/** A phase that is final. */
export type FinalPhase = (typeof FINAL_PHASES)[number];

/** What a plan is kept as: signed, with the format in which it was written. */
export interface StoredPlan {
  /** Grows when the meaning of plan or step changes; rows of every released version stay readable. */
  format: 1;
  plan: Plan;
  steps: readonly PlannedStep[];
  locks: readonly PlannedLock[];
  deadlineSeconds: number;
}

/** The elements that an operation is about, for rights and pages. */
export interface OperationScope {
  pipeline: string;
  elements: readonly {
    id: string;
    cluster: string;
    namespace: string;
    owner?: string;
    /** Whom its object names, where that is somebody else than a catalog file says: both must agree. */
    namedOwner?: string;
  }[];
}

/** What an accepted request is stored as. */
export interface NewOperation {
  /** Id of the plan. */
  id: string;
  kind: OperationKind;
  scope: OperationScope;
  request: OperationRequest;
  stored: StoredPlan;
  /** Entity reference of who started it, or `schedule:<name>`. */
  createdBy: string;
  idempotencyKey: string;
  /** Hash of request, plan and confirmation: the same key with another body is refused. */
  requestHash: string;
  confirmation?: Confirmation;
  schedule?: string;
}

/** How far a step is. `intended` is written before its first act, `acted` after its last. */
export type StepMark = 'waiting' | 'intended' | 'acted' | 'done' | 'failed' | 'undo-intended' | 'undone' | 'undo-failed' | 'skipped';

/** One row per step. */
export interface StepRow {
  index: number;
  id: string;
  mark: StepMark;
  /** What the observer last said. */
  observation?: Observation;
  facts?: JsonObject;
  /** Objects written so far, with uid where the answer held one. */
  written: readonly WrittenRow[];
  /** Milliseconds since the epoch by the database's clock. */
  startedAt?: number;
  finishedAt?: number;
}

/** One object that a step wrote. */
export interface WrittenRow {
  act: 'create' | 'patch' | 'delete';
  cluster: string;
  apiVersion: string;
  kind: string;
  namespace?: string;
  name: string;
  uid?: string;
  outcome: 'done' | 'undone' | 'failed';
  reason?: string;
  undo: boolean;
}

/** A pause of writes that is, or was, owed a resume. */
export interface PauseRow {
  operation: string;
  step: string;
  state: 'held' | 'resuming' | 'resumed';
  /** Milliseconds since the epoch by the database's clock; `limitAt` is when the watchdog acts. */
  heldAt: number;
  limitAt: number;
  resumedAt?: number;
  resume: readonly PlannedAct[];
  /** Last failure of a resume, shown while it is retried. */
  problem?: string;
}

/** An operation as it is stored. */
export interface OperationRow {
  id: string;
  kind: OperationKind;
  scope: OperationScope;
  request: OperationRequest;
  stored: StoredPlan;
  phase: OperationPhase;
  failure?: OperationFailure;
  result?: OperationResult;
  createdBy: string;
  schedule?: string;
  /** All times: milliseconds since the epoch by the database's clock. */
  createdAt: number;
  startedAt?: number;
  finishedAt?: number;
  updatedAt: number;
  /** Grows by one with every change of the row, its steps or its pauses. */
  version: number;
  cancel?: { requestedAt: number; requestedBy: string };
  leftovers: Operation['leftovers'];
  steps: readonly StepRow[];
  pauses: readonly PauseRow[];
}

/** The right to change one operation. Each write carries it; a stale one changes nothing. */
export interface Claim {
  operation: string;
  worker: string;
  /** Fencing token: grows with every claim of the operation. */
  token: number;
}

/** Why an operation was not stored. */
export type InsertOutcome =
  | { outcome: 'inserted'; row: OperationRow }
  /** The same key and the same body: the operation of then. */
  | { outcome: 'known'; row: OperationRow }
  /** The same key with another body. */
  | { outcome: 'key-reused'; operation: string }
  /** This plan was started before, under another key. */
  | { outcome: 'plan-started'; operation: string }
  /** Somebody else holds what the plan needs. */
  | { outcome: 'locked'; by: readonly { key: string; operation: string }[] };

/** What changes about a step, written in one go with the operation's phase. */
export interface StepChange {
  index: number;
  mark?: StepMark;
  observation?: Observation;
  facts?: JsonObject;
  written?: readonly WrittenRow[];
}

/** How an operation ends. */
export interface Ending {
  phase: FinalPhase;
  failure?: OperationFailure;
  result?: OperationResult;
  leftovers: Operation['leftovers'];
}

/** The outcome of an operation that its owner does not know of yet. */
export interface UntoldOutcome {
  operation: string;
  /** How often somebody took it for telling, this time included. */
  tries: number;
  /** Since the operation ended, by the database's clock. */
  ageMs: number;
}

/** Which operations are listed. */
export interface OperationFilter {
  pipeline?: string;
  element?: string;
  kind?: OperationKind;
  state?: 'running' | 'ended';
  schedule?: string;
  limit: number;
  /** Position after the last one of the page before. */
  after?: { createdAt: number; id: string };
}

/**
 * The rows of operations. Times are the database's own, so that replicas with
 * different clocks agree; every write of a worker carries its claim and says
 * whether it landed.
 */
export interface OperationStore {
  /** Stores the operation and its locks in one transaction, or nothing. */
  insert(operation: NewOperation): Promise<InsertOutcome>;
  get(id: string): Promise<OperationRow | undefined>;
  /** Only its version, which is cheap; undefined when there is none. */
  versionOf(id: string): Promise<number | undefined>;
  list(filter: OperationFilter): Promise<readonly OperationRow[]>;
  /** How many there are on all pages. */
  count(filter: Omit<OperationFilter, 'limit' | 'after'>): Promise<number>;
  /** What a key of this caller was used for. */
  byKey(createdBy: string, idempotencyKey: string): Promise<{ row: OperationRow; requestHash: string } | undefined>;
  /** Locks held by operations that have not ended. */
  locks(): Promise<readonly (PlannedLock & { operation: string })[]>;

  /** Takes one operation that is not final and whose lease, if any, has run out; oldest first. */
  claim(worker: string, leaseMs: number): Promise<Claim | undefined>;
  /** @returns false when the claim was lost. */
  renew(claim: Claim, leaseMs: number): Promise<boolean>;
  /** Gives the claim back at a shutdown, so that another may go on at once. */
  release(claim: Claim): Promise<void>;

  /**
   * Changes a step and, with it, the phase. With `pause` the row that owes the
   * resume is stored in the same transaction, before anything is paused.
   *
   * @returns false when the claim was lost; nothing is written then
   */
  changeStep(claim: Claim, change: StepChange, options?: { phase?: OperationPhase; pause?: { step: string; limitMs: number; resume: readonly PlannedAct[] } }): Promise<boolean>;
  setPhase(claim: Claim, phase: OperationPhase): Promise<boolean>;
  /** Ends the operation, frees its locks and notes that its outcome is to be told. Refused while a pause is still owed a resume. */
  finish(claim: Claim, ending: Ending): Promise<boolean>;

  /** Repeating it changes nothing; ignored once final. @returns whether the operation was still running */
  requestCancel(id: string, by: string): Promise<boolean>;

  /**
   * Takes pauses whose limit has passed, or whose worker's lease has run out,
   * for resuming: each by one replica at a time.
   */
  takeOverdue(worker: string, leaseMs: number): Promise<readonly PauseRow[]>;
  /**
   * Written by whoever resumed, worker or watchdog. With `heldAt`, that of the
   * pause that was resumed, a pause that was held anew meanwhile stays owed.
   */
  resumed(operation: string, step: string, heldAt?: number): Promise<void>;
  resumeFailed(operation: string, step: string, problem: string, heldAt?: number): Promise<void>;

  /** Takes the oldest outcome that nobody is telling, for telling: one replica at a time. Until it is told it is taken again after the lease. */
  takeUntold(worker: string, leaseMs: number): Promise<UntoldOutcome | undefined>;
  /** Written once its owner was told, or need not be. */
  told(operation: string): Promise<void>;
  /** Leaves an outcome that could not be told for so many milliseconds. */
  tellLater(operation: string, worker: string, waitMs: number): Promise<void>;

  /** Milliseconds since the epoch by the database's clock. */
  now(): Promise<number>;
}
