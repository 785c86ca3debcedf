import type { KubernetesObject } from '@penstock/backstage-plugin-data-pipelines-node';
import { observeInput } from '../__testUtils__/observeInput';
import { bound } from './bound';
import { concluded } from './concluded';
import { cut, groupReady, ready } from './cut';
import { gone } from './gone';
import { imported } from './imported';
import { restored } from './restored';

const snapshot = (claim: string, status: object = {}, more: object = {}): KubernetesObject => ({
  apiVersion: 'snapshot.storage.k8s.io/v1', kind: 'VolumeSnapshot', metadata: { name: `s-${claim}`, namespace: 'ns', uid: `uid-${claim}`, ...more }, spec: { source: { persistentVolumeClaimName: claim } }, status,
});
const done = { creationTime: '2026-11-20T14:33:00Z', readyToUse: true, boundVolumeSnapshotContentName: 'c' };
const members = (...claims: string[]) => ({ members: claims.map(claim => ({ claim, element: 'kafka', claimUid: `uid-of-${claim}`, snapshot: `s-${claim}` })) });
const claimOf = (name: string, phase: string, volumeName = 'pv'): KubernetesObject => ({ apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name, namespace: 'ns', uid: `uid-${name}` }, spec: { volumeName }, status: { phase } });

describe('csi.cut', () => {
  it('is done at the cut time of all, ready or not', () => {
    const other = { creationTime: '2026-11-20T14:33:00.120Z', readyToUse: false };
    expect(cut(observeInput(members('a', 'b'), [snapshot('a', done), snapshot('b', other)]))).toMatchObject({ state: 'done', facts: { first: '2026-11-20T14:33:00.120Z', last: '2026-11-20T14:33:00Z' } });
    expect(cut(observeInput(members('a', 'b'), [snapshot('a', done), snapshot('b')]))).toMatchObject({ state: 'waiting', progress: { done: 1, total: 2, items: [{ name: 'a', state: 'done' }, { name: 'b', state: 'waiting' }] } });
  });

  it('waits through errors, which the controller tries again', () => {
    expect(cut(observeInput(members('a'), [snapshot('a', { error: { message: 'pool busy' } })]))).toMatchObject({ state: 'waiting', evidence: ['VolumeSnapshot s-a: pool busy'], progress: { items: [{ name: 'a', state: 'waiting', detail: 'pool busy' }] } });
    expect(cut(observeInput(members('a'), [snapshot('a', { ...done, error: { message: 'was busy' } })]))).toMatchObject({ state: 'done' });
  });

  it('tells the volumes of a group, which are cut together', () => {
    const group = (status: object): KubernetesObject => ({ apiVersion: 'groupsnapshot.storage.k8s.io/v1', kind: 'VolumeGroupSnapshot', metadata: { name: 'g', namespace: 'ns', uid: 'uid-g' }, status });
    expect(cut(observeInput(members('a', 'b'), [group({})]))).toMatchObject({ state: 'waiting', waitsFor: '0 of 2 volumes have a cut time; g reports none yet', progress: { done: 0, total: 2, unit: 'volumes', items: [{ name: 'a', state: 'waiting' }, { name: 'b', state: 'waiting' }] } });
    expect(cut(observeInput(members('a', 'b'), [group({ creationTime: '2026-11-20T14:33:00Z' })]))).toMatchObject({ state: 'done', progress: { items: [{ name: 'a', state: 'done' }, { name: 'b', state: 'done' }] } });
  });

  it('fails when somebody deletes what it made', () => {
    expect(cut(observeInput(members('a'), [], { absent: [{ kind: 'VolumeSnapshot', name: 's-a' }] }))).toMatchObject({ state: 'failed', code: 'SNAPSHOT_GONE' });
    expect(cut(observeInput(members('a'), [snapshot('a', done, { deletionTimestamp: '2026-11-20T15:00:00Z' })]))).toMatchObject({ state: 'failed', code: 'SNAPSHOT_GONE' });
  });
});

