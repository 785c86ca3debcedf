import { ANNOTATION_POINT, LABEL_ELEMENT, LABEL_OPERATION, LABEL_RECOVERY_POINT, quantityOrUndefined, type Consistency, type PointMember, type RecoveryPointState } from '@penstock/backstage-plugin-data-pipelines-common';
import type { FoundPoint, InventoryReader, KubernetesObject } from '@penstock/backstage-plugin-data-pipelines-node';
import { textAt, valueAt } from '../../engines/shared/reading';
import { SNAPSHOT_API_VERSION } from './cut';
import { VOLUME_GROUP_SNAPSHOT, VOLUME_SNAPSHOT, VOLUME_SNAPSHOT_CONTENT } from './kinds';
import { isBoundBothWays } from './observers/concluded';
import { nameList } from './observers/seenObjects';
import { snapshotState, type SnapshotState } from './observers/snapshotState';
import { readPointNote, type PlannedClaim, type PointNote } from './pointNote';

/** Worst last: what of two elements of a point holds for the whole. */
const WEAKEST: readonly Consistency[] = ['native', 'application', 'crash'];

/** One snapshot with what belongs to it. */
interface Part {
  snapshot: KubernetesObject;
  state: SnapshotState;
  content?: KubernetesObject;
  /** The text of the note. */
  annotation: string | undefined;
  note: PointNote;
  claim: string;
}

/** The snapshots of one point, while they are gathered. */
interface Gathered {
  id: string;
  ours: boolean;
  parts: Part[];
  /** Groups whose members are not made, or not marked, yet. */
  groups: KubernetesObject[];
}

function groupOf(snapshot: KubernetesObject, groups: ReadonlyMap<string, KubernetesObject>): KubernetesObject | undefined {
  const { namespace = '', ownerReferences = [] } = snapshot.metadata;
  const name = textAt(snapshot, 'status.volumeGroupSnapshotName') ?? ownerReferences.find(({ kind }) => kind === 'VolumeGroupSnapshot')?.name;
  return name === undefined ? undefined : groups.get(`${namespace}/${name}`);
}

function identify(snapshot: KubernetesObject, group: KubernetesObject | undefined): { id: string; ours: boolean } {
  const own = snapshot.metadata.labels?.[LABEL_RECOVERY_POINT] ?? group?.metadata.labels?.[LABEL_RECOVERY_POINT];
  if (own !== undefined) return { id: own, ours: true };
  if (group !== undefined) return { id: `vgs-${group.metadata.uid}`, ours: false };
  return { id: `vs-${snapshot.metadata.uid}`, ours: false };
}

function claimOf(snapshot: KubernetesObject): string {
  return textAt(snapshot, 'spec.source.persistentVolumeClaimName') ?? '';
}

/** Snapshots that carry another's data into this namespace: made for a restore, and no points of their own. */
function isImported(snapshot: KubernetesObject): boolean {
  return textAt(snapshot, 'spec.source.volumeSnapshotContentName') !== undefined && snapshot.metadata.labels?.[LABEL_OPERATION] !== undefined && snapshot.metadata.labels[LABEL_RECOVERY_POINT] === undefined;
}

/** What was read out of an object before: objects of an inventory never change, others take their place. */
const PARTS = new WeakMap<KubernetesObject, Part>();
const POINTS = new WeakMap<Part, { from: Gathered; contents: string | undefined; cluster: string; point: FoundPoint }>();

/** One pass over snapshots; contents and groups are looked up by name. */
function gather(inventory: InventoryReader): Map<string, Gathered> {
  const groups = new Map(inventory.list(VOLUME_GROUP_SNAPSHOT).map(group => [`${group.metadata.namespace ?? ''}/${group.metadata.name}`, group]));
  const points = new Map<string, Gathered>();
  const pointOf = ({ id, ours }: { id: string; ours: boolean }) => {
    const found = points.get(id) ?? { id, ours, parts: [], groups: [] };
    points.set(id, found);
    return found;
  };
  const withMembers = new Set<KubernetesObject>();
  // Members of a point carry the same text.
  const notes = new Map<string, PointNote>();
  const noteOf = (annotation: string | undefined) => {
    if (annotation === undefined) return {};
    const note = notes.get(annotation) ?? readPointNote(annotation);
    notes.set(annotation, note);
    return note;
  };
  for (const snapshot of inventory.list(VOLUME_SNAPSHOT)) {
    if (isImported(snapshot)) continue;
    const group = groupOf(snapshot, groups);
    if (group !== undefined) withMembers.add(group);
    const known = PARTS.get(snapshot);
    const state = known?.state ?? snapshotState(snapshot);
    const content = state.bound === undefined ? undefined : inventory.get(VOLUME_SNAPSHOT_CONTENT, { name: state.bound });
    const annotation = snapshot.metadata.annotations?.[ANNOTATION_POINT] ?? group?.metadata.annotations?.[ANNOTATION_POINT];
    const isSame = known !== undefined && known.content === content && known.annotation === annotation;
    const part = isSame ? known : { snapshot, state, ...(content === undefined ? {} : { content }), annotation, note: noteOf(annotation), claim: claimOf(snapshot) };
    PARTS.set(snapshot, part);
    pointOf(identify(snapshot, group)).parts.push(part);
  }
  for (const group of groups.values()) {
    if (withMembers.has(group)) continue;
    const own = group.metadata.labels?.[LABEL_RECOVERY_POINT];
    pointOf({ id: own ?? `vgs-${group.metadata.uid}`, ours: own !== undefined }).groups.push(group);
  }
  return points;
}

