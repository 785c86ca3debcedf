import type { OperationRequest } from '@penstock/backstage-plugin-data-pipelines-common';
import type { FoundPoint, PlannedLock } from '@penstock/backstage-plugin-data-pipelines-node';
import { claimKey } from '../../engines/shared/objectKeys';
import { passed } from '../../engines/shared/preflightCodes';
import { ContradictionError, RefusedInputError } from '../../errors';
import { copyElement } from './copyElement';
import { deadlineOf } from './deadline';
import { elementVolumes } from './elementVolumes';
import { driverOf, elementOf, notPossible, operationsOf } from './findElements';
import { chosenInPoint, pointOf, pointReady, readingLocks } from './points';
import { PREFLIGHT_CODES as CODES } from './preflight/codes';
import { locksOf, noOtherOperation } from './preflight/operationLocks';
import { quotaLeavesRoom, storageOfCopies } from './preflight/quota';
import { volumesBound, volumesNotDeleted } from './preflight/volumes';
import { completeness, volumesInPoint } from './restoreInPlace';
import { plural } from './words';
import type { OperationPlanner, World, WorldElement } from './World';

type CloneRequest = Extract<OperationRequest, { kind: 'clone' }>;

const NAME = /^[a-z]([-a-z0-9]{0,51}[a-z0-9])?$/;

/** @throws InputError for what is no name, ConflictError for one that is taken */
function requireFreeName({ name }: CloneRequest, element: WorldElement): void {
  if (!NAME.test(name)) {
    throw new RefusedInputError(`"${name.slice(0, 60)}" cannot be the name of a copy; use small letters, digits and hyphens, beginning with a letter, 53 at most`, {
      code: 'NAME_INVALID',
      reason: 'Operators make names of pods and services out of it.',
      remedy: 'Use small letters, digits and hyphens, beginning with a letter, 53 at most.',
    });
  }
  const [group] = element.root.apiVersion.includes('/') ? element.root.apiVersion.split('/') : [''];
  const taken = element.inventory.get({ group, kind: element.root.kind }, { namespace: element.namespace, name });
  if (taken === undefined) return;
  throw new ContradictionError(`${element.root.kind} ${name} exists in ${element.namespace}; choose another name for the copy`, {
    code: 'ELEMENT_EXISTS',
    reason: `A copy runs beside the original, and in ${element.namespace} the name is taken.`,
    remedy: 'Choose another name.',
  });
}

function pointFor({ recoveryPoint }: CloneRequest, element: WorldElement, world: World): FoundPoint | undefined {
  if (recoveryPoint === undefined) return undefined;
  const point = pointOf(recoveryPoint, world);
  chosenInPoint(point, [element.id], world);
  return point;
}

/** Makes a copy of an element beside it, for a test. */
export const clone: OperationPlanner<'clone'> = {
  kind: 'clone',
  needs(request, world) {
    const element = elementOf(request.element, world);
    const claims = elementVolumes(element).map(({ driver }) => claimKey(driver));
    return [...(operationsOf(element).needs?.(element) ?? []), ...claims];
  },
  draw(request, world) {
    const element = elementOf(request.element, world);
    requireFreeName(request, element);
    const point = pointFor(request, element, world);
    const volumes = point === undefined ? elementVolumes(element) : volumesInPoint(element, point);
    if (volumes.length === 0) throw notPossible(`${element.id} has no volumes`, 'Make another one by a template.');
    const copy = copyElement(element, volumes, { name: request.name, namespace: element.namespace, ...(point === undefined ? {} : { point }), driver: driverOf(world), world });
    const locks: PlannedLock[] = point === undefined
      ? locksOf([element], volumes.map(({ driver }) => driver), 'snapshot')
      : readingLocks(point, [element.id]);
    return {
      title: `Clone ${element.id} as ${request.name}`,
      summary: `${element.engine.title}, ${plural(volumes.length, 'volume')} ${point === undefined ? 'as they are' : `as of ${point.cutTime ?? 'an unknown time'}`} · ${element.cluster} / ${element.namespace}`,
      steps: copy.steps,
      locks,
      basis: [
        { subject: `the volumes of ${element.id}`, value: volumes.map(({ driver }) => `${driver.claim} ${driver.claimUid}`).join(', ') },
        ...(point === undefined ? [] : [{ subject: `the recovery point ${point.id}`, value: point.state }]),
      ],
      preflight: [
        passed(CODES.NAME_FREE, `There is no ${element.root.kind} ${request.name} in ${element.namespace}`),
        ...(point === undefined ? [volumesBound(volumes), volumesNotDeleted(volumes)] : [pointReady(point), ...completeness(element, point, false)]),
        ...copy.checks,
        ...quotaLeavesRoom(element.inventory, element.namespace, storageOfCopies(volumes)),
        noOtherOperation(locks, world.locks),
      ],
      changes: [...copy.changes, { act: 'keep', sentence: `${element.id} as it runs now`, by: 'Penstock', note: 'no change' }],
      effects: {
        restarts: 0,
        spaceBytes: volumes.reduce((sum, { requestedBytes = 0 }) => sum + requestedBytes, 0),
        sentences: [{ subject: element.view.title, sentence: 'Runs on; nobody is connected to the copy' }, ...copy.sentences],
      },
      undo: { possible: true, sentence: `${element.root.kind} ${request.name} and its claims can be deleted again.` },
      cancel: ['All that was made is deleted.'],
      comparison: [],
      consumers: [],
      safety: { level: 1, button: `Clone ${element.id}` },
      deadlineSeconds: deadlineOf(copy.steps),
    };
  },
};
