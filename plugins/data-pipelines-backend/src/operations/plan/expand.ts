import type { PlanChange, PreflightCheck } from '@penstock/backstage-plugin-data-pipelines-common';
import type { ObjectKey, PlanBasis, PlanDraft } from '@penstock/backstage-plugin-data-pipelines-node';
import { claimKey } from '../../engines/shared/objectKeys';
import { objected } from '../../engines/shared/preflightCodes';
import { deadlineOf } from './deadline';
import { elementVolumes } from './elementVolumes';
import { chooseGroups, requireGrowth, requireOtherClass, type ChosenGroup } from './expandGroups';
import { classComparison, expandBasis, expandComparison } from './expandNumbers';
import { groupSteps, restateSteps, type Wanted } from './expandSteps';
import { elementOf, operationsOf, wrongInput } from './findElements';
import { readNewSize } from './newSize';
import { attributesClassFits, classAllowsExpansion, driverGrowsMounted } from './preflight/storageClass';
import { PREFLIGHT_CODES as CODES } from './preflight/codes';
import { locksOf, noOtherOperation } from './preflight/operationLocks';
import { quotaLeavesRoom } from './preflight/quota';
import { fieldText, nameList, objectName, plural } from './words';
import type { OperationPlanner, World, WorldElement } from './World';

function togetherChecks(chosen: readonly ChosenGroup[]): PreflightCheck[] {
  return chosen
    .filter(({ asked, volumes }) => asked.length < volumes.length)
    .map(({ group, volumes, asked }) =>
      objected(CODES.VOLUMES_GROW_TOGETHER, 'warn', {
        sentence: `${plural(volumes.length, 'volume')} grow, not ${asked.length}: ${group.title} has one size for ${nameList(volumes.map(({ driver }) => driver.claim))}`,
        remedy: 'Go on if that is meant.',
      }),
    );
}

function addedStorage(chosen: readonly ChosenGroup[], { size }: Wanted) {
  const bytesByClass: Record<string, number> = {};
  if (size === undefined) return { bytesByClass };
  for (const { driver, requestedBytes = 0 } of chosen.flatMap(({ volumes }) => volumes)) {
    const name = driver.storageClass ?? '';
    bytesByClass[name] = (bytesByClass[name] ?? 0) + Math.max(0, size.bytes - requestedBytes);
  }
  return { bytesByClass };
}

function sizeChecks(chosen: readonly ChosenGroup[], element: WorldElement, wanted: Wanted): PreflightCheck[] {
  const volumes = chosen.flatMap(group => group.volumes);
  if (wanted.size === undefined) return [];
  return [
    ...classAllowsExpansion(volumes, element.inventory),
    ...driverGrowsMounted(volumes),
    ...quotaLeavesRoom(element.inventory, element.namespace, addedStorage(chosen, wanted)),
    ...togetherChecks(chosen),
  ];
}

function checksOf(chosen: readonly ChosenGroup[], element: WorldElement, wanted: Wanted): PreflightCheck[] {
  const volumes = chosen.flatMap(group => group.volumes);
  return [
    ...sizeChecks(chosen, element, wanted),
    ...(wanted.attributesClass === undefined ? [] : [attributesClassFits(wanted.attributesClass, volumes, element.inventory)]),
    ...chosen.flatMap(({ group }) => group.checks),
  ];
}

/** Pods that restart: to grow a file system, never for another class. */
function restartsOf(chosen: readonly ChosenGroup[], { size }: Wanted): number {
  return size === undefined ? 0 : chosen.reduce((sum, { group }) => sum + group.restarts, 0);
}

/** What its owners say of a growth. Of another class there is only what holds for a claim that nobody else writes. */
function notesOf(chosen: readonly ChosenGroup[], { size }: Wanted): string[] {
  return chosen.filter(({ ownsItself }) => size !== undefined || ownsItself).map(({ group }) => group.note);
}

function keptChanges(chosen: readonly ChosenGroup[], element: WorldElement, restarts: number): PlanChange[] {
  const growing = new Set(chosen.flatMap(({ volumes }) => volumes.map(({ view }) => view.name)));
  const others = elementVolumes(element).filter(({ view }) => !growing.has(view.name));
  const members = element.view.members;
  return [
    ...(members.length === 0 ? [] : [{ act: 'keep' as const, count: members.length, sentence: `${plural(members.length, 'pod')}, ${plural(restarts, 'restart')} expected`, by: 'Penstock', names: members.map(({ name }) => name) }]),
    ...(others.length === 0 ? [] : [{ act: 'keep' as const, count: others.length, sentence: `${plural(others.length, 'other volume')} of ${element.id}`, by: 'Penstock', names: others.map(({ view }) => view.name) }]),
  ];
}

function basisOf(chosen: readonly ChosenGroup[]): PlanBasis[] {
  return chosen.flatMap(({ group, volumes }) => [
    { subject: `${fieldText(group.path)} of ${objectName(group.owner)}`, value: group.size ?? 'absent' },
    { subject: `the volumes of ${group.title}`, value: volumes.map(({ driver, requestedBytes }) => `${driver.claim} ${driver.claimUid} ${requestedBytes ?? ''}`).join(', ') },
  ]);
}

