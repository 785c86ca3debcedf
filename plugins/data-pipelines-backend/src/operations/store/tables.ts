import type { LockMode } from '@penstock/backstage-plugin-data-pipelines-node';

/** PostgreSQL gives 64-bit integers as text. */
export type Integer = number | string;

/** A row of the table `operations`. */
export interface OperationRecord {
  id: string;
  kind: string;
  pipeline: string;
  phase: string;
  format: number;
  request: string;
  stored: string;
  confirmation: string | null;
  created_by: string;
  schedule: string | null;
  idempotency_key: string;
  request_hash: string;
  failure: string | null;
  result: string | null;
  leftovers: string;
  cancel_requested_at: Integer | null;
  cancel_requested_by: string | null;
  created_at: Integer;
  started_at: Integer | null;
  finished_at: Integer | null;
  updated_at: Integer;
  version: Integer;
  worker: string | null;
  token: Integer;
  lease_until: Integer | null;
}

/** A row of the table `operation_elements`. */
export interface ElementRecord {
  operation_id: string;
  position: number;
  element: string;
  cluster: string;
  namespace: string;
  owner: string | null;
  named_owner: string | null;
  created_at: Integer;
}

/** A row of the table `operation_steps`. */
export interface StepRecord {
  operation_id: string;
  step_index: number;
  step_id: string;
  mark: string;
  observation: string | null;
  facts: string | null;
  written: string;
  started_at: Integer | null;
  finished_at: Integer | null;
}

/** A row of the table `operation_locks`. */
export interface LockRecord {
  lock_key: string;
  slot: string;
  mode: LockMode;
  operation_id: string;
}

/** A row of the table `operation_outcomes`. */
export interface OutcomeRecord {
  operation_id: string;
  ended_at: Integer;
  tries: number;
  worker: string | null;
  lease_until: Integer | null;
}

/** A row of the table `operation_pauses`. */
export interface PauseRecord {
  operation_id: string;
  step_id: string;
  state: string;
  held_at: Integer;
  limit_at: Integer;
  resumed_at: Integer | null;
  resume: string;
  problem: string | null;
  worker: string | null;
  lease_until: Integer | null;
}
