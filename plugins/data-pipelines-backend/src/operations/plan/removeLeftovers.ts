import { ANNOTATION_KEPT_UNTIL, LABEL_OPERATION, LABEL_RECOVERY_POINT, type Leftover, type ObjectReference, type OperationRequest, type PreflightCheck } from '@penstock/backstage-plugin-data-pipelines-common';
import type { FieldChange, KubernetesObject, ObjectKey, PlanDraft, PlannedAct, PlannedLock, PlannedStep } from '@penstock/backstage-plugin-data-pipelines-node';
import { objected, passed } from '../../engines/shared/preflightCodes';
import { textAt } from '../../engines/shared/reading';
import { UnknownNameError } from '../../errors';
import { leftoverKey } from '../../recovery/derivedLeftovers';
import { isGivenUp, madeFor, pointHolding } from '../../recovery/standingLeftover';
import { deadlineOf } from './deadline';
import { elementVolumes } from './elementVolumes';
import { elementOf } from './findElements';
import { PREFLIGHT_CODES as CODES } from './preflight/codes';
import { locksOf, noOtherOperation } from './preflight/operationLocks';
import { nameList, plural } from './words';
import type { OperationPlanner, World, WorldElement } from './World';

type RemoveRequest = Extract<OperationRequest, { kind: 'remove-leftovers' }>;

const REMOVE_SECONDS = 900;
/** Kinds whose data stay unless they are told to go, and the field that tells it. */
const KEEPERS: Readonly<Record<string, FieldChange['path']>> = {
  PersistentVolume: ['spec', 'persistentVolumeReclaimPolicy'],
  VolumeSnapshotContent: ['spec', 'deletionPolicy'],
  VolumeGroupSnapshotContent: ['spec', 'deletionPolicy'],
};

const SNAPSHOT_KINDS = new Set(['VolumeSnapshot', 'VolumeGroupSnapshot']);
const CONTENT = { group: 'snapshot.storage.k8s.io', kind: 'VolumeSnapshotContent' } as const;

/** One object that is left over, as it is now. */
interface Found {
  key: ObjectKey;
  object: KubernetesObject;
}

/** What goes, and what of the request is gone already. */
interface Removal {
  found: readonly Found[];
  absent: readonly ObjectKey[];
  element: WorldElement;
  locks: readonly PlannedLock[];
}

function keyOf({ cluster, apiVersion, kind, namespace, name }: ObjectReference): ObjectKey {
  return { cluster, apiVersion, kind, name, ...(namespace === undefined ? {} : { namespace }) };
}

function nameOf({ kind, name }: Pick<ObjectKey, 'kind' | 'name'>): string {
  return `${kind} ${name}`;
}

/**
 * The one answer for all that may not be removed, whether it is there or not:
 * nobody learns from it what others have in the cluster. @throws UnknownNameError (LEFTOVER_NOT_FOUND)
 */
function notFound(key: ObjectKey, element: WorldElement): UnknownNameError {
  return new UnknownNameError(`There is no leftover ${nameOf(key)} of ${element.id} that may be removed; list the leftovers for those that may`, {
    code: 'LEFTOVER_NOT_FOUND',
    reason: `No ended operation left ${nameOf(key)} behind for ${element.id}, or it has to stay.`,
    remedy: 'List the leftovers of the element; those that are removable may be named.',
  });
}

/** Parts of recovery points go with their point; a namespace holds more than what is left over in it. */
function staysAlways(key: ObjectKey, { operation }: Leftover, world: World): boolean {
  return key.kind === 'Namespace' || pointHolding(key, operation, world.points) !== undefined;
}

/** The leftover that the key names. @throws UnknownNameError for what may not be removed */
function leftoverOf(key: ObjectKey, element: WorldElement, world: World): Leftover {
  const found = world.leftovers?.find(({ object, removable }) => removable && leftoverKey(object) === leftoverKey(key));
  if (found === undefined || staysAlways(key, found, world)) throw notFound(key, element);
  return found;
}

/** What is there now may be another object of the name, or kept anew. @throws UnknownNameError */
function requireSame({ key, object }: Found, leftover: Leftover, element: WorldElement, world: World): void {
  const { labels = {}, annotations = {} } = object.metadata;
  const isOurs = labels[LABEL_OPERATION] !== undefined && labels[LABEL_OPERATION] === leftover.operation && (madeFor(object) ?? element.id) === element.id;
  const until = annotations[ANNOTATION_KEPT_UNTIL];
  const isKept = until !== undefined && !(Date.parse(until) < world.now.getTime());
  const isPoint = SNAPSHOT_KINDS.has(key.kind) && world.points.some(point => point.id === labels[LABEL_RECOVERY_POINT] && !isGivenUp(point, leftover.operation));
  if (!isOurs || isKept || isPoint) throw notFound(key, element);
}

