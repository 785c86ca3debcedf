import type {
  Consistency,
  ConsumerJump,
  ComparisonRow,
  Effects,
  PlanChange,
  PreflightCheck,
  UndoStatement,
} from '@penstock/backstage-plugin-data-pipelines-common';
import type { PlannedStep } from './plannedStep';

/**
 * How an operation holds a volume. Expanding and snapshotting go together;
 * everything else excludes everything.
 * @public
 */
export type LockMode = 'expand' | 'snapshot' | 'exclusive';

/** What an operation holds while it runs. @public */
export interface PlannedLock {
  /** `volume:<cluster>/<uid of the claim>` or `element:<cluster>/<namespace>/<id>`. */
  key: string;
  mode: LockMode;
}

/** One fact of the world that the plan rests on; when it differs at the start, the plan is drawn again. @public */
export interface PlanBasis {
  /** What is said to people when it changed, e.g. `spec.storage.volumes[0].size of KafkaNodePool broker`. */
  subject: string;
  value: string;
}

/**
 * What a planner returns, before it is signed. Everything that is executed is
 * in `steps`; `changes`, `effects`, `comparison` and `consumers` are for
 * people and nothing may depend on them.
 * @public
 */
export interface PlanDraft {
  title: string;
  summary: string;
  steps: readonly PlannedStep[];
  locks: readonly PlannedLock[];
  basis: readonly PlanBasis[];
  preflight: readonly PreflightCheck[];
  changes: readonly PlanChange[];
  effects: Effects;
  undo: UndoStatement;
  /** What cancelling does, in sentences. */
  cancel: readonly string[];
  comparison: readonly ComparisonRow[];
  consumers: readonly ConsumerJump[];
  /** What the numbers rest on, in words. */
  numbersRestOn?: string;
  safety: { level: 1 | 2 | 3 | 4; button: string; acknowledge?: string; type?: string };
  /** Seconds until the whole operation is stuck. */
  deadlineSeconds: number;
}

/** What stopping, starting, pausing or growing needs of an engine: its steps, or why it cannot. @public */
export type EngineSteps =
  | { possible: true; steps: readonly PlannedStep[]; changes: readonly PlanChange[]; sentences: readonly string[] }
  | { possible: false; check: PreflightCheck };

/** How an engine makes a cut of its volumes consistent. @public */
export interface ConsistencyOption {
  consistency: Consistency;
  /** What happens, in a plain sentence for the dialog. */
  sentence: string;
  /** Before the cut, e.g. to record offsets; none pauses writes. */
  before: readonly PlannedStep[];
  /** Right before the pause and the cut of this element: what is recorded of its state then. They change nothing. */
  atCut?: readonly PlannedStep[];
  /** The step that pauses writes, with its resume; absent for crash. */
  pause?: PlannedStep;
  /** The step that resumes them. */
  resume?: PlannedStep;
  /** What cannot be had or is not supported by the engine's makers. */
  checks: readonly PreflightCheck[];
  changes: readonly PlanChange[];
}
