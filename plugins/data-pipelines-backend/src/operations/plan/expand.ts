import type { PlanChange, PreflightCheck } from '@penstock/backstage-plugin-data-pipelines-common';
import type { FieldChange, ObjectKey, PlanBasis, PlanDraft, PlannedAct, PlannedStep, PlannedWait, Watched } from '@penstock/backstage-plugin-data-pipelines-node';
import { objected } from '../../engines/shared/preflightCodes';
import { elementVolumes, type ElementVolumeFacts } from './elementVolumes';
import { chooseGroups, requireGrowth, type ChosenGroup } from './expandGroups';
import { expandBasis, expandComparison } from './expandNumbers';
import { elementOf, operationsOf, wrongInput } from './findElements';
import { canonicalQuantity, readNewSize, type NewSize } from './newSize';
import { attributesClassFits, classAllowsExpansion, driverGrowsMounted } from './preflight/storageClass';
import { PREFLIGHT_CODES as CODES } from './preflight/codes';
import { locksOf, noOtherOperation } from './preflight/operationLocks';
import { quotaLeavesRoom } from './preflight/quota';
import { fieldText, nameList, objectName, plural } from './words';
import type { OperationPlanner, World, WorldElement } from './World';

const GROW_SECONDS = 900;
const GROW_SECONDS_PER_VOLUME = 120;
const RESTART_SECONDS = 600;
const MIB = 2 ** 20;
const CLAIM_SIZE: FieldChange['path'] = ['spec', 'resources', 'requests', 'storage'];
const CLAIM_CLASS: FieldChange['path'] = ['spec', 'volumeAttributesClassName'];

/** What is asked of the chosen groups. */
interface Wanted {
  size?: NewSize;
  attributesClass?: string;
}

function byName(cluster: string, namespace: string, kind: string, name: string): Watched {
  return { by: 'name', cluster, apiVersion: 'v1', kind, namespace, name };
}

function ownerObjects({ group, ownsItself }: ChosenGroup): Watched[] {
  return ownsItself ? [] : [{ by: 'name', ...group.owner }];
}

/** Claims, the pods that mount them, and the owner, whose conditions tell a refusal. */
function watched(chosen: ChosenGroup): Watched[] {
  const pods = [...new Set(chosen.volumes.flatMap(({ view }) => view.member ?? []))].sort();
  return [
    ...chosen.volumes.map(({ driver }) => byName(driver.cluster, driver.namespace, 'PersistentVolumeClaim', driver.claim)),
    ...pods.map(pod => byName(chosen.group.owner.cluster, chosen.volumes[0]?.driver.namespace ?? '', 'Pod', pod)),
    ...ownerObjects(chosen),
  ];
}

function uidsOf(volumes: readonly ElementVolumeFacts[]): Record<string, string> {
  return Object.fromEntries(volumes.map(({ driver }) => [driver.claim, driver.claimUid]));
}

function waitFor(chosen: ChosenGroup, params: { size: string } | { class: string }): PlannedWait {
  return {
    observer: 'size' in params ? 'csi.grown' : 'csi.modified',
    objects: watched(chosen),
    params: { uids: uidsOf(chosen.volumes), operator: chosen.group.operator, ...params },
  };
}

/** Kubernetes takes a request back only down to more than what is there, and only while the claim has not grown. */
function lowered({ group, volumes }: ChosenGroup, step: string, size: NewSize): PlannedAct[] {
  const { cluster, namespace = '' } = group.owner;
  return volumes.flatMap(({ capacityBytes, driver: { claim, claimUid } }) => {
    if (capacityBytes === undefined || capacityBytes + MIB >= size.bytes) return [];
    return [{ act: 'derive', by: 'csi.take-back-growth', params: { step, cluster, namespace, claim, uid: claimUid, from: size.text, to: canonicalQuantity(capacityBytes + MIB) } }];
  });
}