function safetyOf(count: number, wanted: Wanted): PlanDraft['safety'] {
  if (wanted.size === undefined) {
    return { level: 2, button: `Change ${plural(count, 'volume')}`, acknowledge: 'I understand that these volumes may be slower while their class changes' };
  }
  const these = count === 1 ? 'this volume' : 'these volumes';
  return { level: 2, button: `Expand ${plural(count, 'volume')}`, acknowledge: `I understand that ${these} cannot be made smaller again` };
}

function cancelSentences(chosen: readonly ChosenGroup[], { size }: Wanted, takesBack: boolean): string[] {
  if (size === undefined) return [takesBack ? 'The former class is asked for again.' : 'The new class stays asked for: a class can be replaced, but not taken away.'];
  const operators = nameList([...new Set(chosen.map(({ group }) => group.operator))]);
  return [
    'No further volume is asked to grow.',
    'Volumes that have grown stay as large as they are.',
    takesBack ? 'For volumes that have not grown the request is taken back, to just above their present size.' : `${operators} keeps the new size in mind and goes on with it.`,
  ];
}

function madeAgain(chosen: readonly ChosenGroup[]): string[] {
  const owners = chosen.filter(({ group }) => group.restate !== undefined).map(({ group }) => objectName(group.owner));
  return owners.length === 0 ? [] : [`${nameList([...new Set(owners)])} stays; where it was taken away from around its pods already, it is made again, and states what its claims have then.`];
}

/** Grows volumes through the object that owns their size, whole size groups at a time. */
export const expand: OperationPlanner<'expand'> = {
  kind: 'expand',
  needs(request, world) {
    const element = elementOf(request.element, world);
    const keys: ObjectKey[] = [...(operationsOf(element).needs?.(element) ?? [])];
    const chosen = chooseGroups(element, request.volumes, world);
    const claims = chosen.flatMap(({ volumes }) => volumes.map(({ driver }) => claimKey(driver)));
    return [...keys, ...chosen.map(({ group }) => group.owner), ...claims];
  },
  draw(request, world) {
    const element = elementOf(request.element, world);
    if (request.size === undefined && request.volumeAttributesClass === undefined) {
      throw wrongInput('Neither a size nor a volume attributes class is asked for', 'Give size, volumeAttributesClass, or both.');
    }
    const wanted: Wanted = {
      ...(request.size === undefined ? {} : { size: readNewSize(request.size) }),
      ...(request.volumeAttributesClass === undefined ? {} : { attributesClass: request.volumeAttributesClass }),
    };
    const chosen = chooseGroups(element, request.volumes, world);
    if (wanted.size !== undefined) requireGrowth(chosen, wanted.size);
    else if (wanted.attributesClass !== undefined) requireOtherClass(chosen, wanted.attributesClass);
    return drawn(chosen, element, wanted, world);
  },
};

function drawn(chosen: readonly ChosenGroup[], element: WorldElement, wanted: Wanted, world: World): PlanDraft {
  const volumes = chosen.flatMap(group => group.volumes);
  const { size } = wanted;
  const parts = [...chosen.flatMap((group, index) => groupSteps(group, index, wanted, element)), ...restateSteps(chosen, wanted, world.names)];
  const steps = parts.flatMap(part => part.steps);
  const locks = locksOf([element], volumes.map(({ driver }) => driver), 'expand');
  const restarts = restartsOf(chosen, wanted);
  const numbersRestOn = size === undefined ? undefined : expandBasis(volumes);
  const safety = safetyOf(volumes.length, wanted);
  const bytes = Object.values(addedStorage(chosen, wanted).bytesByClass).reduce((sum, each) => sum + each, 0);
  return {
    title: `${safety.button} of ${element.id}`,
    summary: `${element.engine.title}, ${nameList(chosen.map(({ group }) => group.title))} · ${element.cluster} / ${element.namespace}`,
    steps,
    locks,
    basis: basisOf(chosen),
    preflight: [...checksOf(chosen, element, wanted), ...parts.flatMap(part => part.checks), noOtherOperation(locks, world.locks)],
    changes: [...parts.flatMap(part => part.changes), ...keptChanges(chosen, element, restarts)],
    effects: {
      restarts,
      ...(size === undefined ? {} : { spaceBytes: bytes }),
      sentences: [...new Set([...notesOf(chosen, wanted), ...parts.flatMap(part => part.sentences)])].map(sentence => ({ subject: element.view.title, sentence })),
    },
    undo: { possible: false, sentence: size === undefined ? 'Another class can be chosen later.' : 'Volumes that have grown stay as large as they are: no driver makes a volume smaller.' },
    cancel: [...cancelSentences(chosen, wanted, parts.some(part => part.takesBack)), ...madeAgain(chosen)],
    comparison: [...(size === undefined ? [] : expandComparison(volumes, size.bytes)), ...(wanted.attributesClass === undefined ? [] : [classComparison(volumes, wanted.attributesClass)])],
    consumers: [],
    ...(numbersRestOn === undefined ? {} : { numbersRestOn }),
    safety,
    deadlineSeconds: deadlineOf(steps),
  };
}
