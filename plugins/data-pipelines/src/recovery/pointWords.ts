import type { Consistency, PointConsistency, RecoveryPoint } from '@penstock/backstage-plugin-data-pipelines-common';
import type { Words } from '../parts/words';

/** Weakest first. */
const STRENGTH: readonly Consistency[] = ['crash', 'application', 'native'];

/** Whether less was got than wanted. Pure. */
export function isWeaker({ wanted, got }: PointConsistency): boolean {
  return wanted !== undefined && got !== undefined && STRENGTH.indexOf(got) < STRENGTH.indexOf(wanted);
}

/** What was got, and where it is less also what was wanted: "Crash, wanted Application". */
export function consistencyWords(t: Words, consistency: PointConsistency): string {
  const { wanted, got } = consistency;
  if (got === undefined) return t('points.consistencyNotRecorded');
  const word = t(`consistency.${got}`);
  return wanted !== undefined && isWeaker(consistency) ? t('points.gotWanted', { got: word, wanted: t(`consistency.${wanted}`) }) : word;
}

/** Whether anything can be restored from it, and its engines hold together: writes were paused, or the engine took it itself. Pure. */
export function isApplicationConsistent({ state, consistency, restorableTo }: RecoveryPoint): boolean {
  return state === 'Ready' && restorableTo.length > 0 && (consistency.got === 'application' || consistency.got === 'native');
}

/** The newest application-consistent point, else the newest that can be restored; the newest is not always the best. Pure. */
export function bestPoint(newestFirst: readonly RecoveryPoint[]): RecoveryPoint | undefined {
  return newestFirst.find(isApplicationConsistent) ?? newestFirst.find(({ restorableTo }) => restorableTo.length > 0);
}

/** Whose it is in a word: the schedule, the name of who asked, or who else made it. Pure. */
export function makerOf({ schedule, madeBy }: Pick<RecoveryPoint, 'schedule' | 'madeBy'>): string {
  return schedule ?? madeBy.replace(/^user:[^/]*\//, '');
}
