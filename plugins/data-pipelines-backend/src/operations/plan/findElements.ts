import type { DataDriver, EngineOperations } from '@penstock/backstage-plugin-data-pipelines-node';
import { RefusedInputError, UnknownNameError } from '../../errors';
import type { World, WorldElement } from './World';

/** The element with the id. @throws UnknownNameError (ELEMENT_NOT_FOUND) */
export function elementOf(id: string, world: World): WorldElement {
  const found = world.elements.find(element => element.id === id);
  if (found !== undefined) return found;
  throw new UnknownNameError(`There is no element ${id} that you may see; check the id, or label its object with penstock.dev/element: ${id}`, {
    code: 'ELEMENT_NOT_FOUND',
    reason: `No object that you may see carries the label penstock.dev/element: ${id}, or its engine could not read it.`,
    remedy: 'Check the id, the labels of its object, and whether its cluster is reachable.',
  });
}

/** What its engine can do with its data. @throws RefusedInputError (NOT_POSSIBLE) */
export function operationsOf(element: WorldElement): EngineOperations {
  const { operations } = element.engine;
  if (operations !== undefined) return operations;
  throw notPossible(`Penstock cannot change the volumes of ${element.id}: its engine ${element.engine.title} has no operations`, 'Use the means of its operator.');
}

/** The protection system that makes and reads snapshots. @throws RefusedInputError (NOT_POSSIBLE) */
export function driverOf(world: World, id = 'csi'): DataDriver {
  const found = world.drivers.find(driver => driver.id === id) ?? world.drivers[0];
  if (found !== undefined) return found;
  throw notPossible('No protection system is connected', 'Add one to the backend.');
}

/** 400: this can never be planned, whatever the state of the world. */
export function notPossible(why: string, remedy: string): RefusedInputError {
  return new RefusedInputError(`${why}; ${remedy.charAt(0).toLowerCase()}${remedy.slice(1).replace(/\.$/, '')}`, { code: 'NOT_POSSIBLE', reason: `${why}.`, remedy });
}

/** 400: the request contradicts itself or the world. */
export function wrongInput(why: string, remedy: string): RefusedInputError {
  return new RefusedInputError(`${why}; ${remedy.charAt(0).toLowerCase()}${remedy.slice(1).replace(/\.$/, '')}`, { code: 'INPUT_INVALID', reason: `${why}.`, remedy });
}
