import type { KubernetesObject, Observation, ObservedItem, ObservedProgress, ObserveInput, Observer } from '@penstock/backstage-plugin-data-pipelines-node';
import { textAt } from '../../../engines/shared/reading';
import { plannedMembers, type PlannedMember } from './params';
import { nameList, seenOfKind } from './seenObjects';
import { errorsOf, snapshotState } from './snapshotState';
import { volumeProgress } from './volumeProgress';

/** Snapshots and groups that the observer was shown. */
function cutObjects(input: ObserveInput): readonly KubernetesObject[] {
  return [...seenOfKind(input, 'VolumeGroupSnapshot'), ...seenOfKind(input, 'VolumeSnapshot')];
}

/** Somebody took away what the operation made: it does not come back. Where members of a group are looked for in a namespace, what goes there besides is not of it. */
function missing(input: ObserveInput): Observation | undefined {
  const { seen } = input;
  const [group] = seenOfKind(input, 'VolumeGroupSnapshot');
  const gone = seen.flatMap(({ watched, objects }) => (watched.by === 'name' && objects.length === 0 ? [watched.name] : []));
  const going = seen.flatMap(({ watched, objects }) => {
    const own = watched.by === 'name' ? objects : ofGroup(objects, group);
    return own.filter(({ metadata }) => metadata.deletionTimestamp !== undefined).map(({ metadata }) => metadata.name);
  });
  if (gone.length + going.length === 0) return undefined;
  return {
    state: 'failed',
    code: 'SNAPSHOT_GONE',
    cause: gone.length > 0 ? `Snapshot ${nameList(gone)} was deleted by somebody` : `Snapshot ${nameList(going)} is being deleted`,
    remedy: 'Find out who deletes snapshots, then take a new one.',
  };
}

/** Each planned claim by what its snapshot, or the group that cuts it, says. */
function itemsOf(planned: readonly PlannedMember[], stateOf: (claim: string) => ObservedItem['state'], objectOf: (claim: string) => KubernetesObject | undefined): ObservedItem[] {
  return planned.map(({ claim }) => {
    const object = objectOf(claim);
    const error = object && snapshotState(object).error;
    return { name: claim, state: stateOf(claim), ...(error === undefined ? {} : { detail: error }) };
  });
}

function cutProgress(input: ObserveInput, objects: readonly KubernetesObject[], done: readonly KubernetesObject[]): ObservedProgress {
  const [group] = seenOfKind(input, 'VolumeGroupSnapshot');
  const snapshots = byClaim(objects);
  const objectOf = (claim: string) => group ?? snapshots.get(claim);
  const isCut = (claim: string) => done.some(object => object === objectOf(claim));
  const items = itemsOf(plannedMembers(input.params.members), claim => (isCut(claim) ? 'done' : 'waiting'), objectOf);
  // one group stands for all its volumes
  return items.length > 0 ? volumeProgress(items) : { source: 'derived', done: done.length, total: objects.length, unit: 'objects' };
}

/**
 * `csi.cut`: all volumes have a cut time, so writes may go on although data are
 * still being moved. Errors are tried again by the controller until the deadline.
 */
export const cut: Observer = input => {
  const lost = missing(input);
  if (lost !== undefined) return lost;
  const objects = cutObjects(input);
  if (objects.length === 0) return { state: 'unknown', reason: 'The step does not say which snapshots are cut' };
  const done = objects.filter(object => snapshotState(object).cutTime !== undefined);
  const progress = cutProgress(input, objects, done);
  if (done.length < objects.length) {
    const first = objects.find(object => !done.includes(object));
    return {
      state: 'waiting',
      waitsFor: `${progress.done ?? 0} of ${progress.total ?? 0} ${progress.unit ?? 'objects'} have a cut time; ${first?.metadata.name ?? 'one'} reports none yet`,
      progress,
      ...errorsOf(objects),
    };
  }
  const times = objects.flatMap(object => snapshotState(object).cutTime ?? []).sort();
  return { state: 'done', found: `Cut at ${times[0]}${times.length > 1 && times[0] !== times[times.length - 1] ? ` to ${times[times.length - 1]}` : ''}`, facts: { first: times[0], last: times[times.length - 1] }, progress };
};