function reasonOf({ ready, cutTime }: SnapshotState): string {
  if (ready) return 'It is not bound to its content both ways';
  return cutTime === undefined ? 'Not cut yet' : 'Cut, but its data are still being moved';
}

function byText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Claims of two namespaces may have one name; notes of old tell no namespace. */
function isOf(planned: PlannedClaim, { volume, object }: Pick<PointMember, 'volume' | 'object'>): boolean {
  return planned.volume === volume && (planned.namespace === undefined || planned.namespace === object.namespace);
}

function memberOf({ snapshot, state, content, note, claim }: Part, cluster: string): PointMember {
  const { namespace, name, labels = {} } = snapshot.metadata;
  const bytes = quantityOrUndefined(valueAt(snapshot, 'status.restoreSize'));
  const ready = state.ready && isBoundBothWays(snapshot, content, state);
  const reason = ready ? undefined : state.error ?? reasonOf(state);
  const object = { cluster, apiVersion: SNAPSHOT_API_VERSION, kind: 'VolumeSnapshot', ...(namespace === undefined ? {} : { namespace }), name };
  return {
    element: labels[LABEL_ELEMENT] ?? note.planned?.find(each => isOf(each, { volume: claim, object }))?.element ?? '',
    volume: claim,
    object,
    ready,
    ...(state.cutTime === undefined ? {} : { cutTime: state.cutTime }),
    ...(bytes === undefined ? {} : { bytes }),
    ...(reason === undefined ? {} : { reason }),
  };
}

function stateOf(point: Gathered, members: readonly PointMember[], missing: readonly string[], contents: string | undefined): { state: RecoveryPointState; reason?: string } {
  const going = [...point.parts.map(({ snapshot }) => snapshot), ...point.groups].filter(({ metadata }) => metadata.deletionTimestamp !== undefined);
  if (going.length > 0) return { state: 'Deleting', reason: 'It is being deleted' };
  if (contents !== undefined) return { state: 'Unknown', reason: `Whether its snapshots are bound cannot be told: ${contents}` };
  const lost = point.parts.filter(({ state, content }) => state.bound !== undefined && content === undefined);
  if (lost.length > 0) return { state: 'Failed', reason: `The content of ${nameList(lost.map(({ claim }) => claim))} is gone` };
  const waiting = members.find(({ ready }) => !ready);
  if (waiting !== undefined) return { state: 'NotReady', reason: `${waiting.volume}: ${waiting.reason ?? 'not ready'}` };
  if (members.length === 0) return { state: 'NotReady', reason: 'Nothing is cut yet' };
  if (!point.ours) return { state: 'Ready' };
  if (!point.parts.every(({ note }) => note.got !== undefined)) return { state: 'NotReady', reason: 'What was got is not recorded yet' };
  if (missing.length > 0) return { state: 'Partial', reason: `Missing: ${nameList(missing)}` };
  return { state: 'Ready' };
}

/** Largest time between two cuts of one element; elements of a pipeline are cut after each other on purpose. */
function skewOf(members: readonly PointMember[]): number | undefined {
  const byElement = new Map<string, number[]>();
  for (const { element, cutTime } of members) {
    const time = cutTime === undefined ? NaN : Date.parse(cutTime);
    if (Number.isFinite(time)) byElement.set(element, [...(byElement.get(element) ?? []), time]);
  }
  const skews = [...byElement.values()].filter(times => times.length > 1).map(times => Math.max(...times) - Math.min(...times));
  return skews.length === 0 ? undefined : Math.max(...skews);
}

function weakest(values: readonly (Consistency | undefined)[]): Consistency | undefined {
  if (values.length === 0 || values.some(value => value === undefined)) return undefined;
  return [...WEAKEST].reverse().find(each => values.includes(each));
}

