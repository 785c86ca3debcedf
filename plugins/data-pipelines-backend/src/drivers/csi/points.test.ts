import type { KubernetesObject } from '@penstock/backstage-plugin-data-pipelines-node';
import { inventoryOf } from '@penstock/backstage-plugin-data-pipelines-node/testUtils';
import { csiPoints } from './points';

const POINT = 'op-point00000001';
const note = (more: object = {}) => JSON.stringify({ pipeline: 'orders', wanted: 'application', madeBy: 'user:default/olga', planned: [{ element: 'kafka', volume: 'a' }, { element: 'kafka', volume: 'b' }], ...more });

interface SnapshotCase {
  claim: string;
  ready?: boolean;
  cutTime?: string;
  annotation?: string;
  labels?: Record<string, string>;
  content?: Partial<{ uid: string; absent: true; policy: string }>;
  deleting?: boolean;
  error?: string;
  group?: string;
}

function snapshot({ claim, ready = true, cutTime = '2026-11-20T14:33:00Z', annotation, labels = {}, content = {}, deleting, error, group }: SnapshotCase): KubernetesObject[] {
  const name = `snap-${claim}`;
  const uid = `uid-${name}`;
  const bound = `content-${claim}`;
  return [
    {
      apiVersion: 'snapshot.storage.k8s.io/v1', kind: 'VolumeSnapshot',
      metadata: {
        name, namespace: 'ns', uid, labels,
        ...(annotation === undefined ? {} : { annotations: { 'penstock.dev/point': annotation } }),
        ...(deleting ? { deletionTimestamp: '2026-11-20T15:00:00Z' } : {}),
        ...(group === undefined ? {} : { ownerReferences: [{ apiVersion: 'groupsnapshot.storage.k8s.io/v1', kind: 'VolumeGroupSnapshot', name: group, uid: `uid-${group}` }] }),
      },
      spec: { source: { persistentVolumeClaimName: claim } },
      status: { readyToUse: ready, creationTime: cutTime, boundVolumeSnapshotContentName: bound, restoreSize: '1Gi', ...(error === undefined ? {} : { error: { message: error } }), ...(group === undefined ? {} : { volumeGroupSnapshotName: group }) },
    },
    ...(content.absent
      ? []
      : [{ apiVersion: 'snapshot.storage.k8s.io/v1', kind: 'VolumeSnapshotContent', metadata: { name: bound, uid: `uid-${bound}` }, spec: { deletionPolicy: content.policy ?? 'Delete', volumeSnapshotRef: { name, namespace: 'ns', uid: content.uid ?? uid } } }]),
  ];
}

const ours = { 'penstock.dev/recovery-point': POINT, 'penstock.dev/element': 'kafka' };
const member = (claim: string, more: Partial<SnapshotCase> = {}) => snapshot({ claim, labels: ours, annotation: note({ got: 'application', pausedMs: 4400, expiresAt: '2026-12-20T14:33:00Z' }), ...more });
const read = (...parts: KubernetesObject[][]) => csiPoints(inventoryOf(parts.flat()));

describe('claims of one name in two namespaces', () => {
  const planned = [{ element: 'kafka', volume: 'a', namespace: 'ns' }, { element: 'kafka-copy', volume: 'a', namespace: 'copies' }];
  const marks = { 'penstock.dev/recovery-point': POINT };
  const [here, itsContent] = snapshot({ claim: 'a', labels: marks, annotation: note({ got: 'crash', planned }) });
  const there: KubernetesObject = { ...here, metadata: { ...here.metadata, name: 'snap-there', uid: 'uid-there', namespace: 'copies' }, status: { readyToUse: true, boundVolumeSnapshotContentName: 'content-there' } };
  const content: KubernetesObject = { ...itsContent, metadata: { name: 'content-there', uid: 'uid-content-there' }, spec: { volumeSnapshotRef: { name: 'snap-there', namespace: 'copies', uid: 'uid-there' } } };

  it('are members of their own elements', () => {
    const [point] = read([here, itsContent, there, content]);
    expect(point.state).toBe('Ready');
    expect(point.members.map(({ element, object }) => [object.namespace, element]).sort()).toEqual([['copies', 'kafka-copy'], ['ns', 'kafka']]);
  });

  it('do not stand in for each other', () => {
    expect(read([here, itsContent])).toEqual([expect.objectContaining({ state: 'Partial', reason: 'Missing: a' })]);
  });
});

