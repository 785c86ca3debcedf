import type { FoundPoint, PlannedLock } from '@penstock/backstage-plugin-data-pipelines-node';
import { UnknownNameError } from '../../errors';
import type { PreflightCheck } from '@penstock/backstage-plugin-data-pipelines-common';
import { objected, passed } from '../../engines/shared/preflightCodes';
import { wrongInput } from './findElements';
import { PREFLIGHT_CODES as CODES } from './preflight/codes';
import { nameList } from './words';
import type { World, WorldElement } from './World';

/** The recovery point with the id. @throws UnknownNameError (RECOVERY_POINT_NOT_FOUND) */
export function pointOf(id: string, world: World): FoundPoint {
  const found = world.points.find(point => point.id === id);
  if (found !== undefined) return found;
  throw new UnknownNameError(`There is no recovery point ${id} that you may see; list the points of the pipeline for those that exist`, {
    code: 'RECOVERY_POINT_NOT_FOUND',
    reason: `No snapshot that you may see belongs to a recovery point ${id}.`,
    remedy: 'List the recovery points of the pipeline; it may have expired or been deleted.',
  });
}

/** The claims that the point holds of the element; foreign points name claims only. */
export function claimsInPoint(point: FoundPoint, element: WorldElement): string[] {
  const own = new Set(element.view.volumes.map(({ name }) => name));
  return point.members
    .filter(member => member.object.namespace === element.namespace && (member.element === '' ? own.has(member.volume) : member.element === element.id))
    .map(({ volume }) => volume);
}

/** The elements of a point, in the order of the world; those that run no more are left out. */
export function elementsInPoint(point: FoundPoint, world: World): WorldElement[] {
  return world.elements.filter(element => element.cluster === point.cluster && claimsInPoint(point, element).length > 0);
}

/** @throws InputError for elements that the point does not hold */
export function chosenInPoint(point: FoundPoint, wanted: readonly string[] | undefined, world: World): WorldElement[] {
  const held = elementsInPoint(point, world);
  const strangers = (wanted ?? []).filter(id => !held.some(element => element.id === id));
  if (strangers.length > 0) throw wrongInput(`The point holds nothing of ${nameList(strangers)}`, `It holds ${nameList(held.map(({ id }) => id))}.`);
  const chosen = wanted === undefined ? held : held.filter(({ id }) => wanted.includes(id));
  if (chosen.length === 0) throw wrongInput(`None of the elements of the point ${point.id} runs any more`, 'Label their resources again, or restore the snapshots by hand.');
  return chosen;
}

/** Whether anything can be restored from the point. */
export function pointReady(point: FoundPoint): PreflightCheck {
  if (point.state === 'Ready' || point.state === 'Partial') return passed(CODES.POINT_READY, `${point.members.length} of ${point.members.length} snapshots are ready`);
  return objected(CODES.POINT_READY, 'block', {
    sentence: `The point is ${point.state}${point.reason === undefined ? '' : `: ${point.reason}`}`,
    remedy: point.state === 'NotReady' ? 'Wait until it is ready.' : 'Choose another point.',
  });
}

/**
 * What whoever reads the elements from the point holds, so that nobody deletes
 * it meanwhile; restores of different elements do not meet.
 */
export function readingLocks({ cluster, id }: FoundPoint, elements: readonly string[]): PlannedLock[] {
  return elements.map(element => ({ key: `point:${cluster}/${id}/${element}`, mode: 'exclusive' }));
}
