import type { PreflightCheck } from '@penstock/backstage-plugin-data-pipelines-common';
import type { PlannedLock } from '@penstock/backstage-plugin-data-pipelines-node';
import { objected, passed } from '../../../engines/shared/preflightCodes';
import type { World } from '../World';
import { nameList } from '../words';
import { PREFLIGHT_CODES as CODES } from './codes';

/** Whether two operations may hold the same thing together: growing and cutting go together, nothing else does. */
function together(a: PlannedLock['mode'], b: PlannedLock['mode']): boolean {
  return (a === 'expand' && b === 'snapshot') || (a === 'snapshot' && b === 'expand');
}

/** Nobody else holds what the plan needs. The store decides at the start; this is what people read before. */
export function noOtherOperation(locks: readonly PlannedLock[], held: World['locks']): PreflightCheck {
  const clashes = held.filter(other => locks.some(lock => lock.key === other.key && !together(lock.mode, other.mode)));
  if (clashes.length === 0) return passed(CODES.NO_OTHER_OPERATION, 'No other operation on these');
  const operations = [...new Set(clashes.map(({ operation }) => operation))].sort();
  return objected(CODES.NO_OTHER_OPERATION, 'block', {
    sentence: `Operation ${nameList(operations)} is at work on ${clashes.length === 1 ? 'one of these' : 'these'}`,
    remedy: 'Wait until it has ended, or cancel it.',
  });
}

/** The locks of volumes and of their element. */
export function locksOf(
  elements: readonly { id: string; cluster: string; namespace: string }[],
  volumes: readonly { cluster: string; claimUid: string }[],
  mode: PlannedLock['mode'],
): PlannedLock[] {
  return [
    ...elements.map(({ id, cluster, namespace }) => ({ key: `element:${cluster}/${namespace}/${id}`, mode })),
    ...volumes.filter(({ claimUid }) => claimUid !== '').map(({ cluster, claimUid }) => ({ key: `volume:${cluster}/${claimUid}`, mode })),
  ];
}
