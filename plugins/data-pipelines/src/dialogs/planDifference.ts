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

/** What two plans of the same have alike: a text without moments, which move with the clock, and without the id of its operation. */
function likeness(text: string, { id }: Plan): string {
  return text.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '').replaceAll(id, '');
}

function lines(before: Plan, after: Plan, textsOf: (plan: Plan) => readonly string[]): Difference[] {
  const only = (of: Plan, other: Plan) => {
    const known = new Set(textsOf(other).map(text => likeness(text, other)));
    return textsOf(of).filter(text => !known.has(likeness(text, of)));
  };
  return [...only(after, before).map(text => ({ kind: 'added' as const, text })), ...only(before, after).map(text => ({ kind: 'gone' as const, text }))];
}

/** In what a plan differs from the one that was looked at before: changes, checks and numbers. Pure. */
export function planDifference(before: Plan, after: Plan): Difference[] {
  const numbers = after.comparison.flatMap(row => {
    const old = before.comparison.find(({ label }) => label === row.label);
    const said = (of: typeof row) => `${of.now} → ${of.after}`;
    return old && likeness(said(old), before) !== likeness(said(row), after) ? [{ kind: 'changed' as const, label: row.label, from: said(old), to: said(row) }] : [];
  });
  return [
    ...lines(before, after, ({ changes }) => changes.map(changeText)),
    ...lines(before, after, ({ preflight }) => preflight.map(checkText)),
    ...numbers,
  ];
}
