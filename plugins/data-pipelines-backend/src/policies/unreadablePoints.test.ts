import type { KindState } from '@penstock/backstage-plugin-data-pipelines-node';
import { inventoryOf } from '@penstock/backstage-plugin-data-pipelines-node/testUtils';
import { drivers } from '../drivers';
import { unreadablePoints } from './unreadablePoints';

const of = (kind: string, state: KindState) => unreadablePoints(inventoryOf([], { cluster: 'north', kindStates: { [kind]: state } }), drivers);
const CONTENT = 'VolumeSnapshotContent.snapshot.storage.k8s.io';
const observedAt = '2026-11-20T12:00:00Z';

describe('the points of a cluster', () => {
  it('can be counted on where all kinds are watched, or not there', () => {
    expect(unreadablePoints(inventoryOf([]), drivers)).toBeUndefined();
    expect(of('VolumeGroupSnapshot.groupsnapshot.storage.k8s.io', { state: 'not-installed', reason: 'No such kind.' })).toBeUndefined();
  });

  it.each<[string, string, KindState]>([
    ['denied', CONTENT, { state: 'denied', reason: 'forbidden' }],
    ['pending', CONTENT, { state: 'pending', reason: 'not listed yet' }],
    ['stale', CONTENT, { state: 'watched', freshness: { state: 'stale', observedAt, reason: 'broken' } }],
    ['never seen', 'PersistentVolumeClaim', { state: 'watched', freshness: { state: 'unknown', reason: 'broken' } }],
  ])('cannot where one is %s', (_, kind, state) => {
    expect(of(kind, state)).toContain(`${kind.split('.')[0]} of north`);
  });
});