function deadlineOf({ volumes, group }: ChosenGroup): number {
  return GROW_SECONDS + GROW_SECONDS_PER_VOLUME * volumes.length + RESTART_SECONDS * group.restarts;
}

function growSteps(chosen: ChosenGroup, index: number, size: NewSize, element: WorldElement): { steps: PlannedStep[]; checks: PreflightCheck[]; changes: PlanChange[] } {
  const { group, volumes, ownsItself } = chosen;
  const common = { phase: 'Running' as const, element: element.id, deadlineSeconds: deadlineOf(chosen) };
  const title = `Grow ${plural(volumes.length, 'volume')} of ${group.title} to ${size.text}`;
  if (group.steps !== undefined) {
    const own = group.steps(size.text);
    if (!own.possible) return { steps: [], checks: [own.check], changes: [] };
    return {
      steps: [...own.steps, { ...common, id: `grown/${index}`, title: `${title}: device and file system`, acts: [], wait: waitFor(chosen, { size: size.text }) }],
      checks: [],
      changes: [...own.changes],
    };
  }
  const undo = ownsItself ? lowered(chosen, `grow/${index}`, size) : [];
  const change: FieldChange = { path: group.path, ...(group.size === undefined ? {} : { from: group.size }), to: size.text };
  return {
    steps: [
      {
        ...common,
        id: `grow/${index}`,
        title,
        detail: `${objectName(group.owner)}, ${fieldText(group.path)}`,
        acts: [{ act: 'patch', target: group.owner, uid: group.ownerUid, changes: [change] }],
        wait: waitFor(chosen, { size: size.text }),
        ...(undo.length === 0 ? {} : { undo }),
      },
    ],
    checks: [],
    changes: [ownerChange(chosen, fieldText(group.path), group.size, size.text), ...claimChange(chosen, size)],
  };
}

function ownerChange({ group, ownsItself }: ChosenGroup, field: string, from: string | undefined, to: string): PlanChange {
  return {
    act: 'change',
    sentence: objectName(group.owner),
    object: group.owner,
    field,
    ...(from === undefined ? {} : { from }),
    to,
    by: 'Penstock',
    ...(ownsItself ? {} : { note: group.note }),
  };
}

function claimChange({ group, volumes, ownsItself }: ChosenGroup, size: NewSize): PlanChange[] {
  if (ownsItself) return [];
  const pods = volumes.flatMap(({ view }) => view.member ?? []);
  const from = [...new Set(volumes.map(({ requestedBytes }) => (requestedBytes === undefined ? 'unknown' : canonicalQuantity(requestedBytes))))];
  return [
    {
      act: 'change',
      count: volumes.length,
      sentence: `${plural(volumes.length, 'claim')}${pods.length === 0 ? '' : ` of ${nameList(pods)}`}`,
      field: fieldText(CLAIM_SIZE),
      from: from.join(', '),
      to: size.text,
      by: group.operator,
      names: volumes.map(({ driver }) => driver.claim),
    },
  ];
}

function modifySteps(chosen: ChosenGroup, index: number, name: string, element: WorldElement): { steps: PlannedStep[]; checks: PreflightCheck[]; changes: PlanChange[] } {
  const { group, ownsItself, volumes } = chosen;
  const field = ownsItself ? { path: CLAIM_CLASS, ...(group.attributesClass?.value === undefined ? {} : { value: group.attributesClass.value }) } : group.attributesClass;
  if (field === undefined) {
    return {
      steps: [],
      changes: [],
      checks: [
        objected(CODES.ATTRIBUTES_CLASS, 'block', {
          sentence: `${objectName(group.owner)} has no field for a volume attributes class, and ${group.operator} would undo one on its claims`,
          remedy: 'Set it by the means of the operator, if there are some.',
          object: group.owner,
        }),
      ],
    };
  }
  const change: FieldChange = { path: field.path, ...(field.value === undefined ? {} : { from: field.value }), to: name };
  const back: FieldChange = { path: field.path, from: name, ...(field.value === undefined ? {} : { to: field.value }) };
  return {
    steps: [
      {
        id: `modify/${index}`,
        title: `Change ${plural(volumes.length, 'volume')} of ${group.title} to the class ${name}`,
        phase: 'Running',
        element: element.id,
        acts: [{ act: 'patch', target: group.owner, uid: group.ownerUid, changes: [change] }],
        wait: waitFor(chosen, { class: name }),
        // A class can be replaced by another one, but not taken away again.
        ...(field.value === undefined ? {} : { undo: [{ act: 'patch' as const, target: group.owner, uid: group.ownerUid, changes: [back] }] }),
        deadlineSeconds: deadlineOf(chosen),
      },
    ],
    changes: [ownerChange(chosen, fieldText(field.path), field.value, name)],
    checks: [],
  };
}

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