describe('csi.ready', () => {
  it('wants every planned claim, bound and ready', () => {
    expect(ready(observeInput(members('a'), [snapshot('a', done)]))).toMatchObject({ state: 'done', facts: { members: [{ claim: 'a', element: 'kafka', snapshot: 's-a', uid: 'uid-a', content: 'c' }] } });
    expect(ready(observeInput(members('a', 'b'), [snapshot('a', { ...done, readyToUse: false }), snapshot('b', done)]))).toMatchObject({ state: 'waiting', progress: { done: 1, items: [{ name: 'a', state: 'cut' }, { name: 'b', state: 'done' }] } });
    expect(ready(observeInput(members('a'), [snapshot('a')]))).toMatchObject({ state: 'waiting', progress: { items: [{ name: 'a', state: 'waiting' }] } });
    expect(ready(observeInput(members('a'), [snapshot('a', { ...done, boundVolumeSnapshotContentName: undefined })]))).toMatchObject({ state: 'waiting' });
  });

  it('fails for a set that differs', () => {
    const group: KubernetesObject = { apiVersion: 'groupsnapshot.storage.k8s.io/v1', kind: 'VolumeGroupSnapshot', metadata: { name: 'g', namespace: 'ns', uid: 'uid-g' }, status: { readyToUse: true, creationTime: 'x' } };
    const inGroup = (claim: string) => snapshot(claim, { ...done, volumeGroupSnapshotName: 'g' });
    expect(ready(observeInput(members('a', 'b'), [group, inGroup('a')]))).toMatchObject({ state: 'failed', code: 'MEMBERS_DIFFER', cause: 'b was not cut' });
    expect(ready(observeInput(members('a'), [group, inGroup('a'), inGroup('b')]))).toMatchObject({ state: 'failed', code: 'MEMBERS_DIFFER', cause: 'b was cut, too' });
    // Snapshots of others in the namespace are none of the group.
    expect(ready(observeInput(members('a'), [group, inGroup('a'), snapshot('z', done)]))).toMatchObject({ state: 'done' });
    expect(ready(observeInput(members('a', 'b'), [{ ...group, status: {} }, inGroup('a')]))).toMatchObject({ state: 'waiting' });
  });

  it('is not misled by a point that is deleted in the same namespace at the same time', () => {
    const group: KubernetesObject = { apiVersion: 'groupsnapshot.storage.k8s.io/v1', kind: 'VolumeGroupSnapshot', metadata: { name: 'g', namespace: 'ns', uid: 'uid-g' }, status: { readyToUse: true, creationTime: 'x' } };
    const member = (of: string, name: string, more: object = {}) => ({ ...snapshot('a', { ...done, volumeGroupSnapshotName: of }), metadata: { name, namespace: 'ns', uid: `uid-${name}`, ...more } });
    const leaving = { deletionTimestamp: '2026-11-20T15:00:00Z' };
    const judged = (...snapshots: KubernetesObject[]) => {
      const seen = [
        { watched: { by: 'name' as const, cluster: 'east', apiVersion: group.apiVersion, kind: group.kind, namespace: 'ns', name: 'g' }, objects: [group] },
        { watched: { by: 'labels' as const, cluster: 'east', apiVersion: 'snapshot.storage.k8s.io/v1', kind: 'VolumeSnapshot', namespace: 'ns', labels: {} }, objects: snapshots },
      ];
      return ready({ ...observeInput(members('a'), []), seen });
    };
    expect(judged(member('g', 'new'), member('former', 'old', leaving))).toMatchObject({ state: 'done', facts: { members: [{ snapshot: 'new' }] } });
    expect(judged(member('g', 'new', leaving))).toMatchObject({ state: 'failed', code: 'SNAPSHOT_GONE' });
  });

  it('takes the word of the group only for its members being there', () => {
    const group = (status: object): KubernetesObject => ({ apiVersion: 'groupsnapshot.storage.k8s.io/v1', kind: 'VolumeGroupSnapshot', metadata: { name: 'g', uid: 'u' }, status });
    expect(groupReady(observeInput({}, [group({ readyToUse: true })]))).toMatchObject({ state: 'done' });
    expect(groupReady(observeInput({}, [group({ error: { message: 'busy' } })]))).toMatchObject({ state: 'waiting', evidence: ['VolumeGroupSnapshot g: busy'] });
  });
});

