import type { JsonObject } from '@backstage/types';
import type { DataAmount, OperationFailure, OperationKind, OperationResult, Reached } from '@penstock/backstage-plugin-data-pipelines-common';
import { isRecord } from '../manifests/manifest';
import type { Ending, OperationRow } from '../store/OperationStore';
import { pointPassed } from './cancelEffect';
import type { Failing } from './failureCodes';
import { stepPlaces } from './Journal';
import { leftoversOf, stateSentence } from './leftovers';

/**
 * How an operation ends whose steps have all come to rest. Succeeded is what
 * has done each step, and nothing else. Pure.
 *
 * Facts of steps that the result is made of: `partial: true` (less was got
 * than planned), `recoveryPoint` (its id), `sentences` (for people), `lost`
 * and `replayed` (records, seconds, sentence).
 */
export function endingOf(row: OperationRow): Ending {
  if (row.steps.every(({ mark }) => mark === 'done')) {
    if (!row.steps.some(({ facts }) => facts?.partial === true)) return { phase: 'Succeeded', result: resultOf(row), leftovers: [] };
    const reached = reachedOf(row);
    return { phase: 'PartiallySucceeded', result: { ...resultOf(row), ...(reached && { reached }) }, leftovers: [] };
  }
  const leftovers = leftoversOf(row);
  const found = failureOf(row);
  return found ? { phase: 'Failed', failure: described(row, found), leftovers } : { phase: 'Cancelled', leftovers };
}

/** The failure that ended the operation: one of going forward before one of going back. Pure. */
function failureOf(row: OperationRow): Failing | undefined {
  const failures = row.steps.flatMap(({ observation }) => (observation?.state === 'failed' ? [observation] : []));
  return failures.find(({ code }) => code !== 'UNDO_INCOMPLETE') ?? failures[0];
}

function described(row: OperationRow, { code, cause, remedy, evidence }: Failing): OperationFailure {
  const undo = row.steps.flatMap(({ observation }) => (observation?.state === 'failed' && observation.code === 'UNDO_INCOMPLETE' && code !== 'UNDO_INCOMPLETE' ? [observation.cause] : []));
  const point = pointPassed(row);
  const forward = point ? [`The step "${point.step.title}" had begun, so nothing was taken back.`] : [];
  const all = [...(evidence ?? []), ...undo];
  return { code, cause, remedy, state: [...forward, point ? doneSoFar(row) : stateSentence(row)].join(' '), ...(all.length > 0 && { evidence: all }) };
}

function doneSoFar(row: OperationRow): string {
  const done = stepPlaces(row).filter(place => place.row.mark === 'done');
  return done.length === 0 ? 'No step is done.' : `Done and left so: ${done.map(({ step }) => `"${step.title}"`).join(', ')}.`;
}

/** Kinds whose last step only tidies up, or starts again what stands around. */
const TOLD_BY_TITLE: readonly OperationKind[] = ['restore', 'clone', 'undo'];

/** An operation of which no step sums anything up is told by what its last step found, where that is about the whole. */
function summedUp({ kind, steps, stored }: OperationRow): string[] {
  if (TOLD_BY_TITLE.includes(kind)) return [`Done: ${stored.plan.title}`];
  return steps.flatMap(({ observation }) => (observation?.state === 'done' && observation.found !== undefined ? [observation.found] : [])).slice(-1);
}

function resultOf(row: OperationRow): OperationResult {
  const facts = row.steps.flatMap(step => (step.facts ? [step.facts] : []));
  const point = facts.map(({ recoveryPoint }) => recoveryPoint).find(id => typeof id === 'string');
  const sentences = facts.flatMap(({ sentences: found }) => (Array.isArray(found) ? found.filter(sentence => typeof sentence === 'string') : []));
  if (sentences.length === 0) sentences.push(...summedUp(row));
  const lost = amountIn(facts, 'lost');
  const replayed = amountIn(facts, 'replayed');
  return { sentences, ...(typeof point === 'string' && { recoveryPoint: point }), ...(lost && { lost }), ...(replayed && { replayed }) };
}

/** Elements of which no step got less, of those that any step sums up; one alone is not counted. Pure. */
function reachedOf(row: OperationRow): Reached | undefined {
  const summed = stepPlaces(row).filter(({ row: { facts } }) => Array.isArray(facts?.sentences));
  if (summed.some(({ step }) => step.element === undefined)) return undefined;
  const all = new Set(summed.map(({ step }) => step.element));
  const less = new Set(summed.filter(({ row: { facts } }) => facts?.partial === true).map(({ step }) => step.element));
  return all.size > 1 ? { done: all.size - less.size, total: all.size } : undefined;
}

function amountIn(facts: readonly JsonObject[], name: 'lost' | 'replayed'): DataAmount | undefined {
  const amount: unknown = facts.map(fact => fact[name]).find(isRecord);
  if (!isRecord(amount) || typeof amount.sentence !== 'string') return undefined;
  return {
    sentence: amount.sentence,
    ...(typeof amount.records === 'number' && { records: amount.records }),
    ...(typeof amount.seconds === 'number' && { seconds: amount.seconds }),
  };
}
