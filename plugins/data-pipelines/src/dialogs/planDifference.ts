import type { Plan, PlanChange, PreflightCheck } from '@penstock/backstage-plugin-data-pipelines-common';

/** One thing in which two plans differ. */
export type Difference =
  | { kind: 'added' | 'gone'; text: string }
  | { kind: 'changed'; label: string; from: string; to: string };

function changeText({ act, sentence, field, from, to }: PlanChange): string {
  const value = from === undefined && to === undefined ? '' : `${from ?? ''} → ${to ?? ''}`;
  return [act, sentence, field ?? '', value].filter(part => part !== '').join(' ');
}

function checkText({ result, sentence }: PreflightCheck): string {
  return `${result}: ${sentence}`;
}

function lines(before: readonly string[], after: readonly string[]): Difference[] {
  return [
    ...after.filter(text => !before.includes(text)).map(text => ({ kind: 'added' as const, text })),
    ...before.filter(text => !after.includes(text)).map(text => ({ kind: 'gone' as const, text })),
  ];
}

/** A text without moments, which move with the clock and are no part of what is agreed to. */
function timeless(text: string): string {
  return text.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '');
}

function deedOf({ id, changes, preflight, safety }: Plan): string {
  const checks = preflight.map(({ code, result }) => `${code} ${result}`).sort();
  return JSON.stringify([changes.map(change => timeless(changeText(change)).replaceAll(id, '')), checks, safety.level, safety.type]);
}

/**
 * Whether two plans for one request would do the same, with the same results of the checks. Their hashes do not say it, as
 * names of new objects come from the id, which each plan has for itself; what else it rests on the server compares at the start. Pure.
 */
export function isSameDeed(before: Plan, after: Plan): boolean {
  return before.hash === after.hash || deedOf(before) === deedOf(after);
}

/** In what a plan differs from the one that was looked at before: changes, checks and numbers. Pure. */
export function planDifference(before: Plan, after: Plan): Difference[] {
  const numbers = after.comparison.flatMap(row => {
    const old = before.comparison.find(({ label }) => label === row.label);
    const said = (of: typeof row) => `${of.now} → ${of.after}`;
    return old && timeless(said(old)) !== timeless(said(row)) ? [{ kind: 'changed' as const, label: row.label, from: said(old), to: said(row) }] : [];
  });
  return [
    ...lines(before.changes.map(changeText), after.changes.map(changeText)),
    ...lines(before.preflight.map(checkText), after.preflight.map(checkText)),
    ...numbers,
  ];
}
