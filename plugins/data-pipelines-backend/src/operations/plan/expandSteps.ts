import type { PlanChange, PreflightCheck } from '@penstock/backstage-plugin-data-pipelines-common';
import { quantityOrUndefined } from '@penstock/backstage-plugin-data-pipelines-common';
import type { FieldChange, ObjectKey, OperationNames, PlannedAct, PlannedStep, PlannedWait, Watched } from '@penstock/backstage-plugin-data-pipelines-node';
import { claimKey } from '../../engines/shared/objectKeys';
import { objected } from '../../engines/shared/preflightCodes';
import { fieldsAt, textAt } from '../../engines/shared/reading';
import type { ElementVolumeFacts } from './elementVolumes';
import { hasBytes, isOfClass, type ChosenGroup } from './expandGroups';
import { canonicalQuantity, type NewSize } from './newSize';
import { PREFLIGHT_CODES as CODES } from './preflight/codes';
import { fieldText, nameList, objectName, plural } from './words';
import type { WorldElement } from './World';

const GROW_SECONDS = 900;
const GROW_SECONDS_PER_VOLUME = 120;
const RESTART_SECONDS = 600;
const MIB = 2 ** 20;
const CLAIM_SIZE: FieldChange['path'] = ['spec', 'resources', 'requests', 'storage'];
const CLAIM_CLASS: FieldChange['path'] = ['spec', 'volumeAttributesClassName'];

/** What is asked of the chosen groups. */
export interface Wanted {
  size?: NewSize;
  attributesClass?: string;
}

/** What is drawn of one group. */
export interface GroupSteps {
  steps: readonly PlannedStep[];
  checks: readonly PreflightCheck[];
  changes: readonly PlanChange[];
  /** What is felt of it, for people. */
  sentences: readonly string[];
  /** Whether a request that is not met is taken back when the operation is called off. */
  takesBack: boolean;
}

const NOTHING: GroupSteps = { steps: [], checks: [], changes: [], sentences: [], takesBack: false };

function byName(cluster: string, namespace: string, kind: string, name: string): Watched {
  return { by: 'name', cluster, apiVersion: 'v1', kind, namespace, name };
}

/** Claims, the pods that mount them, and the operator's object, whose conditions tell a refusal. */
function watched({ group, asksClaims }: ChosenGroup, volumes: readonly ElementVolumeFacts[]): Watched[] {
  const pods = [...new Set(volumes.flatMap(({ view }) => view.member ?? []))].sort();
  return [
    ...volumes.map(volume => ({ by: 'name' as const, ...claimKey(volume.driver) })),
    ...pods.map(pod => byName(group.owner.cluster, volumes[0]?.driver.namespace ?? '', 'Pod', pod)),
    ...(asksClaims ? [] : [{ by: 'name' as const, ...group.owner }]),
  ];
}

function uidsOf(volumes: readonly ElementVolumeFacts[]): Record<string, string> {
  return Object.fromEntries(volumes.map(({ driver }) => [driver.claim, driver.claimUid]));
}

function sizesOf(volumes: readonly ElementVolumeFacts[]): Record<string, string> {
  return Object.fromEntries(volumes.flatMap(({ driver, capacityBytes }) => (capacityBytes === undefined ? [] : [[driver.claim, canonicalQuantity(capacityBytes)]])));
}

function waitFor(chosen: ChosenGroup, params: { size: string } | { class: string }, volumes = chosen.volumes): PlannedWait {
  return {
    observer: 'size' in params ? 'csi.grown' : 'csi.modified',
    objects: watched(chosen, volumes),
    params: { uids: uidsOf(volumes), operator: chosen.asksClaims ? 'Penstock' : chosen.group.operator, ...params, ...('size' in params ? { before: sizesOf(volumes) } : {}) },
  };
}

/** Kubernetes takes a request back only down to more than what is there, and only while the claim has not grown. */
function lowered({ capacityBytes, driver: { cluster, namespace, claim, claimUid } }: ElementVolumeFacts, step: string, size: NewSize): PlannedAct[] {
  if (capacityBytes === undefined || capacityBytes + MIB >= size.bytes) return [];
  return [{ act: 'derive', by: 'csi.take-back-growth', params: { step, cluster, namespace, claim, uid: claimUid, from: size.text, to: canonicalQuantity(capacityBytes + MIB) } }];
}

function deadlineOf({ group }: ChosenGroup, volumes: number): number {
  return GROW_SECONDS + GROW_SECONDS_PER_VOLUME * volumes + RESTART_SECONDS * group.restarts;
}

