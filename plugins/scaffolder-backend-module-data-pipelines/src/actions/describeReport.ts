import type { ManifestOutcome, ManifestsReport } from '@penstock/backstage-plugin-data-pipelines-common';

const SYMBOL: Record<ManifestOutcome['outcome'], string> = {
  created: '+',
  changed: '~',
  unchanged: '=',
  failed: '×',
  'not-tried': '·',
};

/** One line per object, with symbol, word and reason. */
export function describeOutcomes(report: ManifestsReport): string[] {
  return report.outcomes.map(({ object, outcome, reason, remedy }) => {
    const why = [reason, remedy].filter(Boolean).join(' ');
    return `${SYMBOL[outcome]} ${outcome} ${object.kind} ${object.name}${why ? `: ${why}` : ''}`;
  });
}

/**
 * The sentence for a report that is no success: what failed and why, and what
 * exists now.
 */
export function describeFailure(report: ManifestsReport): string {
  const failed = report.outcomes.filter(({ outcome }) => outcome === 'failed');
  const exists = report.outcomes.filter(({ outcome }) => outcome === 'created' || outcome === 'changed');
  const faults = failed
    .map(({ object, reason, remedy }) => `${object.kind} ${object.name}: ${[reason, remedy].filter(Boolean).join(' ')}`)
    .join('; ');
  if (report.dryRun) return `The cluster ${report.cluster} would refuse: ${faults}`;
  const left = exists.length === 0
    ? 'Nothing was created.'
    : `What exists now: ${exists.map(({ object, outcome }) => `${object.kind} ${object.name} (${outcome})`).join(', ')}.`;
  return `The cluster ${report.cluster} refused: ${faults}. ${left}`;
}

/** Markdown for the template's result page. */
export function summarise(report: ManifestsReport): string {
  const lines = describeOutcomes(report).map(line => `    ${line}`).join('\n');
  return `${report.dryRun ? 'Dry run on' : 'Applied to'} **${report.cluster}**, namespace **${report.namespace}**:\n\n${lines}\n`;
}
