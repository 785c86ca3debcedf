import type { Finding } from '@penstock/backstage-plugin-data-pipelines-common';

/** Findings of one kind that one remedy answers. */
export interface FindingGroup {
  key: string;
  /** At least one; in the order in which the backend gives them. */
  findings: readonly [Finding, ...Finding[]];
}

/** Puts findings of the same code, severity and remedy together, so that the remedy is said once. */
export function findingGroups(findings: readonly Finding[]): FindingGroup[] {
  const groups = new Map<string, [Finding, ...Finding[]]>();
  for (const finding of findings) {
    const key = [finding.code, finding.severity, finding.remedy ?? ''].join(' ');
    const known = groups.get(key);
    if (known) known.push(finding);
    else groups.set(key, [finding]);
  }
  return [...groups].map(([key, together]) => ({ key, findings: together }));
}
