import { quantityOrUndefined } from '@penstock/backstage-plugin-data-pipelines-common';
import type { SizeGroup } from '@penstock/backstage-plugin-data-pipelines-node';
import { resizeOf } from '../../engines/shared/claimChecks';
import { textAt, valueAt } from '../../engines/shared/reading';
import { UnknownNameError } from '../../errors';
import { elementVolumes, type ElementVolumeFacts } from './elementVolumes';
import { notPossible, operationsOf, wrongInput } from './findElements';
import { canonicalQuantity, type NewSize } from './newSize';
import { nameList } from './words';
import type { World, WorldElement } from './World';

/** A size group with its volumes, and which of them were asked for. */
export interface ChosenGroup {
  group: SizeGroup;
  volumes: readonly ElementVolumeFacts[];
  asked: readonly string[];
  /** True where the claim is its own owner, so that nobody patches it but us. */
  ownsItself: boolean;
  /** True where the claims are asked themselves: they own themselves, or the field of their owner cannot be changed in place. */
  asksClaims: boolean;
}

/** What is said of a volume that is none of the element. @throws always */
function refuseVolume(name: string, element: WorldElement, world: World): never {
  const other = world.elements.find(each => each.view.volumes.some(volume => volume.name === name));
  if (other !== undefined) throw wrongInput(`${name} is a volume of ${other.id}, not of ${element.id}`, `Draw a plan for ${other.id}.`);
  throw new UnknownNameError(`${element.id} has no volume ${name}; list its volumes for those that exist`, {
    code: 'VOLUME_NOT_FOUND',
    reason: `No claim of that name belongs to ${element.id}.`,
    remedy: 'List the volumes of the element.',
  });
}

/** Where none are named: those that are largest now, which hold the data; the small ones beside them, such as a quorum's, stay. */
function largestVolumes(volumes: readonly ElementVolumeFacts[]): readonly string[] {
  const sizeOf = ({ requestedBytes = 0, capacityBytes = 0 }: ElementVolumeFacts) => Math.max(requestedBytes, capacityBytes);
  const largest = Math.max(0, ...volumes.map(sizeOf));
  return volumes.filter(volume => sizeOf(volume) === largest).map(({ view }) => view.name);
}

/**
 * The size groups that must grow for the volumes to grow: whole groups, since
 * one field sets the size of all their volumes.
 *
 * @throws InputError or NotFoundError for volumes that are none of the element
 */
export function chooseGroups(element: WorldElement, wanted: readonly string[] | undefined, world: World): ChosenGroup[] {
  const volumes = elementVolumes(element);
  for (const name of wanted ?? []) {
    if (!volumes.some(({ view }) => view.name === name)) refuseVolume(name, element, world);
  }
  const asked = wanted ?? largestVolumes(volumes);
  if (asked.length === 0) throw notPossible(`${element.id} has no volumes`, 'Choose another element.');
  const groups = operationsOf(element).sizeGroups(element);
  const without = asked.filter(name => !groups.some(({ claims }) => claims.includes(name)));
  if (without.length > 0) {
    throw notPossible(`It is not known which object owns the size of ${nameList(without)}`, 'Grow it by the means of its operator.');
  }
  return groups
    .filter(({ claims }) => claims.some(claim => asked.includes(claim)))
    .map(group => ({
      group,
      volumes: group.claims.flatMap(claim => volumes.find(({ view }) => view.name === claim) ?? []),
      asked: group.claims.filter(claim => asked.includes(claim)),
      ownsItself: group.owner.kind === 'PersistentVolumeClaim',
      asksClaims: group.owner.kind === 'PersistentVolumeClaim' || group.restate !== undefined,
    }));
}

/** Whether the volume may be asked for less than before: Kubernetes allows it down to what is there, after a growth that failed. */
function mayLower({ claim }: ElementVolumeFacts): boolean {
  return claim !== undefined && resizeOf(claim).state === 'failed';
}

/** Bytes that a claim that is asked itself has for certain. */
export function hasBytes(volume: ElementVolumeFacts): number {
  const { capacityBytes = 0, requestedBytes = 0 } = volume;
  return mayLower(volume) ? capacityBytes : Math.max(capacityBytes, requestedBytes);
}

/** Bytes that the new size must exceed: what is asked for now or, after a growth that was infeasible, what is there. */
function floorOf({ group, volumes, asksClaims }: ChosenGroup): number {
  if (asksClaims) return Math.max(0, ...volumes.map(hasBytes));
  const capacity = Math.max(0, ...volumes.map(({ capacityBytes = 0 }) => capacityBytes));
  const requested = Math.max(0, ...volumes.map(({ requestedBytes = 0 }) => requestedBytes));
  return Math.max(capacity, requested, quantityOrUndefined(group.size) ?? 0);
}

/** Whether the largest has the size, but another one, or what their owner states, has not: a growth that ended half-way. */
function completes({ group, volumes, asksClaims, ownsItself }: ChosenGroup, size: NewSize): boolean {
  if (!asksClaims) return false;
  return volumes.some(volume => hasBytes(volume) < size.bytes) || (!ownsItself && (quantityOrUndefined(group.size) ?? 0) < size.bytes);
}

/** Whether a volume has the class, for good. */
function hasClass({ claim }: ElementVolumeFacts, name: string): boolean {
  return (
    textAt(claim, 'spec.volumeAttributesClassName') === name &&
    textAt(claim, 'status.currentVolumeAttributesClassName') === name &&
    valueAt(claim, 'status.modifyVolumeStatus') === undefined
  );
}

/** Whether every volume has the class, and their owner states it where it states one. */
export function isOfClass({ group, volumes }: ChosenGroup, name: string): boolean {
  const stated = group.attributesClass === undefined || group.attributesClass.value === name;
  return stated && volumes.every(volume => hasClass(volume, name));
}

/** @throws InputError where every volume has the class already */
export function requireOtherClass(chosen: readonly ChosenGroup[], name: string): void {
  if (!chosen.every(each => isOfClass(each, name))) return;
  const [first] = chosen.flatMap(({ asked }) => asked);
  throw wrongInput(`${name} is the volume attributes class that ${first} has already`, 'Choose another class.');
}

/** @throws InputError where a volume would shrink or stay */
export function requireGrowth(chosen: readonly ChosenGroup[], size: NewSize): void {
  for (const each of chosen) {
    const floor = floorOf(each);
    if (size.bytes > floor || (size.bytes === floor && completes(each, size))) continue;
    const present = each.volumes.find(({ requestedBytes = 0, capacityBytes = 0 }) => Math.max(requestedBytes, capacityBytes) === floor);
    const now = each.asksClaims ? canonicalQuantity(floor) : each.group.size ?? String(floor);
    const [name] = each.asked;
    throw wrongInput(
      `${size.text} is ${size.bytes === floor ? 'the size that' : 'smaller than what'} ${present?.view.name ?? name} ${size.bytes === floor ? 'has already' : `has now (${now})`}: volumes only grow`,
      `Ask for more than ${now}.`,
    );
  }
}