function policyOf(parts: readonly Part[]): FoundPoint['deletionPolicy'] {
  const policies = new Set(parts.map(({ content }) => textAt(content, 'spec.deletionPolicy')));
  if (policies.size > 1) return policies.has(undefined) ? 'unknown' : 'mixed';
  const [only] = policies;
  return only === 'Delete' || only === 'Retain' ? only : 'unknown';
}

/** What of the notes holds for the whole point. */
function fromNotes(notes: readonly PointNote[]): Partial<FoundPoint> {
  const first = <Key extends keyof PointNote>(key: Key) => notes.map(note => note[key]).find(value => value !== undefined);
  const got = weakest(notes.map(note => note.got));
  const paused = notes.flatMap(({ pausedMs }) => pausedMs ?? []);
  const found: Partial<FoundPoint> = {
    pipeline: first('pipeline'),
    wanted: first('wanted'),
    got,
    downgraded: first('downgraded'),
    schedule: first('schedule'),
    note: first('note'),
    expiresAt: first('expiresAt'),
    planned: first('planned'),
    ...(paused.length === 0 ? {} : { pausedMs: Math.max(...paused) }),
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}

function foundPoint(point: Gathered, cluster: string, contents: string | undefined): FoundPoint {
  const members = point.parts.map(part => memberOf(part, cluster)).sort((a, b) => byText(a.volume, b.volume));
  const notes = point.parts.length > 0 ? point.parts.map(({ note }) => note) : point.groups.map(({ metadata }) => readPointNote(metadata.annotations?.[ANNOTATION_POINT]));
  const told = fromNotes(notes);
  const missing = (told.planned ?? []).filter(each => !members.some(member => isOf(each, member) && (member.element === '' || member.element === each.element))).map(({ volume }) => volume);
  const cutTimes = members.flatMap(({ cutTime }) => cutTime ?? []).sort();
  const skewMs = skewOf(members);
  const withOffsets = point.parts.find(({ note }) => note.offsets !== undefined);
  const namespace = (point.parts[0]?.snapshot ?? point.groups[0])?.metadata.namespace ?? '';
  const sized = members.flatMap(({ bytes }) => bytes ?? []);
  return {
    ...told,
    id: point.id,
    ...(point.ours ? { operation: point.id } : {}),
    ...stateOf(point, members, missing, contents),
    ...(cutTimes.length === 0 ? {} : { cutTime: cutTimes[0] }),
    ...(skewMs === undefined ? {} : { skewMs }),
    members,
    ...(sized.length === members.length && sized.length > 0 ? { bytes: sized.reduce((sum, bytes) => sum + bytes, 0) } : {}),
    madeBy: notes.find(({ madeBy }) => madeBy !== undefined)?.madeBy ?? makerOf(point),
    foreign: !point.ours,
    deletionPolicy: policyOf(point.parts),
    ...(withOffsets === undefined ? {} : { offsets: { cluster, apiVersion: 'v1', kind: 'ConfigMap', namespace: withOffsets.snapshot.metadata.namespace ?? '', name: withOffsets.note.offsets ?? '' } }),
    cluster,
    namespace,
  };
}

/** Who made a point that is not ours, as far as its labels tell. */
function makerOf({ parts, groups }: Gathered): string {
  const labels = (parts[0]?.snapshot ?? groups[0])?.metadata.labels ?? {};
  return labels['velero.io/backup-name'] === undefined ? labels['app.kubernetes.io/managed-by'] ?? 'somebody else' : `Velero backup ${labels['velero.io/backup-name']}`;
}

function sameItems(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}

/** The point as it was read before, where nothing of it has changed since: of thousands a change concerns one. */
function knownPoint(from: Gathered, cluster: string, contents: string | undefined): FoundPoint {
  const [first] = from.parts;
  const known = first === undefined ? undefined : POINTS.get(first);
  const isSame =
    known !== undefined &&
    known.cluster === cluster &&
    known.contents === contents &&
    known.from.id === from.id &&
    known.from.ours === from.ours &&
    sameItems(known.from.parts, from.parts) &&
    sameItems(known.from.groups, from.groups);
  if (isSame) return known.point;
  const point = foundPoint(from, cluster, contents);
  if (first !== undefined) POINTS.set(first, { from, contents, cluster, point });
  return point;
}

/** All points that the cluster holds: ours by their label, others by group or snapshot. One pass; what has not changed since the last one is not read again. */
export function csiPoints(inventory: InventoryReader): FoundPoint[] {
  const state = inventory.kindState(VOLUME_SNAPSHOT_CONTENT);
  const contents = state.state === 'watched' ? undefined : state.reason;
  return [...gather(inventory).values()].map(point => knownPoint(point, inventory.cluster, contents));
}