function fieldChange(path: FieldChange['path'], from: string | undefined, to: string | undefined): FieldChange {
  return { path, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
}

function requestOf({ claim, requestedBytes }: ElementVolumeFacts): string | undefined {
  return textAt(fieldsAt(claim, 'spec.resources.requests'), 'storage') ?? (requestedBytes === undefined ? undefined : canonicalQuantity(requestedBytes));
}

/** Through the operator: one patch of its object, which holds for all volumes of the group. */
function growThroughOwner(chosen: ChosenGroup, index: number, size: NewSize, element: WorldElement): GroupSteps {
  const { group, volumes } = chosen;
  return {
    ...NOTHING,
    steps: [
      {
        id: `grow/${index}`,
        title: `Grow ${plural(volumes.length, 'volume')} of ${group.title} to ${size.text}`,
        detail: `${objectName(group.owner)}, ${fieldText(group.path)}`,
        phase: 'Running',
        element: element.id,
        acts: [{ act: 'patch', target: group.owner, uid: group.ownerUid, changes: [fieldChange(group.path, group.size, size.text)] }],
        wait: waitFor(chosen, { size: size.text }),
        deadlineSeconds: deadlineOf(chosen, volumes.length),
      },
    ],
    changes: [{ ...ownerChange(chosen, fieldText(group.path), group.size, size.text), note: group.note }, claimsChange(chosen, volumes, size)],
  };
}

/** One claim after the other: where the storage cannot grow one, the others are not asked, and its request alone is taken back. */
function growClaims(chosen: ChosenGroup, index: number, size: NewSize, element: WorldElement): GroupSteps {
  const { group, ownsItself } = chosen;
  const volumes = chosen.volumes.filter(({ capacityBytes = 0 }) => capacityBytes < size.bytes);
  const asked = volumes.filter(volume => hasBytes(volume) < size.bytes);
  const steps = volumes.map((volume): PlannedStep => {
    const { claim, claimUid } = volume.driver;
    const id = ownsItself ? `grow/${index}` : `grow/${index}/${claim}`;
    const from = requestOf(volume);
    const isAsked = asked.includes(volume) && from !== size.text;
    const undo = isAsked ? lowered(volume, id, size) : [];
    return {
      id,
      title: `Grow ${ownsItself ? `1 volume of ${group.title}` : claim} to ${size.text}`,
      detail: `PersistentVolumeClaim ${claim}, ${fieldText(CLAIM_SIZE)}`,
      phase: 'Running',
      element: element.id,
      acts: isAsked ? [{ act: 'patch', target: claimKey(volume.driver), uid: claimUid, changes: [fieldChange(CLAIM_SIZE, from, size.text)] }] : [],
      wait: waitFor(chosen, { size: size.text }, [volume]),
      ...(undo.length === 0 ? {} : { undo }),
      deadlineSeconds: deadlineOf(chosen, 1),
    };
  });
  const told = ownsItself ? [ownerChange(chosen, fieldText(CLAIM_SIZE), group.size, size.text)] : [claimsChange(chosen, asked, size)];
  return { ...NOTHING, steps, changes: asked.length === 0 ? [] : told, takesBack: steps.some(({ undo }) => undo !== undefined) };
}

function ownerChange({ group }: ChosenGroup, field: string, from: string | undefined, to: string): PlanChange {
  return {
    act: 'change',
    sentence: objectName(group.owner),
    object: group.owner,
    field,
    ...(from === undefined ? {} : { from }),
    to,
    by: 'Penstock',
  };
}

function claimsChange({ group, asksClaims }: ChosenGroup, volumes: readonly ElementVolumeFacts[], size: NewSize): PlanChange {
  const pods = volumes.flatMap(({ view }) => view.member ?? []);
  const from = [...new Set(volumes.map(({ requestedBytes }) => (requestedBytes === undefined ? 'unknown' : canonicalQuantity(requestedBytes))))];
  return {
    act: 'change',
    count: volumes.length,
    sentence: `${plural(volumes.length, 'claim')}${pods.length === 0 ? '' : ` of ${nameList(pods)}`}`,
    field: fieldText(CLAIM_SIZE),
    from: from.join(', '),
    to: size.text,
    by: asksClaims ? 'Penstock' : group.operator,
    names: volumes.map(({ driver }) => driver.claim),
  };
}

function noClassField({ group }: ChosenGroup): PreflightCheck {
  return objected(CODES.ATTRIBUTES_CLASS, 'block', {
    sentence: `${objectName(group.owner)} has no field for a volume attributes class, and ${group.operator} would undo one on its claims`,
    remedy: 'Set it by the means of the operator, if there are some.',
    object: group.owner,
  });
}

/** A field that holds the class, and what it has now. */
interface ClassField {
  target: ObjectKey;
  uid: string;
  path: FieldChange['path'];
  value?: string;
}

/** Which field of which object holds the class now. */
function classFields({ group, volumes, asksClaims }: ChosenGroup): ClassField[] {
  if (asksClaims) {
    return volumes.map(volume => {
      const value = textAt(volume.claim, 'spec.volumeAttributesClassName');
      return { target: claimKey(volume.driver), uid: volume.driver.claimUid, path: CLAIM_CLASS, ...(value === undefined ? {} : { value }) };
    });
  }
  return group.attributesClass === undefined ? [] : [{ target: group.owner, uid: group.ownerUid, ...group.attributesClass }];
}

function claimsOfClass({ group, asksClaims }: ChosenGroup, volumes: readonly ElementVolumeFacts[], name: string): PlanChange {
  const from = [...new Set(volumes.map(({ claim }) => textAt(claim, 'spec.volumeAttributesClassName') ?? 'none'))];
  return {
    act: 'change',
    count: volumes.length,
    sentence: plural(volumes.length, 'claim'),
    field: fieldText(CLAIM_CLASS),
    from: from.join(', '),
    to: name,
    by: asksClaims ? 'Penstock' : group.operator,
    names: volumes.map(({ driver }) => driver.claim),
  };
}

/** What is told of the change: the fields that are written, and the claims that follow. */
function classChanges(chosen: ChosenGroup, changing: readonly ClassField[], name: string): PlanChange[] {
  const { volumes, asksClaims, ownsItself } = chosen;
  const following = volumes.filter(({ claim }) => textAt(claim, 'spec.volumeAttributesClassName') !== name);
  const owners = asksClaims && !ownsItself ? [] : changing.map(({ path, value }) => ownerChange(chosen, fieldText(path), value, name));
  return [...owners, ...(ownsItself || following.length === 0 ? [] : [claimsOfClass(chosen, following, name)])];
}

function modify(chosen: ChosenGroup, index: number, name: string, element: WorldElement): GroupSteps {
  const { group, volumes } = chosen;
  if (isOfClass(chosen, name)) return NOTHING;
  const fields = classFields(chosen);
  if (fields.length === 0) return { ...NOTHING, checks: [noClassField(chosen)] };
  const changing = fields.filter(({ value }) => value !== name);
  // A class can be replaced by another one, but not taken away again.
  const back = changing.filter(({ value }) => value !== undefined);
  return {
    ...NOTHING,
    steps: [
      {
        id: `modify/${index}`,
        title: `Change ${plural(volumes.length, 'volume')} of ${group.title} to the class ${name}`,
        phase: 'Running',
        element: element.id,
        acts: changing.map(({ target, uid, path, value }) => ({ act: 'patch', target, uid, changes: [fieldChange(path, value, name)] })),
        wait: waitFor(chosen, { class: name }),
        ...(back.length === 0 ? {} : { undo: back.map(({ target, uid, path, value }) => ({ act: 'patch' as const, target, uid, changes: [fieldChange(path, name, value)] })) }),
        deadlineSeconds: deadlineOf(chosen, volumes.length),
      },
    ],
    changes: classChanges(chosen, changing, name),
    sentences: ['The driver changes the volumes while they are in use; no pod restarts.'],
    takesBack: back.length > 0,
  };
}

/** The fields in which the owner does not state what its claims have then; it states never a smaller size than before. */
function toState({ group }: ChosenGroup, { size, attributesClass }: Wanted): FieldChange[] {
  const smaller = size !== undefined && (quantityOrUndefined(group.size) ?? 0) < size.bytes;
  const field = group.attributesClass;
  return [
    ...(smaller ? [fieldChange(group.path, group.size, size.text)] : []),
    ...(attributesClass === undefined || field === undefined || field.value === attributesClass ? [] : [fieldChange(field.path, field.value, attributesClass)]),
  ];
}

/** The steps by which owners that cannot be patched state what their claims have then: each owner once, for all of its groups. */
export function restateSteps(chosen: readonly ChosenGroup[], wanted: Wanted, names: OperationNames): GroupSteps[] {
  const owners = new Map<string, ChosenGroup[]>();
  for (const each of chosen.filter(({ group }) => group.restate !== undefined)) {
    owners.set(each.group.ownerUid, [...(owners.get(each.group.ownerUid) ?? []), each]);
  }
  return [...owners.values()].map(groups => {
    const changes = groups.flatMap(each => toState(each, wanted));
    const own = changes.length === 0 ? undefined : groups[0].group.restate?.(changes, names);
    if (own === undefined) return NOTHING;
    if (!own.possible) return { ...NOTHING, checks: [own.check] };
    return { ...NOTHING, steps: own.steps, changes: own.changes, sentences: own.sentences };
  });
}

/** The steps by which the volumes of one group get what is asked for: through their owner or, where that cannot be patched, by themselves. */
export function groupSteps(chosen: ChosenGroup, index: number, { size, attributesClass }: Wanted, element: WorldElement): GroupSteps[] {
  const grow = chosen.asksClaims ? growClaims : growThroughOwner;
  return [
    ...(size === undefined ? [] : [grow(chosen, index, size, element)]),
    ...(attributesClass === undefined ? [] : [modify(chosen, index, attributesClass, element)]),
  ];
}
