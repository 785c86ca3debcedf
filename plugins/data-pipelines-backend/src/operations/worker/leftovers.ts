import type { Leftover } from '@penstock/backstage-plugin-data-pipelines-common';
import type { FieldChange } from '@penstock/backstage-plugin-data-pipelines-node';
import { NAMESPACE_STAYS } from '../../recovery/standingLeftover';
import type { OperationRow, WrittenRow } from '../store/OperationStore';
import { isSameObject, stepPlaces, type StepPlace } from './Journal';
import { sameValue } from './sameValue';

type View = Pick<OperationRow, 'id' | 'stored' | 'steps' | 'pauses'>;

/** What a step wrote forward and nothing took back; a pause that was resumed is taken back. Pure. */
function standing(row: View, place: StepPlace): WrittenRow[] {
  const isResumed = row.pauses.some(({ step, state }) => step === place.step.id && state === 'resumed');
  return place.row.written.filter(({ undo, outcome, act }) => !undo && outcome === 'done' && !(isResumed && act === 'patch'));
}

/** Objects that a failed or cancelled operation leaves in the clusters. Pure. */
export function leftoversOf(row: View): Leftover[] {
  const gone = new Set(stepPlaces(row).flatMap(place => standing(row, place).filter(({ act }) => act === 'delete').map(keyOf)));
  return stepPlaces(row).flatMap(place =>
    staying(row, place)
      .filter(({ act }) => act === 'create' || (act === 'patch' && place.step.undo !== undefined))
      .filter(written => !gone.has(keyOf(written)) && !isTidied(row, place, written))
      .map(written => leftover(row.id, place, written)),
  );
}

function leftover(operation: string, { step, row }: StepPlace, { act, cluster, apiVersion, kind, namespace, name }: WrittenRow): Leftover {
  const stays = kind === 'Namespace';
  const why = row.mark === 'undo-failed' ? 'taking it back failed' : 'nothing takes it back by itself';
  return {
    object: { cluster, apiVersion, kind, name, ...(namespace !== undefined && { namespace }) },
    sentence:
      act === 'create'
        ? `Made by the step "${step.title}"; ${why}. ${stays ? NAMESPACE_STAYS : 'It takes space until it is removed.'}`
        : `Changed by the step "${step.title}"; ${why}. It keeps the changed value.`,
    operation,
    removable: act === 'create' && !stays,
    ...(step.element !== undefined && { element: step.element }),
    ...(row.startedAt !== undefined && { since: new Date(row.startedAt).toISOString() }),
  };
}

/** What a step changes of an object. */
function changesOf({ acts }: StepPlace['step'], written: WrittenRow): FieldChange[] {
  return acts.flatMap(act => (act.act === 'patch' && isSameObject(act.target, written) ? act.changes : []));
}

function isTakenBackBy({ path, from, to }: FieldChange, others: readonly FieldChange[]): boolean {
  return others.some(other => sameValue(other.path, path) && sameValue(other.to, from) && sameValue(other.from, to));
}

/** Whether a write only takes away again what the operation had made or changed before: nothing of it stays. */
function tidies(row: View, { index, step }: StepPlace): (written: WrittenRow) => boolean {
  const before = stepPlaces(row).slice(0, index);
  const made = before.flatMap(place => place.row.written).filter(({ act, undo, outcome }) => act === 'create' && !undo && outcome !== 'failed');
  return written => {
    if (written.act === 'delete') return made.some(other => isSameObject(other, written));
    const own = changesOf(step, written);
    const earlier = before.flatMap(place => changesOf(place.step, written));
    return written.act === 'patch' && own.length > 0 && own.every(change => isTakenBackBy(change, earlier));
  };
}

/** Whether a later step that only tidies up took the change of an object back. What its operator takes away itself needs no step. */
function isTidied(row: View, { index, step }: StepPlace, written: WrittenRow): boolean {
  const own = changesOf(step, written);
  const isTidying = (later: StepPlace) =>
    standing(row, later).some(other => other.act === 'patch' && isSameObject(other, written) && tidies(row, later)(other)) && changesOf(later.step, written).some(change => isTakenBackBy(change, own));
  return written.act === 'patch' && stepPlaces(row).slice(index + 1).some(isTidying);
}

/** What stands and is no tidying up. */
function staying(row: View, place: StepPlace): WrittenRow[] {
  const isTidying = tidies(row, place);
  return standing(row, place).filter(written => !isTidying(written));
}

/** Sentences on what would stay if the operation stopped now, although all undos succeed. Pure. */
export function leftAsTheyAre(row: View): string[] {
  return stepPlaces(row)
    .filter(({ step }) => !step.undo?.length && step.resumes === undefined && !step.pause)
    .flatMap(place => {
      const objects = staying(row, place).filter(({ act }) => act !== 'delete').map(nameOf);
      const deleted = staying(row, place).filter(({ act }) => act === 'delete').map(nameOf);
      return [
        ...(objects.length > 0 ? [`Stays as it is now: ${listed(objects)}.`] : []),
        ...(deleted.length > 0 ? [`Stays deleted: ${listed(deleted)}.`] : []),
      ];
    });
}

/** What state a failed or cancelled operation leaves things in, in one text. Pure. */
export function stateSentence(row: View): string {
  const places = stepPlaces(row);
  const wrote = places.some(place => place.row.written.some(({ undo, outcome }) => !undo && outcome !== 'failed'));
  if (!wrote) return 'Nothing was written.';
  const stuck = places.find(place => place.row.mark === 'undo-failed');
  const kept = places.flatMap(place => staying(row, place)).map(nameOf);
  if (stuck) {
    const before = places.slice(0, stuck.index).filter(place => place.row.mark === 'done' && place.step.undo?.length).map(({ step }) => `"${step.title}"`);
    const untouched = before.length > 0 ? ` What came before it was left as it is, because it rests on it: ${listed(before)}.` : '';
    return `The step "${stuck.step.title}" could not be taken back.${untouched}`;
  }
  return kept.length === 0 ? 'All that had been written was taken back.' : `What is left as it was written: ${listed([...new Set(kept)])}. All else was taken back.`;
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 10).join(', ');
  return names.length > 10 ? `${shown} and ${names.length - 10} more` : shown;
}

function nameOf({ kind, name }: WrittenRow): string {
  return `${kind} ${name}`;
}

function keyOf({ cluster, apiVersion, kind, namespace, name }: WrittenRow): string {
  return [cluster, apiVersion, kind, namespace ?? '', name].join('/');
}
