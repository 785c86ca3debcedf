import type { JsonObject } from '@backstage/types';
import type {
  CancelStatement,
  Deadline,
  Operation,
  OperationStep,
  OperationSummary,
  Progress,
  WritePause,
  WrittenObject,
} from '@penstock/backstage-plugin-data-pipelines-common';
import type { ObjectKey, PlannedStep } from '@penstock/backstage-plugin-data-pipelines-node';
import { stringify } from 'yaml';
import { patchedFields } from './patchedFields';
import { withoutContent } from './withoutContent';
import { cancelEffect } from './worker/cancelEffect';
import { FINAL_PHASES, type OperationRow, type PauseRow, type StepMark, type StepRow, type WrittenRow } from './store/OperationStore';

/** Volumes of a step that are told one by one. */
const MOST_ITEMS = 200;

const iso = (ms: number) => new Date(ms).toISOString();

/** The line of a list. Pure. */
export function summarise(row: OperationRow): OperationSummary {
  const message = messageOf(row);
  return {
    id: row.id,
    kind: row.kind,
    title: row.stored.plan.title,
    pipeline: row.scope.pipeline,
    elements: [...new Set(row.scope.elements.map(({ id }) => id))],
    clusters: [...new Set(row.scope.elements.map(({ cluster }) => cluster))],
    phase: row.phase,
    ...(message !== undefined && { message }),
    ...(row.result?.reached && { reached: row.result.reached }),
    createdBy: row.createdBy,
    createdAt: iso(row.createdAt),
    ...(row.startedAt !== undefined && { startedAt: iso(row.startedAt) }),
    ...(row.finishedAt !== undefined && { finishedAt: iso(row.finishedAt) }),
    updatedAt: iso(row.updatedAt),
    version: row.version,
    ...(row.schedule !== undefined && { schedule: row.schedule }),
  };
}

/** A stored operation as the API tells it, given the undo by which it was taken back or is being so. Pure. */
export function presentOperation(row: OperationRow, takenBack?: OperationRow): Operation {
  const pause = toldPause(row);
  const deadline = nextDeadline(row);
  return {
    summary: summarise(row),
    request: row.request,
    plan: row.stored.plan,
    ...(row.failure && { failure: row.failure }),
    steps: row.stored.steps.map((step, index) => stepOf(step, row.steps[index], row)),
    progress: progressOf(row),
    ...(deadline && { nextDeadline: deadline }),
    ...(pause && { pause: pauseOf(pause) }),
    objects: row.steps.flatMap(step => objectsOf(step, row.stored.steps[step.index])),
    cancel: cancelOf(row),
    ...(canBeTakenBack(row) && { undo: takenBack ? undoneBy(takenBack) : row.stored.plan.undo }),
    ...(row.result && { result: row.result }),
    leftovers: [...row.leftovers],
  };
}

/** Whether it is of those that an undo is for: a restore that has got something. Pure. */
export function canBeTakenBack({ kind, phase }: OperationRow): boolean {
  return kind === 'restore' && (phase === 'Succeeded' || phase === 'PartiallySucceeded');
}

function undoneBy(undo: OperationRow): Operation['plan']['undo'] {
  return { possible: false, sentence: isOver(undo) ? `It was taken back by ${undo.id}.` : `It is being taken back by ${undo.id}.` };
}

function isOver({ phase }: OperationRow): boolean {
  return FINAL_PHASES.some(final => final === phase);
}

function messageOf(row: OperationRow): string | undefined {
  if (row.failure) return row.failure.cause;
  if (isOver(row)) return row.result?.sentences[0];
  const stuck = row.pauses.find(({ state, problem }) => state !== 'resumed' && problem !== undefined);
  if (stuck) return `Writes are still paused and could not be resumed yet, which is tried again all the time: ${stuck.problem}`;
  const running = row.steps.find(({ mark }) => !['waiting', 'done', 'skipped'].includes(mark));
  return running && detailOf(running);
}

function detailOf({ observation }: StepRow): string | undefined {
  switch (observation?.state) {
    case 'waiting':
      return observation.waitsFor;
    case 'done':
      return observation.found;
    case 'failed':
      return observation.cause;
    case 'unknown':
      return observation.reason;
    default:
      return undefined;
  }
}

const STEP_STATE: Readonly<Record<StepMark, OperationStep['state']>> = {
  waiting: 'waiting',
  intended: 'running',
  acted: 'running',
  done: 'done',
  failed: 'failed',
  'undo-intended': 'undoing',
  undone: 'undone',
  'undo-failed': 'failed',
  skipped: 'skipped',
};

/** A step that cannot be read is lost track of; one that never began when all was over was skipped. */
function shownState(state: OperationStep['state'], row: StepRow | undefined, over: boolean): OperationStep['state'] {
  if (state === 'running' && row?.observation?.state === 'unknown') return 'lost';
  if (state === 'undone' && row && wasRefused(row)) return 'failed';
  return state === 'waiting' && over ? 'skipped' : state;
}

/** A step that failed before anything of it was done: its undo only made sure of that. */
function wasRefused({ observation, written }: StepRow): boolean {
  return observation?.state === 'failed' && written.every(({ undo, outcome }) => undo || outcome === 'failed');
}