/** What still uses it, in words; undefined when nothing does. */
function usedBy({ key, object }: Found, world: World): string | undefined {
  const operation = object.metadata.labels?.[LABEL_OPERATION];
  if (world.locks.some(lock => lock.operation === operation)) return `operation ${operation}, which still runs`;
  if (key.kind === 'PersistentVolume' && textAt(object, 'status.phase') === 'Bound') return `claim ${textAt(object, 'spec.claimRef.name') ?? ''}`;
  if (key.kind === 'VolumeSnapshotContent') {
    const { name, namespace } = { name: textAt(object, 'spec.volumeSnapshotRef.name') ?? '', namespace: textAt(object, 'spec.volumeSnapshotRef.namespace') ?? '' };
    const snapshot = world.reader(key.cluster).get({ group: 'snapshot.storage.k8s.io', kind: 'VolumeSnapshot' }, { namespace, name });
    if (snapshot !== undefined) return `VolumeSnapshot ${name}; delete its recovery point instead`;
  }
  const pods = world.reader(key.cluster).list({ group: '', kind: 'Pod' }, { namespace: key.namespace ?? '' });
  if (key.kind !== 'PersistentVolumeClaim') return undefined;
  const user = pods.find(pod => JSON.stringify(pod.spec ?? {}).includes(`"claimName":"${key.name}"`));
  return user === undefined ? undefined : `pod ${user.metadata.name}`;
}

function handleOf(content: KubernetesObject): string | undefined {
  return textAt(content, 'status.snapshotHandle') ?? textAt(content, 'spec.source.snapshotHandle');
}

/**
 * Whether the data of a content are, or may be, those of another one too. One
 * that was made for a handle given to it never owned them.
 */
function sharesData({ key, object }: Found, world: World): boolean {
  if (key.kind !== CONTENT.kind) return key.kind === 'VolumeGroupSnapshotContent';
  const handle = handleOf(object);
  const inventory = world.reader(key.cluster);
  if (handle === undefined || textAt(object, 'spec.source.snapshotHandle') !== undefined || inventory.kindState(CONTENT).state !== 'watched') return true;
  return inventory.list(CONTENT).some(other => other.metadata.name !== object.metadata.name && handleOf(other) === handle);
}

/** Objects whose policy is not yet what is to happen to their data. */
function policiesOf(found: readonly Found[], world: World) {
  return found.flatMap(each => {
    const { key, object } = each;
    const path = KEEPERS[key.kind];
    const now = path === undefined ? undefined : textAt(object, path.join('.'));
    const to = sharesData(each, world) ? 'Retain' : 'Delete';
    return path === undefined || now === undefined || now === to ? [] : [{ key, object, path, now, to }];
  });
}

/** Tells the storage first whether the data go; a volume then goes by itself, everything else is deleted. */
function stepsOf(found: readonly Found[], element: string, world: World): PlannedStep[] {
  const keepers = policiesOf(found, world);
  const release: PlannedStep[] = keepers.length === 0
    ? []
    : [
        {
          id: 'policy',
          title: `Say of ${plural(keepers.length, 'object')} what becomes of the data`,
          phase: 'Running',
          element,
          acts: keepers.map(({ key, object, path, now, to }): PlannedAct => ({ act: 'patch', target: key, uid: object.metadata.uid, changes: [{ path, from: now, to }] })),
          pointOfNoReturn: true,
          deadlineSeconds: 120,
        },
      ];
  return [
    ...release,
    {
      id: 'remove',
      title: `Delete ${plural(found.length, 'leftover')}`,
      phase: 'Running',
      element,
      acts: found.map(({ key, object }): PlannedAct => ({ act: 'delete', target: key, uid: object.metadata.uid, propagation: 'background' })),
      wait: { observer: 'csi.gone', objects: found.map(({ key }) => ({ by: 'name', ...key })), params: { uids: Object.fromEntries(found.map(({ key, object }) => [`${key.kind} ${key.namespace ?? ''}/${key.name}`, object.metadata.uid])) } },
      ...(release.length === 0 ? { pointOfNoReturn: true as const } : {}),
      deadlineSeconds: REMOVE_SECONDS,
    },
  ];
}

function isUndoVolume({ object }: Found): boolean {
  return object.metadata.annotations?.[ANNOTATION_KEPT_UNTIL] !== undefined;
}

