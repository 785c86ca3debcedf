import type { LoggerService } from '@backstage/backend-plugin-api';
import type { OperationKind, OperationPhase } from '@penstock/backstage-plugin-data-pipelines-common';
import type { Derivation, MetricReader, Observer, PlannedAct, WatchedMetrics } from '@penstock/backstage-plugin-data-pipelines-node';
import type { ClusterConnection } from '../../clusters/ClusterConnection';
import type { FinalPhase, OperationStore } from '../store/OperationStore';
import type { CrashHook } from './crashPoints';
import type { WorkerClock } from './WorkerClock';

/** What a worker counts; no text of users in it. All callbacks are optional. */
export interface WorkerMetrics {
  /** An operation ended; seconds from its start, by the database's clock. */
  operationEnded?(kind: OperationKind, phase: FinalPhase, seconds: number): void;
  /** One act came to an end. */
  acted?(act: PlannedAct['act'], outcome: 'done' | 'failed'): void;
  /** A step was found stuck. */
  stuck?(kind: OperationKind): void;
  /** Writes were resumed by the watchdog. `overLimitMs` is 0 where the limit was kept. */
  pauseResumed?(overLimitMs: number): void;
  /** A resume failed and is tried again. */
  resumeFailed?(): void;
  /** A claim was lost to another worker, or could not be renewed. */
  claimLost?(): void;
  /** Of an operation that ended: writes were paused for so long, by the database's clock. `overLimitMs` is 0 where the limit was kept. */
  paused?(kind: OperationKind, heldMs: number, overLimitMs: number): void;
  /** Puts a span around a stretch of work; the work itself and its errors pass through. */
  during?<T>(span: WorkerSpan, work: () => Promise<T>): Promise<T>;
}

/** A stretch of work: one claim of an operation, or one step of it by one worker. */
export type WorkerSpan = { of: 'operation'; kind: OperationKind } | { of: 'step'; kind: OperationKind; phase: OperationPhase };

/** All that executing an operation needs from outside. */
export interface WorkerContext {
  store: OperationStore;
  /** @throws NotFoundError (CLUSTER_UNKNOWN) for a cluster that is not configured */
  connection(cluster: string): ClusterConnection;
  /** Asks the metrics source of the element anew. Never throws. Absent: nothing is measured. */
  measure?(watched: WatchedMetrics, signal: AbortSignal): Promise<MetricReader>;
  /** Of all engines and drivers, by name. */
  observers: ReadonlyMap<string, Observer>;
  derivations: ReadonlyMap<string, Derivation>;
  clock: WorkerClock;
  logger: LoggerService;
  /** Called after each stored change; signals and long polling hang on it. */
  onChanged(operation: string): void;
  metrics: WorkerMetrics;
  crash: CrashHook;
}
