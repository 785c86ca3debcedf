import type { PreflightCheck } from '@penstock/backstage-plugin-data-pipelines-common';
import type { FoundPoint, PlanDraft, PlannedLock } from '@penstock/backstage-plugin-data-pipelines-node';
import { objected, passed } from '../../engines/shared/preflightCodes';
import { goodPoints, lastGoodFor, placePoints } from '../../recovery/placePoints';
import { deadlineOf } from './deadline';
import { driverOf } from './findElements';
import { elementsInPoint, pointOf, readingLocks } from './points';
import { PREFLIGHT_CODES as CODES } from './preflight/codes';
import { noOtherOperation } from './preflight/operationLocks';
import { nameList, plural } from './words';
import type { OperationPlanner, World } from './World';

/** The elements that would have no good point any more. */
function lastGoodElements(point: FoundPoint, world: World): readonly string[] {
  const placed = placePoints(world.points, new Map(world.elements.map(({ id, view }) => [id, view])));
  const own = placed.find(each => each.point.id === point.id);
  return own === undefined ? [] : lastGoodFor(own, goodPoints(placed));
}

function lastGoodCheck(last: readonly string[]): PreflightCheck {
  if (last.length === 0) return passed(CODES.LAST_GOOD_POINT, 'Each of its elements keeps another good point');
  return objected(CODES.LAST_GOOD_POINT, 'warn', { sentence: `It is the last good point of ${nameList(last)}`, remedy: 'Take a new one first.' });
}

/** The point with all that could be read from it, and the count of the points of each of its elements: two deletions must not both rely on the other's point. */
function locksOfDeletion(point: FoundPoint, world: World): PlannedLock[] {
  const running = elementsInPoint(point, world);
  const named = point.members.flatMap(({ element, object }) => (element === '' ? [] : [{ id: element, namespace: object.namespace ?? point.namespace }]));
  const elements = new Map([...named, ...running].map(({ id, namespace }) => [`${namespace}/${id}`, id]));
  return [
    { key: `point:${point.cluster}/${point.id}`, mode: 'exclusive' },
    ...readingLocks(point, [...new Set(elements.values())]),
    ...[...elements.keys()].map((key): PlannedLock => ({ key: `points:${point.cluster}/${key}`, mode: 'exclusive' })),
  ];
}

function nothingRuns(point: FoundPoint, world: World): PreflightCheck {
  const own = `point:${point.cluster}/${point.id}`;
  const operationsWith = (isMeant: (key: string) => boolean) => [...new Set(world.locks.filter(({ key }) => isMeant(key)).map(({ operation }) => operation))];
  const deleting = operationsWith(key => key === own);
  if (deleting.length > 0) return objected(CODES.POINT_FREE, 'block', { sentence: `Operation ${nameList(deleting)} deletes it already`, remedy: 'Nothing has to be done about it.' });
  const reading = operationsWith(key => key.startsWith(`${own}/`));
  if (reading.length === 0) return passed(CODES.POINT_FREE, 'Nobody restores from it');
  return objected(CODES.POINT_FREE, 'block', { sentence: `Operation ${nameList(reading)} ${reading.length === 1 ? 'restores' : 'restore'} from it`, remedy: 'Wait until that has ended.' });
}

function safetyOf(point: FoundPoint, last: readonly string[], world: World): PlanDraft['safety'] {
  if (last.length === 0) return { level: 2, button: 'Delete recovery point', acknowledge: 'I understand that this point cannot be brought back' };
  const [pipeline] = elementsInPoint(point, world).map(element => element.pipeline);
  return {
    level: 4,
    button: 'Delete the last good point',
    acknowledge: `I understand that ${nameList(last)} can be restored from nothing afterwards`,
    type: last.length === 1 ? last[0] : point.pipeline ?? pipeline ?? last[0],
  };
}

/** Deletes a recovery point; the last good one of an element only with a reason. */
export const deletePoint: OperationPlanner<'delete'> = {
  kind: 'delete',
  needs: () => [],
  draw(request, world) {
    const point = pointOf(request.recoveryPoint, world);
    const removal = driverOf(world).remove(point, { inventory: world.reader(point.cluster), names: world.names });
    const last = lastGoodElements(point, world);
    const locks = locksOfDeletion(point, world);
    const elements = [...new Set(point.members.map(({ element }) => element).filter(id => id !== ''))];
    return {
      title: `Delete the recovery point of ${point.cutTime ?? point.id}`,
      summary: `${plural(point.members.length, 'snapshot')}${elements.length === 0 ? '' : ` of ${nameList(elements)}`}, made by ${point.madeBy} · ${point.cluster} / ${point.namespace}`,
      steps: removal.steps,
      locks,
      basis: [{ subject: `the recovery point ${point.id}`, value: point.members.map(({ object }) => object.name).join(', ') }],
      preflight: [lastGoodCheck(last), ...removal.checks, nothingRuns(point, world), noOtherOperation(locks, world.locks)],
      changes: removal.changes,
      effects: { restarts: 0, sentences: [{ subject: 'Point', sentence: 'Nothing that runs notices' }] },
      undo: { possible: false, sentence: 'A deleted point cannot be brought back.' },
      cancel: ['What is deleted already stays deleted.'],
      comparison: [],
      consumers: [],
      safety: safetyOf(point, last, world),
      deadlineSeconds: deadlineOf(removal.steps),
    };
  },
};