function unusedCheck(found: readonly Found[], absent: readonly ObjectKey[], world: World): PreflightCheck[] {
  const used = found.flatMap(each => {
    const by = usedBy(each, world);
    return by === undefined ? [] : [`${nameOf(each.key)} is used by ${by}`];
  });
  return [
    ...(used.length > 0
      ? [objected(CODES.LEFTOVER_UNUSED, 'block', { sentence: nameList(used), remedy: 'Leave it out, or end what uses it.' })]
      : [passed(CODES.LEFTOVER_UNUSED, `Nothing uses ${found.length === 1 ? 'it' : 'them'}`)]),
    ...(absent.length === 0 ? [] : [objected(CODES.LEFTOVER_UNUSED, found.length === 0 ? 'block' : 'warn', { sentence: `${nameList(absent.map(nameOf))} ${absent.length === 1 ? 'is' : 'are'} gone already`, remedy: 'Nothing has to be done about it.' })]),
  ];
}

/** The element, so that no restore or undo of it runs meanwhile; the claims, as they were and are; the objects themselves. */
function locksFor(request: RemoveRequest, found: readonly Found[], element: WorldElement): PlannedLock[] {
  const present = elementVolumes(element).map(({ driver }) => driver);
  const claims = found.flatMap(({ key, object }) => {
    if (key.kind === 'PersistentVolumeClaim') return [{ cluster: key.cluster, claimUid: object.metadata.uid }];
    if (key.kind !== 'PersistentVolume') return [];
    const now = present.filter(({ namespace, claim }) => namespace === textAt(object, 'spec.claimRef.namespace') && claim === textAt(object, 'spec.claimRef.name'));
    return [{ cluster: key.cluster, claimUid: textAt(object, 'spec.claimRef.uid') ?? '' }, ...now];
  });
  const locks = [...locksOf([element], claims, 'exclusive'), ...request.objects.map((object): PlannedLock => ({ key: `object:${leftoverKey(object)}`, mode: 'exclusive' }))];
  return [...new Map(locks.map(lock => [lock.key, lock])).values()];
}

function drawn({ found, absent, element, locks }: Removal, world: World): PlanDraft {
  const undoVolumes = found.filter(isUndoVolume);
  const steps = found.length === 0 ? [] : stepsOf(found, element.id, world);
  const what = plural(found.length, 'leftover');
  return {
    title: `Remove ${what} of ${element.id}`,
    summary: `${nameList(found.map(({ key }) => nameOf(key)))} · ${element.cluster} / ${element.namespace}`,
    steps,
    locks,
    basis: found.map(({ key, object }) => ({ subject: nameOf(key), value: object.metadata.uid })),
    preflight: [...unusedCheck(found, absent, world), noOtherOperation(locks, world.locks)],
    changes: found.map(({ key, object }) => ({ act: 'delete', sentence: nameOf(key), object: key, by: 'Penstock', ...(KEEPERS[key.kind] === undefined ? {} : { note: sharesData({ key, object }, world) ? 'its data stay: they are, or may be, those of another snapshot' : 'with its data' }) })),
    effects: { restarts: 0, sentences: undoVolumes.length === 0 ? [] : [{ subject: element.view.title, sentence: `The undo of its restore is gone with ${plural(undoVolumes.length, 'volume')}` }] },
    undo: { possible: false, sentence: 'What is removed cannot be brought back.' },
    cancel: ['What is deleted already stays deleted.'],
    comparison: [],
    consumers: [],
    safety: undoVolumes.length === 0
      ? { level: 2, button: `Remove ${what}`, acknowledge: 'I understand that this cannot be brought back' }
      : { level: 3, button: `Remove ${what}`, acknowledge: 'I understand that the restore can no longer be taken back', type: element.id },
    deadlineSeconds: deadlineOf(steps),
  };
}

/** Removes what operations left behind: kept volumes, contents without a snapshot, parts of operations that died. */
export const removeLeftovers: OperationPlanner<'remove-leftovers'> = {
  kind: 'remove-leftovers',
  needs(request, world) {
    const element = elementOf(request.element, world);
    const keys = request.objects.map(keyOf);
    keys.forEach(key => leftoverOf(key, element, world));
    return keys;
  },
  draw(request, world) {
    const element = elementOf(request.element, world);
    const keys = request.objects.map(keyOf);
    keys.forEach(key => leftoverOf(key, element, world));
    const found = keys.flatMap((key): Found[] => {
      const object = world.live(key);
      return object === undefined ? [] : [{ key, object }];
    });
    found.forEach(each => requireSame(each, leftoverOf(each.key, element, world), element, world));
    const absent = keys.filter(key => !found.some(each => each.key === key));
    return drawn({ found, absent, element, locks: locksFor(request, found, element) }, world);
  },
};
