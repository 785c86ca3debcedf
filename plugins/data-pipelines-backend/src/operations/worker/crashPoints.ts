/**
 * The instants at which a worker may die and at which it matters where it
 * did. Production code passes each of them; the harnesses kill or freeze a
 * worker at every one. Add a point where a new pair of effects comes apart.
 */
export const CRASH_POINTS = [
  // a step, forward
  'before intent is stored',
  'after intent is stored',
  'before an act',
  'after an act, before its row',
  'after the row of an act',
  'before the step counts as acted',
  'after the step counts as acted',
  'before the step counts as done',
  'after the step counts as done',
  // writes that are paused
  'before a pause is owed its resume',
  'after a pause is owed its resume',
  'before the acts of a resume',
  'after the acts of a resume, before its row',
  'after the row of a resume',
  // back
  'before a failure is stored',
  'after a failure is stored',
  'before the undo of a step is stored',
  'after the undo of a step is stored',
  'before an act of an undo',
  'after an act of an undo',
  'after a step counts as undone',
  // the end
  'before the end is stored',
  'after the end is stored',
] as const;

/** One of {@link CRASH_POINTS}. */
export type CrashPoint = (typeof CRASH_POINTS)[number];

/** Where a worker is when it passes a point. */
export interface CrashPlace {
  operation: string;
  step?: string;
  /** The write, at points around one. */
  act?: { act: 'create' | 'patch' | 'delete'; cluster: string; kind: string; namespace?: string; name: string };
}

/** Called at each point; a test may never return from it. */
export type CrashHook = (point: CrashPoint, place: CrashPlace) => Promise<void>;

/** What production runs with: nothing happens. */
export const NO_CRASH: CrashHook = () => Promise.resolve();