describe('csi.concluded', () => {
  const content = (uid: string): KubernetesObject => ({ apiVersion: 'snapshot.storage.k8s.io/v1', kind: 'VolumeSnapshotContent', metadata: { name: 'c', uid: 'uid-c' }, spec: { volumeSnapshotRef: { uid } } });
  const noted = (more: object = {}) => snapshot('a', done, { annotations: { 'penstock.dev/point': JSON.stringify({ got: 'crash', ...more }) } });

  it('wants the record and both bindings', () => {
    expect(concluded(observeInput(members('a'), [noted(), content('uid-a')]))).toMatchObject({ state: 'done', facts: { recoveryPoint: 'op-abcdefghijkl', contents: [{ name: 'c', uid: 'uid-c' }] } });
    expect(concluded(observeInput(members('a'), [snapshot('a', done), content('uid-a')]))).toMatchObject({ state: 'waiting' });
    expect(concluded(observeInput(members('a'), [noted()]))).toMatchObject({ state: 'waiting' });
    expect(concluded(observeInput(members('a'), [noted(), content('uid-b')]))).toMatchObject({ state: 'failed', code: 'SNAPSHOT_NOT_BOUND' });
  });

  it('says that it is partial where less was got than was asked for', () => {
    const seen = (more: object) => concluded(observeInput(members('a'), [noted(more), content('uid-a')]));
    expect(seen({ wanted: 'application', downgraded: 'The pause was lifted' })).toMatchObject({
      state: 'done', found: 'kafka: 1 volume, crash consistency where application was asked for. The pause was lifted', facts: { partial: true },
    });
    const facts = { listed: { offsets: [{ group: 'g'.repeat(1_000_000), topic: 't', partitions: [] }] } };
    expect(concluded(observeInput({ ...members('a'), offsetSteps: ['listed'] }, [noted(), content('uid-a')], { facts }))).toMatchObject({ state: 'done', facts: { partial: true } });
    for (const more of [{ wanted: 'crash' }, { wanted: 'application', got: 'application' }, {}]) {
      const found = seen(more);
      expect(found.state === 'done' && found.facts).not.toHaveProperty('partial');
    }
  });
});

describe('csi.bound', () => {
  const look = (phase: string, volumes: Record<string, string>, pendingIsEnough: string[] = []) => bound(observeInput({ volumes, pendingIsEnough }, [claimOf('a', phase)]));
  it.each<[string, ReturnType<typeof look>, string]>([
    ['bound to any', look('Bound', { a: '' }), 'done'],
    ['bound to the one', look('Bound', { a: 'pv' }), 'done'],
    ['bound to another', look('Bound', { a: 'other' }), 'failed'],
    ['pending', look('Pending', { a: '' }), 'waiting'],
    ['pending until a pod comes', look('Pending', { a: '' }, ['a']), 'done'],
    ['lost', look('Lost', { a: '' }), 'failed'],
    ['a word that is not known', look('Frozen', { a: '' }), 'unknown'],
  ])('%s', (_, found, state) => {
    expect(found.state).toBe(state);
  });
});

describe('csi.gone, csi.imported, csi.restored', () => {
  it('another object of the name is another one', () => {
    expect(gone(observeInput({ uids: { a: 'uid-a' } }, [claimOf('a', 'Bound')])).state).toBe('waiting');
    expect(gone(observeInput({ uids: { a: 'old' } }, [claimOf('a', 'Bound')])).state).toBe('done');
    expect(gone(observeInput({}, [], { absent: [{ kind: 'PersistentVolumeClaim', name: 'a' }] })).state).toBe('done');
  });

  it('an imported snapshot is bound and ready', () => {
    expect(imported(observeInput({}, [snapshot('a', done)])).state).toBe('done');
    expect(imported(observeInput({}, [snapshot('a', { ...done, readyToUse: false })])).state).toBe('waiting');
  });

  it('a restored claim has another volume than before', () => {
    expect(restored(observeInput({ volumes: { a: 'old' }, sentence: 'It runs', lost: { records: 0, sentence: 'none' } }, [claimOf('a', 'Bound')]))).toMatchObject({ state: 'done', facts: { sentences: ['It runs'], lost: { records: 0 } } });
    expect(restored(observeInput({ volumes: { a: 'pv' } }, [claimOf('a', 'Bound')]))).toMatchObject({ state: 'failed', code: 'VOLUME_NOT_REPLACED' });
    expect(restored(observeInput({ volumes: { a: 'old' } }, [claimOf('a', 'Pending')])).state).toBe('waiting');
  });
});