function stepOf(planned: PlannedStep, row: StepRow | undefined, operation: OperationRow): OperationStep {
  const mark = row?.mark ?? 'waiting';
  const state = STEP_STATE[mark];
  const detail = row && detailOf(row);
  const shown = shownState(state, row, isOver(operation));
  const progress = row && stepProgress(row);
  return {
    id: planned.id,
    title: planned.title,
    phase: planned.phase,
    state: shown,
    ...(detail !== undefined ? { detail } : planned.detail !== undefined && { detail: planned.detail }),
    ...(row?.startedAt !== undefined && { startedAt: iso(row.startedAt) }),
    ...(row?.finishedAt !== undefined && { finishedAt: iso(row.finishedAt) }),
    ...(progress && { progress }),
    ...(planned.element !== undefined && { element: planned.element }),
  };
}

/** What the step last said of how far it is; undone is not done, whatever was seen before. */
function stepProgress({ observation, mark }: StepRow): Progress | undefined {
  if (!observation || observation.state === 'unknown' || !observation.progress || mark === 'undone') return undefined;
  const { items, ...counted } = observation.progress;
  return { ...counted, ...(items && { items: items.slice(0, MOST_ITEMS) }) };
}

/** Of the step that runs, where it counts something; else steps done of all, which Penstock counts itself. */
function progressOf(row: OperationRow): Progress {
  const running = row.steps.find(({ mark }) => mark === 'intended' || mark === 'acted');
  if (running?.observation?.state === 'waiting' && running.observation.progress) {
    const { items: _, ...counted } = running.observation.progress;
    return counted;
  }
  const done = row.steps.filter(({ mark }) => mark === 'done').length;
  return { source: 'derived', done, total: row.stored.steps.length, unit: 'steps' };
}

function nextDeadline(row: OperationRow): Deadline | undefined {
  if (isOver(row)) return undefined;
  const held = row.pauses.find(({ state }) => state === 'held');
  if (held) return { at: iso(held.limitAt), sentence: 'The watchdog resumes writes, whatever happens.' };
  const running = row.steps.find(({ mark }) => mark === 'intended' || mark === 'acted');
  const planned = running && row.stored.steps[running.index];
  if (!planned || running.startedAt === undefined) return undefined;
  return { at: iso(running.startedAt + planned.deadlineSeconds * 1000), sentence: `"${planned.title}" counts as stuck.` };
}

function wasLate({ resumedAt, limitAt }: PauseRow): boolean {
  return resumedAt !== undefined && resumedAt > limitAt;
}

/** Of several pauses the one that needs watching: one that still holds, else one that came too late, else the last. */
function toldPause({ pauses }: OperationRow): PauseRow | undefined {
  return pauses.find(({ state }) => state !== 'resumed') ?? pauses.find(wasLate) ?? pauses.at(-1);
}

function pauseOf(pause: PauseRow): WritePause {
  return {
    state: pause.state === 'resumed' && wasLate(pause) ? 'resumed-late' : pause.state,
    since: iso(pause.heldAt),
    limitSeconds: (pause.limitAt - pause.heldAt) / 1000,
    resumeBy: iso(pause.limitAt),
    ...(pause.resumedAt !== undefined && { resumedAt: iso(pause.resumedAt) }),
  };
}

/** What was written and, of a step that has begun, what is still to be written. */
function objectsOf(step: StepRow, planned: PlannedStep | undefined): WrittenObject[] {
  return step.written
    .filter(({ undo }) => !undo)
    .map(written => {
      const manifest = manifestOf(planned, written);
      const undone = step.written.some(other => other.undo && other.outcome === 'done' && other.kind === written.kind && other.name === written.name && other.namespace === written.namespace);
      const { cluster, apiVersion, kind, namespace, name } = written;
      return {
        object: { cluster, apiVersion, kind, name, ...(namespace !== undefined && { namespace }) },
        act: written.act === 'patch' ? ('change' as const) : written.act,
        // what was refused was never there to be taken back
        outcome: undone && written.outcome !== 'failed' ? ('undone' as const) : written.outcome,
        ...(written.reason !== undefined && { reason: written.reason }),
        step: planned?.title ?? step.id,
        ...(manifest && { yaml: stringify(withoutContent(manifest)) }),
        kubectl: `kubectl --context ${cluster} get ${kind.toLowerCase()} ${name}${namespace === undefined ? '' : ` -n ${namespace}`} -o yaml`,
      };
    });
}

/** What was written, as planned: the whole of what is created, the changed fields of what is patched. Undefined where it followed from what was found. */
function manifestOf(planned: PlannedStep | undefined, written: WrittenRow): JsonObject | undefined {
  for (const act of planned?.acts ?? []) {
    if (act.act === 'create' && written.act === 'create') {
      const { cluster, object } = act;
      const { name, namespace } = object.metadata;
      if (isSame({ cluster, kind: object.kind, name, namespace }, written)) return object;
    }
    if (act.act === 'patch' && written.act === 'patch' && isSame(act.target, written)) return patchedFields(act);
  }
  return undefined;
}

function isSame(planned: Pick<ObjectKey, 'cluster' | 'kind' | 'namespace' | 'name'>, written: WrittenRow): boolean {
  return planned.cluster === written.cluster && planned.kind === written.kind && planned.name === written.name && planned.namespace === written.namespace;
}

function cancelOf(row: OperationRow): CancelStatement {
  const effect = cancelEffect(row);
  if (!row.cancel) return effect;
  return { ...effect, requestedAt: iso(row.cancel.requestedAt), requestedBy: row.cancel.requestedBy };
}