/** `csi.group-ready`: the group says that all its members can be restored. Whether they are the right ones is looked at next. */
export const groupReady: Observer = input => {
  const lost = missing(input);
  if (lost !== undefined) return lost;
  const [group] = seenOfKind(input, 'VolumeGroupSnapshot');
  if (group === undefined) return { state: 'unknown', reason: 'The step does not say which group is made' };
  if (snapshotState(group).ready) return { state: 'done', found: `${group.metadata.name} is ready` };
  return { state: 'waiting', waitsFor: `The snapshots of ${group.metadata.name} can be restored`, ...errorsOf([group]), progress: { source: 'unknown' } };
};

/** Snapshots by the claim that they were cut from. */
function byClaim(snapshots: readonly KubernetesObject[]): ReadonlyMap<string, KubernetesObject> {
  return new Map(snapshots.flatMap(object => {
    const claim = textAt(object, 'spec.source.persistentVolumeClaimName');
    return claim === undefined ? [] : [[claim, object] as const];
  }));
}

/** Of a namespace full of snapshots those of the group; members carry its name in their status and in an owner reference. */
function ofGroup(snapshots: readonly KubernetesObject[], group: KubernetesObject | undefined): readonly KubernetesObject[] {
  if (group === undefined) return snapshots;
  const { name, uid } = group.metadata;
  return snapshots.filter(object =>
    textAt(object, 'status.volumeGroupSnapshotName') === name || (object.metadata.ownerReferences ?? []).some(owner => owner.uid === uid));
}

function memberFacts(object: KubernetesObject, claim: string, element: string) {
  const { cutTime, bound } = snapshotState(object);
  return {
    claim,
    element,
    snapshot: object.metadata.name,
    namespace: object.metadata.namespace ?? '',
    uid: object.metadata.uid,
    cutTime: cutTime ?? '',
    content: bound ?? '',
    bytes: textAt(object, 'status.restoreSize') ?? '',
  };
}

/**
 * `csi.ready`: every planned claim has its snapshot, bound and ready, and no
 * other one is among them. A set that differs is final: a group is never cut
 * again.
 */
export const ready: Observer = input => {
  const group = seenOfKind(input, 'VolumeGroupSnapshot')[0];
  const lost = missing(input);
  if (lost !== undefined) return lost;
  const planned = plannedMembers(input.params.members);
  if (planned.length === 0) return { state: 'unknown', reason: 'The step does not say which claims are cut' };
  const snapshots = ofGroup(seenOfKind(input, 'VolumeSnapshot'), group);
  const found = byClaim(snapshots);
  const absent = planned.filter(({ claim }) => !found.has(claim)).map(({ claim }) => claim);
  const surplus = [...found.keys()].filter(claim => !planned.some(member => member.claim === claim));
  if (surplus.length > 0 || (absent.length > 0 && (group === undefined || snapshotState(group).ready))) {
    return {
      state: 'failed',
      code: 'MEMBERS_DIFFER',
      cause: [absent.length > 0 ? `${nameList(absent)} was not cut` : '', surplus.length > 0 ? `${nameList(surplus)} was cut, too` : ''].filter(Boolean).join('; '),
      remedy: 'Volumes or their labels have changed meanwhile; draw a new plan.',
    };
  }
  const progress = volumeProgress(itemsOf(planned, claim => restorable(found.get(claim)), claim => found.get(claim)), 'members');
  if (progress.done !== planned.length) {
    return {
      state: 'waiting',
      waitsFor: `${progress.done} of ${planned.length} snapshots can be restored`,
      progress,
      ...errorsOf(snapshots),
    };
  }
  const members = planned.flatMap(({ claim, element }) => {
    const object = found.get(claim);
    return object === undefined ? [] : [memberFacts(object, claim, element)];
  });
  return { state: 'done', found: `${members.length} of ${planned.length} snapshots can be restored`, facts: { members }, progress };
};

function restorable(object: KubernetesObject | undefined): ObservedItem['state'] {
  const { cutTime, ready: isReady, bound } = object === undefined ? { ready: false } : snapshotState(object);
  if (cutTime === undefined) return 'waiting';
  return isReady && bound !== undefined ? 'done' : 'cut';
}
