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

/** In what a plan differs from the one that was looked at before: changes, checks and numbers. Pure. */
export function planDifference(before: Plan, after: Plan): Difference[] {
  const numbers = after.comparison.flatMap(row => {
    const old = before.comparison.find(({ label }) => label === row.label);
    const said = (of: typeof row) => `${of.now} → ${of.after}`;
    return old && said(old) !== said(row) ? [{ kind: 'changed' as const, label: row.label, from: said(old), to: said(row) }] : [];
  });
  return [
    ...lines(before.changes.map(changeText), after.changes.map(changeText)),
    ...lines(before.preflight.map(checkText), after.preflight.map(checkText)),
    ...numbers,
  ];
}
