import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Plan } from '@penstock/backstage-plugin-data-pipelines-common';
import { operationViolations } from '../../store/operationInvariants';
import { FINAL_PHASES, type NewOperation, type OperationRow, type OperationStore } from '../../store/OperationStore';
import type { TestStore } from '../../store/__testUtils__';
import type { CrashHook } from '../crashPoints';
import type { WorkerOptions } from '../OperationWorker';
import type { WorkerMetrics } from '../WorkerContext';
import { Busy } from './Busy';
import type { FakeWorld, OperationCase } from './OperationCase';
import { VirtualTime } from './VirtualTime';
import { WorkerProcess } from './WorkerProcess';

/** A store, and leases that run out without waiting for them. */
export interface StagedStore {
  store: OperationStore;
  /** Makes all leases of an operation and of its resumes run out, as if who had them had died long ago. */
  expire(operation: string): Promise<void>;
  /** Forgets all operations. */
  clear(): Promise<void>;
}

/** A store of the store's own tests, as the stage needs it. */
export function stagedStore({ store, db, expireLease, expireResume }: TestStore): StagedStore {
  return {
    store,
    async expire(operation) {
      await expireLease(operation);
      for (const { step } of (await store.get(operation))?.pauses ?? []) await expireResume(operation, step);
    },
    async clear() {
      for (const table of ['operation_pauses', 'operation_locks', 'operation_steps', 'operation_elements', 'operations']) await db(table).delete();
    },
  };
}

/** Steps of time after which something must have come about. */
const MOST_TURNS = 4_000;

/** Id of the operation on the stage. */
export const STAGED_OPERATION = 'op-staged000001';

/** One operation, its world, and the processes that work on it, in time that passes only when nothing else can. */
export class OperationStage {
  readonly time = new VirtualTime();
  readonly world: FakeWorld;
  /** Lines that the workers logged. */
  readonly log: string[] = [];
  /** Ids of operations, once for each change that was told. */
  readonly changes: string[] = [];
  readonly processes: WorkerProcess[] = [];
  metrics: WorkerMetrics = {};
  readonly #busy = new Busy();

  private constructor(
    readonly test: OperationCase,
    readonly staged: StagedStore,
    readonly operation: string,
  ) {
    this.world = test.world();
  }

  /** Empties the store and puts the operation into it; nobody works on it yet. */
  static async open(test: OperationCase, staged: StagedStore, operation = STAGED_OPERATION): Promise<OperationStage> {
    await staged.clear();
    const stage = new OperationStage(test, staged, operation);
    const { outcome } = await staged.store.insert(stagedOperation(test, operation));
    if (outcome !== 'inserted') throw new Error(`The operation of ${test.name} could not be stored: ${outcome}.`);
    return stage;
  }

  /** Starts a process with a worker. */
  start(name: string, { hook, options }: { hook?: CrashHook; options?: Partial<WorkerOptions> } = {}): WorkerProcess {
    const { observers, derivations } = this.test;
    const process = new WorkerProcess({
      name,
      store: this.staged.store,
      clusters: this.world,
      time: this.time,
      context: {
        observers: new Map(Object.entries(observers)),
        derivations: new Map(Object.entries(derivations ?? {})),
        logger: this.#logger(),
        metrics: this.metrics,
        onChanged: operation => this.changes.push(operation),
      },
      options,
      busy: this.#busy,
    });
    if (hook) process.hook = hook;
    this.processes.push(process);
    process.worker.start();
    return process;
  }

  /** Lets time pass until it is so. @throws Error with the rows and the log when it never is */
  async until(isSo: (row: OperationRow) => boolean | Promise<boolean>, what: string): Promise<OperationRow> {
    for (let turn = 0; turn < MOST_TURNS; turn += 1) {
      await this.quiet();
      const row = await this.row();
      if (await isSo(row)) return row;
      this.test.settle(this.world);
      if (!this.time.next()) break;
    }
    throw new Error(`${this.test.name}: it never came to this: ${what}.\n${JSON.stringify(await this.row(), undefined, 1)}\n${this.log.join('\n')}`);
  }

  /** Lets time pass until the operation has ended, and checks its rows. */
  async end(): Promise<OperationRow> {
    const row = await this.until(({ phase }) => FINAL_PHASES.some(final => final === phase), 'the operation ended');
    const violations = operationViolations(row);
    if (violations.length > 0) throw new Error(`${this.test.name}: ${violations.map(({ sentence }) => sentence).join(' ')}`);
    if ((await this.staged.store.locks()).some(({ operation }) => operation === row.id)) throw new Error(`${this.test.name}: the operation ended and holds locks.`);
    return row;
  }

  /** Lets so much time pass. */
  async pass(ms: number): Promise<void> {
    const end = this.time.now + ms;
    while (this.time.now < end) {
      await this.quiet();
      this.test.settle(this.world);
      if (!this.time.next()) return;
    }
    await this.quiet();
  }

  async row(): Promise<OperationRow> {
    const row = await this.staged.store.get(this.operation);
    if (!row) throw new Error(`${this.test.name}: the operation is not in the store.`);
    return row;
  }

  /** Ends all processes, in the hard way. */
  close(): void {
    for (const process of this.processes) process.kill();
  }

  /** Waits until no process is in the middle of anything but sleep. */
  async quiet(): Promise<void> {
    for (let still = 0; still < 2; still += 1) {
      await new Promise<void>(resolve => {
        setImmediate(resolve);
      });
      if (!this.#busy.isBusy) continue;
      await this.#busy.atRest();
      still = -1;
    }
  }

  #logger(): LoggerService {
    const note = (level: string) => (message: string | Error) => {
      this.log.push(`${level} ${message instanceof Error ? message.message : message}`);
    };
    const logger: LoggerService = { error: note('error'), warn: note('warn'), info: note('info'), debug: note('debug'), child: () => logger };
    return logger;
  }
}

function stagedOperation({ name, steps, deadlineSeconds = 3_600 }: OperationCase, id: string): NewOperation {
  const request = { kind: 'expand' as const, element: 'staged', size: '1Gi' };
  const plan: Plan = {
    id,
    hash: `hash-of-${id}`,
    kind: 'expand',
    title: name,
    summary: '',
    request,
    drawnAt: '2026-01-01T00:00:00Z',
    startable: true,
    safety: { level: 1, button: 'Start' },
    changes: [],
    steps: [],
    preflight: [],
    effects: { restarts: 0, sentences: [] },
    undo: { possible: false, sentence: '' },
    cancel: [],
    comparison: [],
    consumers: [],
  };
  return {
    id,
    kind: 'expand',
    scope: { pipeline: 'staged', elements: [] },
    request,
    stored: { format: 1, plan, steps: steps(id), locks: [{ key: `volume:staged/${id}`, mode: 'exclusive' }], deadlineSeconds },
    createdBy: 'user:default/staged',
    idempotencyKey: id,
    requestHash: id,
  };
}
