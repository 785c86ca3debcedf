import type { KindState } from '@penstock/backstage-plugin-data-pipelines-node';
import { inventoryOf } from '@penstock/backstage-plugin-data-pipelines-node/testUtils';
import type { ClusterState } from '../clusters/ClusterConnection';
import { drivers } from '../drivers';
import { fakeEngine, widget } from '../testing/fakeEngine';
import { readModelOf } from '../testing/readModelOf';
import { ClusterViews } from './ClusterViews';

const SEEN = '2026-01-01T00:00:00Z';
const reachable: ClusterState = { reachable: { state: 'reachable' }, version: 'v1.34.1', lastSeenAt: SEEN, simulated: false };

interface World {
  state?: ClusterState;
  widgets?: KindState;
  snapshotClasses?: KindState;
  metrics?: boolean;
  namespaces?: string[];
}

/** The view of one cluster with two widgets of two pipelines. */
function viewOf({ state = reachable, widgets, snapshotClasses, metrics = false, namespaces }: World = {}) {
  const reader = inventoryOf(
    [
      widget('a', { pipeline: 'p' }),
      widget('b', { pipeline: 'p' }),
      widget('c', { pipeline: 'q' }),
      {
        apiVersion: 'storage.k8s.io/v1',
        kind: 'StorageClass',
        metadata: { name: 'fast', uid: 'uid-fast', annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
        provisioner: 'ebs.csi.aws.com',
        allowVolumeExpansion: true,
      },
    ],
    { kindStates: { ...(snapshotClasses && { 'VolumeSnapshotClass.snapshot.storage.k8s.io': snapshotClasses }), ...(widgets && { 'Widget.example.com': widgets }) } },
  );
  const views = new ClusterViews({
    clusters: { names: () => ['prod-north'], state: () => state, title: () => 'Production north', allowedNamespaces: () => namespaces },
    inventory: { reader: () => reader },
    engines: [fakeEngine],
    drivers,
    hasMetrics: () => metrics,
  });
  return views.list(readModelOf([reader]).views.current())[0];
}

const capability = (world: World, id: string) => viewOf(world).capabilities.find(candidate => candidate.id === id);

describe('the view of a cluster', () => {
  it('tells name, version, counts and storage classes', () => {
    expect(viewOf({ namespaces: ['orders'] })).toMatchObject({
      name: 'prod-north',
      title: 'Production north',
      version: 'v1.34.1',
      reachable: { state: 'reachable' },
      freshness: { state: 'fresh', observedAt: SEEN },
      pipelineCount: 2,
      elementCount: 3,
      namespaces: ['orders'],
      storageClasses: [{ name: 'fast', isDefault: true, expandable: true }],
      simulated: false,
    });
    expect(viewOf()).not.toHaveProperty('namespaces');
  });

  it('knows of a cluster that does not answer only why, and when it last did', () => {
    const gone: ClusterState = {
      ...{ ...reachable, version: undefined },
      reachable: { state: 'unreachable', class: 'refused', reason: 'Connection refused.', since: SEEN },
    };
    expect(viewOf({ state: gone })).toMatchObject({
      reachable: { state: 'unreachable', reason: 'Connection refused.' },
      freshness: { state: 'unknown', reason: 'Connection refused.', lastObservedAt: SEEN },
    });
    expect(viewOf({ state: { ...gone, lastSeenAt: undefined } }).freshness).toEqual({ state: 'unknown', reason: 'Connection refused.' });
  });

  it('is as fresh as the stalest of what is watched there', () => {
    const freshness = { state: 'stale', observedAt: SEEN, reason: 'The watch is broken.' } as const;
    expect(viewOf({ widgets: { state: 'watched', freshness } }).freshness).toEqual(freshness);
    expect(viewOf({ widgets: { state: 'pending', reason: 'Not read yet.' } }).freshness).toEqual({ state: 'unknown', reason: 'Not read yet.' });
  });

  it('is fresh as of its last answer where no operator is installed, and unknown before it has answered', () => {
    const widgets: KindState = { state: 'not-installed', reason: 'No such kind.' };
    expect(viewOf({ widgets }).freshness).toEqual({ state: 'fresh', observedAt: SEEN });
    expect(viewOf({ widgets, state: { ...reachable, lastSeenAt: undefined } }).freshness).toMatchObject({ state: 'unknown' });
  });

  it.each<[string, KindState | undefined, object]>([
    ['watched', undefined, { answer: 'yes' }],
    ['not installed', { state: 'not-installed', reason: 'No such kind.' }, { answer: 'no', reason: 'No such kind.', remedy: expect.stringContaining('Widget') }],
    ['denied', { state: 'denied', reason: 'Forbidden.' }, { answer: 'no-permission', reason: 'Forbidden.', remedy: expect.stringContaining('list and watch') }],
    ['not read yet', { state: 'pending', reason: 'Not read yet.' }, { answer: 'unknown', reason: 'Not read yet.' }],
  ])('says whether an engine can be used: %s', (_, widgets, expected) => {
    expect(capability({ widgets }, 'engine:widget')).toMatchObject({ title: 'Widget', ...expected });
  });

  it('says what can be done with data there, and what to do where it cannot', () => {
    expect(capability({}, 'snapshots')).toMatchObject({ title: 'Snapshots', answer: 'no', reason: 'There is no VolumeSnapshotClass', remedy: expect.stringContaining('VolumeSnapshotClass') });
    const denied: KindState = { state: 'denied', reason: 'Forbidden.' };
    expect(capability({ snapshotClasses: denied }, 'snapshots')).toMatchObject({ answer: 'no-permission', reason: 'Forbidden.', remedy: expect.stringContaining('kubernetes-rbac') });
    expect(capability({}, 'group-snapshots')).toBeDefined();
    expect(capability({}, 'volume-attributes')).toBeDefined();
  });

  it('says whether there are metrics, and what to do where there are none', () => {
    expect(capability({ metrics: true }, 'metrics')).toEqual({ id: 'metrics', title: 'Metrics', answer: 'yes' });
    expect(capability({}, 'metrics')).toMatchObject({ answer: 'no', remedy: expect.stringContaining('dataPipelines.metrics.prometheus') });
  });
});
