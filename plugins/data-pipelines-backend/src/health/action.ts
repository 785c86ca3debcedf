import { HEALTH_CODES } from './codes';
import { verdictsOf } from './volumeFacts';
import type { Finding, StatusWord, SuggestedAction, Volume } from '@penstock/backstage-plugin-data-pipelines-common';

const VOLUME_CODE = /^(VOLUME|CLAIM)_/;
const MEMBER_CODE = /^MEMBERS?_/;
const CLUSTER_CODES = new Set(['ELEMENT_UNREADABLE', 'KIND_NOT_READABLE', 'MEASURE_UNKNOWN']);

const FULL_CODES: ReadonlySet<string> = new Set([HEALTH_CODES.VOLUME_NEARLY_FULL.code, HEALTH_CODES.VOLUME_FULL_SOON.code]);

const ownerKey = ({ sizeOwner }: Volume) => JSON.stringify([sizeOwner.object, sizeOwner.field]);

function isFilling(volume: Volume): boolean {
  return verdictsOf(volume).some(verdict => verdict !== 'met');
}

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
  if (FULL_CODES.has(leading.code)) {
    const filling = volumes.filter(isFilling);
    const owners = new Set(filling.map(ownerKey));
    // One size holds for all volumes of an owner, so all of them grow.
    const growing = volumes.filter(volume => owners.has(ownerKey(volume)));
    if (growing.length > 0 && growing.every(({ expandable }) => expandable === 'yes')) {
      return { kind: 'expand', label: growing.length === 1 ? 'Expand the volume' : `Expand ${growing.length} volumes`, element, volumes: growing.map(({ name }) => name) };
    }
  }
  if (VOLUME_CODE.test(leading.code)) {
    const wrong = volumes.filter(volume => volume.word !== 'Healthy' && volume.word !== 'NotMeasured').length;
    return { kind: 'show-volumes', label: counted(Math.max(1, wrong), 'volume', 'volumes'), element };
  }
  if (MEMBER_CODE.test(leading.code)) return { kind: 'show-members', label: 'Show the members', element };
  return { kind: 'show-findings', label: counted(findings.filter(entry => entry.severity !== 'info').length, 'finding', 'findings'), element };
}
