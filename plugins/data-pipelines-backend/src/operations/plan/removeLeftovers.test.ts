import type { Leftover, OperationRequest } from '@penstock/backstage-plugin-data-pipelines-common';
import type { KubernetesObject, PlanDraft } from '@penstock/backstage-plugin-data-pipelines-node';
import { csiDriver } from '../../drivers/csi';
import { KAFKA, KEPT, restoredObjects, SEARCH_ELEMENT, SEARCH_POINT } from './__testUtils__/storageCases';
import { testWorld } from './__testUtils__/testWorld';
import { neededObjects, drawPlan } from './planners';

const AFTER = new Date('2026-11-23T00:00:00Z');
const DEAD = 'op-deaddeaddead';
const SNAPSHOT = 'snapshot.storage.k8s.io/v1';

const row = (object: Partial<Leftover['object']> & { name: string }, over: Partial<Leftover> = {}): Leftover => ({
  ...{ object: { cluster: 'prod-north', apiVersion: SNAPSHOT, kind: 'VolumeSnapshotContent', ...object }, sentence: '', removable: true, operation: DEAD, element: 'search' },
  ...over,
});
const requestOf = (...leftovers: readonly Leftover[]): OperationRequest => ({ kind: 'remove-leftovers', element: 'search', objects: leftovers.map(({ object }) => object) });

function worldOf(objects: readonly KubernetesObject[], options: Parameters<typeof testWorld>[1] = {}) {
  const world = testWorld([KAFKA, SEARCH_ELEMENT], { drivers: [csiDriver], objects, now: AFTER, ...options });
  return { ...world, points: csiDriver.points(world.reader('prod-north')) };
}

const content = (name: string, handle: string, over: { policy?: string; imported?: boolean; labels?: Record<string, string>; snapshot?: string } = {}): KubernetesObject => ({
  apiVersion: SNAPSHOT,
  kind: 'VolumeSnapshotContent',
  metadata: { name, uid: `uid-${name}`, labels: over.labels ?? { 'penstock.dev/operation': DEAD, 'penstock.dev/element': 'search' } },
  spec: { deletionPolicy: over.policy ?? 'Retain', driver: 'rbd.csi.ceph.com', source: over.imported ? { snapshotHandle: handle } : { volumeHandle: 'vol' }, volumeSnapshotRef: { name: over.snapshot ?? 'gone', namespace: 'factory' } },
  status: { snapshotHandle: handle, readyToUse: true },
});

const actsOf = ({ steps }: PlanDraft) => steps.flatMap(({ acts }) => acts.map(act => (act.act === 'patch' ? `${act.target.name} -> ${act.changes[0]?.to}` : `${act.act} ${'target' in act ? act.target.name : ''}`)));
const blocks = ({ preflight }: PlanDraft) => preflight.filter(({ result }) => result === 'block').map(({ code }) => code);

function refusal(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return error instanceof Error ? `${error.name}: ${error.message}` : '';
  }
  return 'no refusal';
}

describe('what may be removed', () => {
  const namespace: KubernetesObject = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'drill', uid: 'uid-drill', labels: { 'penstock.dev/operation': DEAD } } };
  const [member] = SEARCH_POINT;
  const snapshot = row({ kind: 'VolumeSnapshot', namespace: 'factory', name: member.metadata.name }, { operation: 'op-point00000001' });
  const drill = row({ apiVersion: 'v1', kind: 'Namespace', name: 'drill' });
  const kept = KEPT[0];

  it.each<[string, Leftover, readonly Leftover[], object]>([
    ['what carries the label of an operation but is named by nothing', row({ name: 'labelled' }), [], {}],
    ['what is not there', row({ name: 'nothing' }), [], {}],
    ['what is only changed', row({ name: 'labelled' }), [row({ name: 'labelled' }, { removable: false })], {}],
    ['a snapshot of a recovery point, although a row names it', snapshot, [snapshot], {}],
    ['a namespace, although a row names it', drill, [drill], {}],
    ['an object that another operation made since under that name', row({ name: 'labelled' }), [row({ name: 'labelled' }, { operation: 'op-otherother00' })], {}],
    ['a volume that is kept still', kept, [kept], { now: new Date('2026-11-21T00:00:00Z') }],
  ])('%s finds nothing, in one and the same sentence', (_, wanted, leftovers, options) => {
    const world = worldOf([...restoredObjects(), namespace, content('labelled', 'own')], { leftovers, ...options });
    expect(refusal(() => drawPlan(requestOf(wanted), world))).toBe(
      `NotFoundError: There is no leftover ${wanted.object.kind} ${wanted.object.name} of search that may be removed; list the leftovers for those that may`,
    );
  });

  it('is asked before anything is read', () => {
    expect(refusal(() => neededObjects(requestOf(row({ name: 'labelled' })), worldOf([])))).toContain('There is no leftover');
    expect(neededObjects(requestOf(kept), worldOf(restoredObjects(), { leftovers: KEPT }))).toHaveLength(1);
  });
});

