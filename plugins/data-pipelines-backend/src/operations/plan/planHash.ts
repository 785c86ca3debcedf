import type { OperationRequest, PreflightCheck } from '@penstock/backstage-plugin-data-pipelines-common';
import type { PlanDraft } from '@penstock/backstage-plugin-data-pipelines-node';
import { canonical } from './canonical';

/** SHA-256 in hexadecimal digits; given, because this room imports nothing of Node. */
export type Sha256 = (text: string) => string;

const WHOLE_DIGITS = 40;
const PART_DIGITS = 4;
const BASIS_DIGITS = 3;
/** More subjects than this share a place, so that the hash stays below 128 letters. */
const BASIS_PLACES = 18;
const FORM = /^([0-9a-f]{40})\.((?:[0-9a-f]{4}){5})\.((?:[0-9a-f]{3})*)$/;

/** What of a plan is hashed, each part by itself, so that what changed can be named later. */
interface HashedParts {
  whole: string;
  request: string;
  steps: string;
  locks: string;
  safety: string;
  checks: string;
  basis: readonly string[];
}

function checkWords(preflight: readonly PreflightCheck[]): string[] {
  return preflight.map(({ code, result }) => `${code} ${result}`).sort();
}

/** Subjects by their place: one each, as long as there are places. */
function placesOf(basis: PlanDraft['basis']): PlanDraft['basis'][] {
  const sorted = [...basis].sort((a, b) => (a.subject < b.subject ? -1 : Number(a.subject > b.subject)));
  const places: PlanDraft['basis'][number][][] = Array.from({ length: Math.min(BASIS_PLACES, sorted.length) }, () => []);
  sorted.forEach((entry, index) => places[index % places.length].push(entry));
  return places;
}

function partsOf(draft: PlanDraft, request: OperationRequest, sha256: Sha256): HashedParts {
  const texts = {
    request: canonical(request),
    steps: canonical(draft.steps.map(({ title: _title, detail: _detail, ...step }) => step)) + draft.deadlineSeconds,
    locks: canonical([...draft.locks].map(({ key, mode }) => `${key} ${mode}`).sort()),
    safety: canonical([draft.safety.level, draft.safety.type]),
    checks: canonical(checkWords(draft.preflight)),
  };
  const basis = placesOf(draft.basis).map(place => canonical(place));
  const short = (text: string, digits = PART_DIGITS) => sha256(text).slice(0, digits);
  return {
    whole: sha256(canonical([texts, basis])).slice(0, WHOLE_DIGITS),
    request: short(texts.request),
    steps: short(texts.steps),
    locks: short(texts.locks),
    safety: short(texts.safety),
    checks: short(texts.checks),
    basis: basis.map(text => short(text, BASIS_DIGITS)),
  };
}

/**
 * The hash of a plan: over what would be done and what it rests on, not over
 * sentences, estimates and moments. Behind the hash of the whole stand short
 * ones of its parts, since a plan that was not started is kept nowhere.
 */
export function planHash(draft: PlanDraft, request: OperationRequest, sha256: Sha256): string {
  const { whole, request: asked, steps, locks, safety, checks, basis } = partsOf(draft, request, sha256);
  return `${whole}.${asked}${steps}${locks}${safety}${checks}.${basis.join('')}`;
}

function inPieces(text: string, digits: number): string[] {
  return Array.from({ length: text.length / digits }, (_, index) => text.slice(index * digits, (index + 1) * digits));
}

function basisDifferences(before: readonly string[], draft: PlanDraft, now: readonly string[]): string[] {
  if (before.length !== now.length) return [`The plan rests on other facts than before: ${draft.basis.map(({ subject }) => subject).sort().join(', ')}`];
  return placesOf(draft.basis).flatMap((place, index) =>
    before[index] === now[index] ? [] : [place.map(({ subject, value }) => `${subject} has changed; now: ${value}`).join(', or ')],
  );
}

function checkDifference(preflight: readonly PreflightCheck[]): string {
  const blocking = preflight.filter(({ result }) => result === 'block');
  // What refuses the plan is not to be looked for among warnings.
  const notPassed = (blocking.length > 0 ? blocking : preflight.filter(({ result }) => result !== 'pass')).map(({ sentence }) => sentence);
  return `Checks have another outcome; now ${notPassed.length === 0 ? 'all pass' : `not passed: ${notPassed.join('; ')}`}`;
}

/**
 * What is different between the plan that had the hash and the one drawn now,
 * in sentences; empty when nothing is.
 */
export function planDifferences(hash: string, draft: PlanDraft, request: OperationRequest, sha256: Sha256): string[] {
  const now = partsOf(draft, request, sha256);
  const read = FORM.exec(hash);
  if (read === null) return ['The hash is none of a plan of this version'];
  const [, whole, parts, basis] = read;
  if (whole === now.whole) return [];
  const [asked, steps, locks, safety, checks] = inPieces(parts, PART_DIGITS);
  const found = [
    ...(asked === now.request ? [] : ['The request is another one than the plan was drawn for']),
    ...basisDifferences(inPieces(basis, BASIS_DIGITS), draft, now.basis),
    ...(checks === now.checks ? [] : [checkDifference(draft.preflight)]),
    ...(locks === now.locks ? [] : ['The operation would hold other elements or volumes']),
    ...(safety === now.safety ? [] : [`It is confirmed in another way: ${draft.safety.button}`]),
  ];
  if (found.length > 0) return found;
  return [steps === now.steps ? 'Something that the plan rests on has changed' : `The steps are other ones; now: ${draft.steps.map(({ title }) => title).join(', ')}`];
}
