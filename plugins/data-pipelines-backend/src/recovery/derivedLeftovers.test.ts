import type { KubernetesObject } from '@penstock/backstage-plugin-data-pipelines-node';
import { inventoryOf } from '@penstock/backstage-plugin-data-pipelines-node/testUtils';
import { derivedLeftovers, namedOperations } from './derivedLeftovers';

const KNOWN = 'op-knownknown00';
const UNKNOWN = 'op-unknown00000';
const labels = (operation: string) => ({ 'penstock.dev/operation': operation, 'penstock.dev/element': 'search' });

const volume = (name: string, until: string | undefined, over: { phase?: string; operation?: string } = {}): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'PersistentVolume',
  metadata: { name, uid: name, labels: labels(over.operation ?? KNOWN), annotations: until === undefined ? {} : { 'penstock.dev/kept-until': until }, creationTimestamp: '2026-11-01T00:00:00Z' },
  spec: { capacity: { storage: '1Gi' } },
  status: { phase: over.phase ?? 'Released' },
});
const content = (name: string, snapshot: string, own: Record<string, string> = labels(KNOWN)): KubernetesObject => ({
  apiVersion: 'snapshot.storage.k8s.io/v1',
  kind: 'VolumeSnapshotContent',
  metadata: { name, uid: name, labels: own },
  spec: { volumeSnapshotRef: { namespace: 'factory', name: snapshot } },
});
const snapshot = (name: string, more: Record<string, string> = {}): KubernetesObject => ({
  apiVersion: 'snapshot.storage.k8s.io/v1',
  kind: 'VolumeSnapshot',
  metadata: { name, namespace: 'factory', uid: name, labels: { ...labels(UNKNOWN), ...more } },
});
const claim = (name: string): KubernetesObject => ({ apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name, namespace: 'factory', uid: name, labels: labels(UNKNOWN) } });

function derive(objects: readonly KubernetesObject[], options: { busy?: string[]; kindStates?: NonNullable<Parameters<typeof inventoryOf>[1]>['kindStates'] } = {}) {
  const inventory = inventoryOf(objects, { cluster: 'c', ...(options.kindStates === undefined ? {} : { kindStates: options.kindStates }) });
  return derivedLeftovers({ inventory, now: new Date('2026-11-21T00:00:00Z'), known: new Set([KNOWN]), busy: new Set(options.busy ?? []), inUse: new Set(['factory/used']) });
}
const words = (found: ReturnType<typeof derive>) => found.map(({ object, removable }) => `${object.kind} ${object.name} ${removable ? 'removable' : 'stays'}`);

describe('leftovers that the objects themselves tell of', () => {
  it('are volumes that were kept as an undo; removable once their time is over and nothing is at work', () => {
    const objects = [volume('over', '2026-11-20T00:00:00Z'), volume('within', '2026-11-22T00:00:00Z'), volume('no time', 'soon'), volume('bound', '2026-11-20T00:00:00Z', { phase: 'Bound' }), volume('ordinary', undefined)];
    const found = derive(objects);
    expect(words(found)).toEqual(['PersistentVolume over removable', 'PersistentVolume within stays', 'PersistentVolume no time stays']);
    expect(found[0]).toMatchObject({ bytes: 2 ** 30, element: 'search', operation: KNOWN, since: '2026-11-01T00:00:00Z' });
    expect(found[1].sentence).toBe('Kept as the undo of a restore until 2026-11-22T00:00:00Z; until then it cannot be removed.');
    expect(words(derive(objects.slice(0, 1), { busy: ['search'] }))).toEqual(['PersistentVolume over stays']);
  });

  it('are contents whose snapshot is gone, unless snapshots cannot be seen', () => {
    const objects = [content('alone', 'gone'), content('bound', 'there'), content('of somebody else', 'gone', {}), snapshot('there', { 'penstock.dev/recovery-point': 'p' })];
    expect(words(derive(objects))).toEqual(['VolumeSnapshotContent alone removable']);
    expect(derive(objects, { kindStates: { 'VolumeSnapshot.snapshot.storage.k8s.io': { state: 'pending', reason: 'starting' } } })).toEqual([]);
  });

  it('are objects of operations that nobody knows; parts of points and what is in use are not', () => {
    const objects = [volume('lost', undefined, { operation: UNKNOWN }), claim('used'), claim('lost'), snapshot('imported'), snapshot('part', { 'penstock.dev/recovery-point': 'p' })];
    expect(words(derive(objects))).toEqual(['PersistentVolume lost stays', 'PersistentVolumeClaim lost stays', 'VolumeSnapshot imported stays']);
    expect([...namedOperations(inventoryOf(objects, { cluster: 'c' }))]).toEqual([UNKNOWN]);
  });
});
