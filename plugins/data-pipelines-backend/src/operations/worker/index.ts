export { cancelEffect } from './cancelEffect';
export { CRASH_POINTS, NO_CRASH, type CrashHook, type CrashPlace, type CrashPoint } from './crashPoints';
export { FAILURE_CODES, type FailureCode } from './failureCodes';
export { pausesOf } from './Journal';
export { OperationWorker, WORKER_DEFAULTS, type WorkerOptions } from './OperationWorker';
export { MACHINE_CLOCK, type WorkerClock } from './WorkerClock';
export type { WorkerContext, WorkerMetrics, WorkerSpan } from './WorkerContext';