describe('recovery points of ours', () => {
  it('are read with all that was written down', () => {
    expect(read(member('a'), member('b', { cutTime: '2026-11-20T14:33:00.250Z' }))).toEqual([
      expect.objectContaining({
        id: POINT, operation: POINT, pipeline: 'orders', state: 'Ready', wanted: 'application', got: 'application', pausedMs: 4400, skewMs: 250, bytes: 2 * 2 ** 30,
        cutTime: '2026-11-20T14:33:00.250Z', expiresAt: '2026-12-20T14:33:00Z', madeBy: 'user:default/olga', foreign: false, deletionPolicy: 'Delete', cluster: 'prod-north', namespace: 'ns',
      }),
    ]);
  });

  it.each<[string, SnapshotCase['ready'], Partial<SnapshotCase>, string, string | undefined]>([
    ['being made', false, {}, 'NotReady', 'b: Cut, but its data are still being moved'],
    ['in trouble', false, { error: 'pool busy' }, 'NotReady', 'b: pool busy'],
    ['bound to a content of another snapshot', true, { content: { uid: 'other' } }, 'NotReady', 'b: It is not bound to its content both ways'],
    ['without their content', true, { content: { absent: true } }, 'Failed', 'The content of b is gone'],
    ['being deleted', true, { deleting: true }, 'Deleting', 'It is being deleted'],
    ['not concluded', true, { annotation: note() }, 'NotReady', 'What was got is not recorded yet'],
  ])('%s', (_, ready, more, state, reason) => {
    expect(read(member('a'), member('b', { ready, ...more }))[0]).toMatchObject({ state, reason });
  });

  it('miss volumes that were planned', () => {
    expect(read(member('a'))[0]).toMatchObject({ state: 'Partial', reason: 'Missing: b' });
  });

  it('are as weak as their weakest element, and of mixed policies', () => {
    const [point] = read(member('a'), member('b', { annotation: note({ got: 'crash', downgraded: 'late' }), content: { policy: 'Retain' } }));
    expect(point).toMatchObject({ got: 'crash', downgraded: 'late', deletionPolicy: 'mixed' });
  });

  it('are known by their group while nobody has marked the members yet', () => {
    const group: KubernetesObject = { apiVersion: 'groupsnapshot.storage.k8s.io/v1', kind: 'VolumeGroupSnapshot', metadata: { name: 'g', namespace: 'ns', uid: 'uid-g', labels: ours, annotations: { 'penstock.dev/point': note() } } };
    expect(read([group])).toEqual([expect.objectContaining({ id: POINT, state: 'NotReady', reason: 'Nothing is cut yet', members: [] })]);
    expect(read([group], snapshot({ claim: 'a', group: 'g' }))).toEqual([expect.objectContaining({ id: POINT, state: 'NotReady', members: [expect.objectContaining({ volume: 'a', element: 'kafka' })] })]);
  });

  it('say that nothing is known while contents may not be read', () => {
    const inventory = inventoryOf(member('a').slice(0, 1), { kindStates: { 'VolumeSnapshotContent.snapshot.storage.k8s.io': { state: 'denied', reason: 'forbidden' } } });
    expect(csiPoints(inventory)[0]).toMatchObject({ state: 'Unknown', reason: 'Whether its snapshots are bound cannot be told: forbidden', deletionPolicy: 'unknown' });
  });
});

describe('recovery points that are read again', () => {
  /** A reader whose objects stay the same objects, as those of an inventory do. */
  const readerOf = (objects: readonly KubernetesObject[]) => {
    const template = inventoryOf([]);
    const ofKind = (kind: string) => objects.filter(object => object.kind === kind);
    return { ...template, list: ({ kind }: { kind: string }) => ofKind(kind), get: ({ kind }: { kind: string }, { name }: { name: string }) => ofKind(kind).find(({ metadata }) => metadata.name === name) };
  };
  const parts = [member('a'), member('b'), snapshot({ claim: 'x' })].flat();
  const of = (objects: readonly KubernetesObject[]) => csiPoints(readerOf(objects));

  it('are the same where nothing of them changed', () => {
    const [first, second] = of(parts);
    const again = of([...parts, ...snapshot({ claim: 'y' })]);
    expect(again).toHaveLength(3);
    expect([again[0], again[1]].map((point, index) => point === [first, second][index])).toEqual([true, true]);
  });

  it('are others when a member, its content, its note or the right to read contents did', () => {
    const [before] = of(parts);
    expect(before.state).toBe('Ready');
    const [snapshotA, , ...rest] = parts;
    expect(of([snapshotA, ...rest])[0]).toMatchObject({ state: 'Failed', reason: 'The content of a is gone' });
    expect(of(parts.slice(2))[0]).toMatchObject({ state: 'Partial', reason: 'Missing: a' });
    expect(of([...member('a', { ready: false }), ...parts.slice(2)])[0]).toMatchObject({ state: 'NotReady' });
    expect(of([...member('a', { annotation: note() }), ...parts.slice(2)])[0]).toMatchObject({ state: 'NotReady', reason: 'What was got is not recorded yet' });
    expect(csiPoints({ ...readerOf(parts), kindState: () => ({ state: 'denied', reason: 'forbidden' }) })[0]).toMatchObject({ state: 'Unknown' });
    expect(of(parts)[0]).toEqual(before);
  });
});

describe('recovery points of others', () => {
  it('are one each, or one for their group', () => {
    const found = read(snapshot({ claim: 'x' }), snapshot({ claim: 'y', group: 'g' }), snapshot({ claim: 'z', group: 'g' }));
    expect(found.map(({ id, foreign, state, members }) => [id, foreign, state, members.length])).toEqual([['vs-uid-snap-x', true, 'Ready', 1], ['vs-uid-snap-y', true, 'Ready', 1], ['vs-uid-snap-z', true, 'Ready', 1]]);
    const group: KubernetesObject = { apiVersion: 'groupsnapshot.storage.k8s.io/v1', kind: 'VolumeGroupSnapshot', metadata: { name: 'g', namespace: 'ns', uid: 'uid-g' } };
    expect(read([group], snapshot({ claim: 'y', group: 'g' }), snapshot({ claim: 'z', group: 'g' })).map(({ id, members }) => [id, members.length])).toEqual([['vgs-uid-g', 2]]);
  });

  it('may carry anything in the annotation', () => {
    for (const annotation of ['', 'no json', '[]', 'null', '{"planned": 7, "got": "perfect"}']) {
      expect(read(snapshot({ claim: 'x', annotation }))[0]).toMatchObject({ foreign: true, state: 'Ready', madeBy: 'somebody else' });
    }
  });
});
