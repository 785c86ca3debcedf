import type { Finding, StatusWord, SuggestedAction, Volume } from '@penstock/backstage-plugin-data-pipelines-common';

const VOLUME_CODE = /^(VOLUME|CLAIM)_/;
const MEMBER_CODE = /^MEMBERS?_/;
const CLUSTER_CODES = new Set(['ELEMENT_UNREADABLE', 'KIND_NOT_READABLE', 'MEASURE_UNKNOWN']);

function counted(count: number, one: string, many: string): string {
  return count === 1 ? `Show the ${one}` : `Show ${count} ${many}`;
}

/** The one thing to do next, chosen by the leading cause; none where all is well. */
export function actionFor(element: string, word: StatusWord, findings: readonly Finding[], volumes: readonly Volume[]): SuggestedAction | undefined {
  if (word === 'Healthy' || word === 'NotMeasured') return undefined;
  const [leading] = findings;
  if (word === 'Stale' || leading === undefined || CLUSTER_CODES.has(leading.code)) {
    return { kind: 'show-cluster', label: 'Show the cluster', element };
  }
  if (VOLUME_CODE.test(leading.code)) {
    const wrong = volumes.filter(volume => volume.word !== 'Healthy' && volume.word !== 'NotMeasured').length;
    return { kind: 'show-volumes', label: counted(Math.max(1, wrong), 'volume', 'volumes'), element };
  }
  if (MEMBER_CODE.test(leading.code)) return { kind: 'show-members', label: 'Show the members', element };
  return { kind: 'show-findings', label: counted(findings.filter(entry => entry.severity !== 'info').length, 'finding', 'findings'), element };
}