describe('a cut that was given up', () => {
  const group = (id: string, note: object): KubernetesObject => ({
    apiVersion: 'groupsnapshot.storage.k8s.io/v1',
    kind: 'VolumeGroupSnapshot',
    metadata: {
      ...{ name: 'half', namespace: 'factory', uid: 'uid-half' },
      labels: { 'penstock.dev/operation': id, 'penstock.dev/recovery-point': id, 'penstock.dev/element': 'search' },
      annotations: { 'penstock.dev/point': JSON.stringify({ pipeline: 'telemetry', wanted: 'crash', planned: [], ...note }) },
    },
    spec: {},
  });
  const left = row({ apiVersion: 'groupsnapshot.storage.k8s.io/v1', kind: 'VolumeGroupSnapshot', namespace: 'factory', name: 'half' });

  it('goes as a leftover of its operation, since no point came of it', () => {
    expect(actsOf(drawPlan(requestOf(left), worldOf([group(DEAD, {})], { leftovers: [left] })))).toEqual(['delete half']);
  });

  it('stays where a point came of it, or where another operation works on it', () => {
    expect(refusal(() => drawPlan(requestOf(left), worldOf([group(DEAD, { got: 'crash' })], { leftovers: [left] })))).toContain('There is no leftover');
    expect(refusal(() => drawPlan(requestOf(left), worldOf([group('op-otherother00', {})], { leftovers: [left] })))).toContain('There is no leftover');
  });
});

describe('the data of a content', () => {
  const drawn = (objects: readonly KubernetesObject[], options: object = {}) => drawPlan(requestOf(row({ name: 'left' })), worldOf(objects, { leftovers: [row({ name: 'left' })], ...options }));

  it('go with it when they are its own', () => {
    expect(actsOf(drawn([content('left', 'own')]))).toEqual(['left -> Delete', 'delete left']);
  });

  it('stay when another content has the same handle, or when it was made for a handle', () => {
    const other = content('good', 'shared', { policy: 'Delete', labels: {} });
    expect(actsOf(drawn([content('left', 'shared'), other]))).toEqual(['delete left']);
    expect(actsOf(drawn([content('left', 'shared', { policy: 'Delete' }), other]))).toEqual(['left -> Retain', 'delete left']);
    expect(actsOf(drawn([content('left', 'alone', { imported: true })]))).toEqual(['delete left']);
  });

  it('stay when the other contents cannot be seen', () => {
    const kindStates = { 'VolumeSnapshotContent.snapshot.storage.k8s.io': { state: 'denied' as const, reason: '403' } };
    expect(actsOf(drawn([content('left', 'own')], { kindStates }))).toEqual(['delete left']);
  });

  it('block while its snapshot is there', () => {
    const [{ metadata }] = SEARCH_POINT;
    expect(blocks(drawn([...SEARCH_POINT, content('left', 'own', { snapshot: metadata.name })]))).toEqual(['LEFTOVER_UNUSED']);
  });
});

describe('while an undo is at work', () => {
  it.each(['element:prod-north/factory/search', 'volume:prod-north/uid-es-0', 'volume:prod-north/uid-new-es-0'])('which holds %s, its volumes stay', key => {
    const world = worldOf(restoredObjects(), { leftovers: KEPT, locks: [{ key, mode: 'exclusive', operation: 'op-undoundoundo' }] });
    expect(blocks(drawPlan(requestOf(...KEPT), world))).toEqual(['NO_OTHER_OPERATION']);
  });

  it('a volume in use stays, too', () => {
    const used = restoredObjects().map(object => (object.metadata.name === 'pv-es-0' ? { ...object, status: { phase: 'Bound' } } : object));
    expect(blocks(drawPlan(requestOf(KEPT[0]), worldOf(used, { leftovers: KEPT })))).toEqual(['LEFTOVER_UNUSED']);
  });
});