function keptChanges(chosen: readonly ChosenGroup[], element: WorldElement): PlanChange[] {
  const growing = new Set(chosen.flatMap(({ volumes }) => volumes.map(({ view }) => view.name)));
  const others = elementVolumes(element).filter(({ view }) => !growing.has(view.name));
  const members = element.view.members;
  const restarts = chosen.reduce((sum, { group }) => sum + group.restarts, 0);
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

/** Grows volumes through the object that owns their size, whole size groups at a time. */
export const expand: OperationPlanner<'expand'> = {
  kind: 'expand',
  needs(request, world) {
    const element = elementOf(request.element, world);
    const keys: ObjectKey[] = [...(operationsOf(element).needs?.(element) ?? [])];
    return [...keys, ...chooseGroups(element, request.volumes, world).map(({ group }) => group.owner)];
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
    return drawn(chosen, element, wanted, world);
  },
};

function drawn(chosen: readonly ChosenGroup[], element: WorldElement, wanted: Wanted, world: World): PlanDraft {
  const volumes = chosen.flatMap(group => group.volumes);
  const { size, attributesClass } = wanted;
  const parts = [
    ...(size === undefined ? [] : chosen.map((group, index) => growSteps(group, index, size, element))),
    ...(attributesClass === undefined ? [] : chosen.map((group, index) => modifySteps(group, index, attributesClass, element))),
  ];
  const steps = parts.flatMap(part => part.steps);
  const locks = locksOf([element], volumes.map(({ driver }) => driver), 'expand');
  const restarts = chosen.reduce((sum, { group }) => sum + group.restarts, 0);
  const numbersRestOn = expandBasis(volumes);
  const safety = safetyOf(volumes.length, wanted);
  const takesBack = steps.some(({ undo }) => undo !== undefined);
  const bytes = Object.values(addedStorage(chosen, wanted).bytesByClass).reduce((sum, each) => sum + each, 0);
  return {
    title: `${safety.button} of ${element.id}`,
    summary: `${element.engine.title}, ${nameList(chosen.map(({ group }) => group.title))} · ${element.cluster} / ${element.namespace}`,
    steps,
    locks,
    basis: basisOf(chosen),
    preflight: [...checksOf(chosen, element, wanted), ...parts.flatMap(part => part.checks), noOtherOperation(locks, world.locks)],
    changes: [...parts.flatMap(part => part.changes), ...keptChanges(chosen, element)],
    effects: {
      restarts,
      ...(size === undefined ? {} : { spaceBytes: bytes }),
      sentences: [...new Set(chosen.map(({ group }) => group.note))].map(sentence => ({ subject: element.view.title, sentence })),
    },
    undo: { possible: false, sentence: size === undefined ? 'Another class can be chosen later.' : 'Volumes that have grown stay as large as they are: no driver makes a volume smaller.' },
    cancel: cancelSentences(chosen, wanted, takesBack),
    comparison: size === undefined ? [] : expandComparison(volumes, size.bytes),
    consumers: [],
    ...(numbersRestOn === undefined ? {} : { numbersRestOn }),
    safety,
    deadlineSeconds: steps.reduce((sum, step) => sum + step.deadlineSeconds, 0) + 60,
  };
}
