import type { OperationRequest, RecoveryPoint } from '@penstock/backstage-plugin-data-pipelines-common';
import { wholeNumber } from '../dialogs/snapshotChoice';

/** The steps of the wizard, in order. */
export const RESTORE_STEPS = ['point', 'where', 'what', 'plan', 'confirm'] as const;

/** One of {@link RESTORE_STEPS}. */
export type RestoreStep = (typeof RESTORE_STEPS)[number];

/** What is chosen; all of it stands in the address, so that going back or reloading loses nothing. */
export interface RestoreChoice {
  where: 'new-namespace' | 'in-place';
  namespace: string;
  /** Ids of elements; none stands for all that the point holds. */
  elements: readonly string[];
  /** Hours, as typed; how long the old volumes are kept after a restore in place. */
  undoHours: string;
  acceptMissing: boolean;
}

/** How long the old volumes are kept at most, in hours. */
export const MOST_UNDO_HOURS = 720;

const NAMESPACE = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

/** A name for the namespace to make, from what is restored and when it was cut. Pure. */
export function proposedNamespace({ pipeline, cutTime }: Pick<RecoveryPoint, 'pipeline' | 'cutTime'>): string {
  const stamp = cutTime ? `-${cutTime.slice(5, 16).replace(/[^0-9]/g, '')}` : '';
  const base = pipeline.replace(/[^a-z0-9-]/g, '-').slice(0, 63 - '-restored'.length - stamp.length);
  return `${base}-restored${stamp}`;
}

/** Reads the choice from an address; a new namespace where nothing is said. Pure. */
export function readChoice(params: URLSearchParams, point: RecoveryPoint): RestoreChoice {
  return {
    where: params.get('where') === 'in-place' ? 'in-place' : 'new-namespace',
    namespace: params.get('namespace') ?? proposedNamespace(point),
    elements: params.getAll('element').filter(id => point.elements.includes(id)),
    undoHours: params.get('undo') ?? '48',
    acceptMissing: params.get('missing') === 'accepted',
  };
}

/** The address that says a choice and a step; a namespace that was only proposed is left out, as another point proposes another. Pure. */
export function writeChoice(choice: RestoreChoice, step: RestoreStep, point: RecoveryPoint): URLSearchParams {
  const params = new URLSearchParams({ step, where: choice.where, undo: choice.undoHours });
  if (choice.namespace !== proposedNamespace(point)) params.set('namespace', choice.namespace);
  for (const id of choice.elements) params.append('element', id);
  if (choice.acceptMissing) params.set('missing', 'accepted');
  return params;
}

/** The elements that are restored, by id. Pure. */
export function chosenElements(choice: RestoreChoice, point: RecoveryPoint): readonly string[] {
  return choice.elements.length > 0 ? choice.elements : point.elements;
}

/** What keeps a step from being left. */
export type StepProblem = 'notRestorable' | 'notThere' | 'namespace' | 'undo' | 'missing';

/** The first thing that is wrong with a step. Pure. */
export function stepProblem(step: RestoreStep, choice: RestoreChoice, point: RecoveryPoint): StepProblem | undefined {
  if (step === 'point') return point.restorableTo.length === 0 ? 'notRestorable' : undefined;
  if (step === 'where') {
    if (!point.restorableTo.includes(choice.where)) return 'notThere';
    if (choice.where === 'new-namespace') return NAMESPACE.test(choice.namespace) ? undefined : 'namespace';
    return wholeNumber(choice.undoHours, MOST_UNDO_HOURS) === undefined ? 'undo' : undefined;
  }
  return step === 'what' && (point.missing ?? []).length > 0 && !choice.acceptMissing ? 'missing' : undefined;
}

/** The step that can be shown: the asked one, or the first before it that something is wrong with. Pure. */
export function allowedStep(asked: string | null, choice: RestoreChoice, point: RecoveryPoint): RestoreStep {
  const wanted = RESTORE_STEPS.find(step => step === asked) ?? 'point';
  const before = RESTORE_STEPS.slice(0, RESTORE_STEPS.indexOf(wanted));
  return before.find(step => stepProblem(step, choice, point) !== undefined) ?? wanted;
}

/** The choice as the API takes it; undefined while something is wrong with it. Pure. */
export function restoreRequest(choice: RestoreChoice, point: RecoveryPoint): OperationRequest | undefined {
  if (RESTORE_STEPS.some(step => stepProblem(step, choice, point) !== undefined)) return undefined;
  const undoHours = wholeNumber(choice.undoHours, MOST_UNDO_HOURS);
  return {
    kind: 'restore',
    recoveryPoint: point.id,
    ...(choice.elements.length > 0 && { elements: [...choice.elements] }),
    where: choice.where,
    ...(choice.where === 'new-namespace' ? { namespace: choice.namespace } : { undoHours }),
    ...(choice.acceptMissing && { acceptMissing: true }),
  };
}
