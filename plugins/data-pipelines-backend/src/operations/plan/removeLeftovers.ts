import { ANNOTATION_KEPT_UNTIL, LABEL_ELEMENT, LABEL_OPERATION, type ObjectReference, type OperationRequest, type PreflightCheck } from '@penstock/backstage-plugin-data-pipelines-common';
import type { FieldChange, KubernetesObject, ObjectKey, PlanDraft, PlannedAct, PlannedStep } from '@penstock/backstage-plugin-data-pipelines-node';
import { objected, passed } from '../../engines/shared/preflightCodes';
import { textAt } from '../../engines/shared/reading';
import { elementOf, wrongInput } from './findElements';
import { PREFLIGHT_CODES as CODES } from './preflight/codes';
import { noOtherOperation } from './preflight/operationLocks';
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

/** One object that is left over, as it is now. */
interface Leftover {
  key: ObjectKey;
  object: KubernetesObject;
}

function keyOf({ cluster, apiVersion, kind, namespace, name }: ObjectReference): ObjectKey {
  return { cluster, apiVersion, kind, name, ...(namespace === undefined ? {} : { namespace }) };
}

function nameOf({ kind, name }: Pick<ObjectKey, 'kind' | 'name'>): string {
  return `${kind} ${name}`;
}

/** Asked before anything is read: other places are none of the caller's business. @throws InputError */
function requireNear(key: ObjectKey, element: WorldElement): void {
  if (key.cluster === element.cluster && (key.namespace === undefined || key.namespace === element.namespace)) return;
  throw wrongInput(`${nameOf(key)} is not where ${element.id} is`, 'Name leftovers of this element only.');
}

/** @throws InputError for what is not of the element, or was made by nobody's operation */
function requireOurs({ key, object }: Leftover, element: WorldElement): void {
  const { labels = {} } = object.metadata;
  if (labels[LABEL_OPERATION] === undefined) throw wrongInput(`${nameOf(key)} was made by no operation of Penstock`, 'Delete it by hand if nobody needs it.');
  if (labels[LABEL_ELEMENT] !== undefined && labels[LABEL_ELEMENT] !== element.id) {
    throw wrongInput(`${nameOf(key)} belongs to ${labels[LABEL_ELEMENT]}, not to ${element.id}`, `Remove it as a leftover of ${labels[LABEL_ELEMENT]}.`);
  }
}

/** What still uses it, in words; undefined when nothing does. */
function usedBy({ key, object }: Leftover, world: World): string | undefined {
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

/** Tells the storage first that the data may go; a volume then goes by itself, everything else is deleted. */
function stepsOf(found: readonly Leftover[], element: string): PlannedStep[] {
  const keepers = found.flatMap(({ key, object }) => {
    const path = KEEPERS[key.kind];
    const now = path === undefined ? undefined : textAt(object, path.join('.'));
    return path === undefined || now === undefined || now === 'Delete' ? [] : [{ key, object, path, now }];
  });
  const release: PlannedStep[] = keepers.length === 0
    ? []
    : [
        {
          id: 'policy',
          title: `Let the data of ${plural(keepers.length, 'object')} go`,
          phase: 'Running',
          element,
          acts: keepers.map(({ key, object, path, now }): PlannedAct => ({ act: 'patch', target: key, uid: object.metadata.uid, changes: [{ path, from: now, to: 'Delete' }] })),
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
      wait: { observer: 'csi.gone', objects: found.map(({ key }) => ({ by: 'name', ...key })), params: { uids: Object.fromEntries(found.map(({ key, object }) => [key.name, object.metadata.uid])) } },
      ...(release.length === 0 ? { pointOfNoReturn: true as const } : {}),
      deadlineSeconds: REMOVE_SECONDS,
    },
  ];
}

function isUndoVolume({ object }: Leftover): boolean {
  return object.metadata.annotations?.[ANNOTATION_KEPT_UNTIL] !== undefined;
}

function unusedCheck(found: readonly Leftover[], absent: readonly ObjectKey[], world: World): PreflightCheck[] {
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

function drawn(request: RemoveRequest, found: readonly Leftover[], absent: readonly ObjectKey[], element: WorldElement, world: World): PlanDraft {
  const undoVolumes = found.filter(isUndoVolume);
  const locks = request.objects.map(({ cluster, kind, namespace, name }) => ({ key: `object:${cluster}/${kind}/${namespace ?? ''}/${name}`, mode: 'exclusive' as const }));
  const steps = found.length === 0 ? [] : stepsOf(found, element.id);
  const what = plural(found.length, 'leftover');
  return {
    title: `Remove ${what} of ${element.id}`,
    summary: `${nameList(found.map(({ key }) => nameOf(key)))} · ${element.cluster} / ${element.namespace}`,
    steps,
    locks,
    basis: found.map(({ key, object }) => ({ subject: nameOf(key), value: object.metadata.uid })),
    preflight: [...unusedCheck(found, absent, world), noOtherOperation(locks, world.locks)],
    changes: found.map(({ key }) => ({ act: 'delete', sentence: nameOf(key), object: key, by: 'Penstock', ...(KEEPERS[key.kind] === undefined ? {} : { note: 'with its data' }) })),
    effects: { restarts: 0, sentences: undoVolumes.length === 0 ? [] : [{ subject: element.view.title, sentence: `The undo of its restore is gone with ${plural(undoVolumes.length, 'volume')}` }] },
    undo: { possible: false, sentence: 'What is removed cannot be brought back.' },
    cancel: ['What is deleted already stays deleted.'],
    comparison: [],
    consumers: [],
    safety: undoVolumes.length === 0
      ? { level: 2, button: `Remove ${what}`, acknowledge: 'I understand that this cannot be brought back' }
      : { level: 3, button: `Remove ${what}`, acknowledge: 'I understand that the restore can no longer be taken back', type: element.id },
    deadlineSeconds: steps.reduce((sum, step) => sum + step.deadlineSeconds, 0) + 60,
  };
}

/** Removes what operations left behind: kept volumes, contents without a snapshot, parts of operations that died. */
export const removeLeftovers: OperationPlanner<'remove-leftovers'> = {
  kind: 'remove-leftovers',
  needs(request, world) {
    const element = elementOf(request.element, world);
    const keys = request.objects.map(keyOf);
    keys.forEach(key => requireNear(key, element));
    return keys;
  },
  draw(request, world) {
    const element = elementOf(request.element, world);
    const keys = request.objects.map(keyOf);
    const found = keys.flatMap((key): Leftover[] => {
      const object = world.live(key);
      return object === undefined ? [] : [{ key, object }];
    });
    found.forEach(each => requireOurs(each, element));
    const absent = keys.filter(key => !found.some(each => each.key === key));
    return drawn(request, found, absent, element, world);
  },
};
