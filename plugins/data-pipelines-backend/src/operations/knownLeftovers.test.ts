import type { Leftover, OperationRequest } from '@penstock/backstage-plugin-data-pipelines-common';
import type { KubernetesObject } from '@penstock/backstage-plugin-data-pipelines-node';
import { csiDriver } from '../drivers/csi';
import { knownLeftovers, removableLeftovers, type LeftoverRow } from './knownLeftovers';
import { KAFKA, restoredObjects, restoreRow, SEARCH_ELEMENT, SEARCH_POINT } from './plan/__testUtils__/storageCases';
import { testWorld } from './plan/__testUtils__/testWorld';
import { drawPlan } from './plan/planners';
import type { OperationRow } from './store/OperationStore';

const AFTER = new Date('2026-11-23T00:00:00Z');
const DEAD = 'op-deaddeaddead';
const mark = { 'penstock.dev/operation': DEAD };
const SNAPSHOT = 'snapshot.storage.k8s.io/v1';

const made = (kind: string, name: string, over: Partial<KubernetesObject['metadata']> = {}, apiVersion = 'v1'): KubernetesObject => ({
  apiVersion,
  kind,
  metadata: { name, uid: `uid-${name}`, labels: mark, ...(kind === 'Namespace' ? {} : { namespace: 'factory' }), ...over },
  spec: {},
});
const left = ({ apiVersion, kind, metadata: { name, namespace } }: KubernetesObject, over: Partial<Leftover> = {}): Leftover => ({
  ...{ object: { cluster: 'prod-north', apiVersion, kind, name, ...(namespace !== undefined && { namespace }) }, sentence: 'Made.', removable: true, operation: DEAD, element: 'search' },
  ...over,
});

/** What is listed, and can be removed, in the world of these rows and objects; the inventory is whole. */
function worldOf(rows: readonly OperationRow[], objects: readonly KubernetesObject[]) {
  const base = testWorld([KAFKA, SEARCH_ELEMENT], { drivers: [csiDriver], objects, now: AFTER });
  const world = { ...base, points: csiDriver.points(base.reader('prod-north')) };
  const sources = {
    store: { list: async () => rows, get: async () => undefined, locks: async () => [] },
    elements: () => new Map(world.elements.map(({ id, view }) => [id, view])),
    reader: world.reader,
    points: () => world.points,
    now: () => AFTER,
  };
  return {
    listed: () => knownLeftovers({ element: 'search' }, sources, rows),
    /** Draws the plan that removes it, as the desk does. @throws UnknownNameError for what may not be removed */
    removal: async ({ object }: Leftover) => drawPlan({ kind: 'remove-leftovers', element: 'search', objects: [object] }, { ...world, leftovers: await removableLeftovers('search', sources) }),
  };
}

const rowOf = (over: Partial<OperationRow>): OperationRow => ({ ...restoreRow(), id: DEAD, phase: 'Failed', ...over });
const names = (found: readonly Leftover[]) => found.map(({ object, removable }) => `${object.kind} ${object.name} ${removable ? 'removable' : 'stays'}`);

describe('what is listed as left over', () => {
  const [member] = SEARCH_POINT;
  const objects = [
    made('PersistentVolumeClaim', 'copy-0'),
    made('Tank', 'copy', { labels: { ...mark, 'penstock.dev/element': 'search-eaddea', 'penstock.dev/copy-of': 'search' } }, 'example.com/v1'),
    made('Namespace', 'drill'),
    made('PersistentVolumeClaim', 'taken', { labels: {} }),
    made('ConfigMap', 'nobodys'),
    made('VolumeSnapshot', member.metadata.name, { namespace: member.metadata.namespace }, SNAPSHOT),
    made('PersistentVolumeClaim', 'gone'),
  ];
  const row = rowOf({ leftovers: objects.map(object => left(object, object.metadata.name === 'nobodys' ? { element: undefined } : { operation: object.kind === 'VolumeSnapshot' ? member.metadata.labels?.['penstock.dev/operation'] : DEAD })) });
  const present = [...restoredObjects(), ...objects.filter(({ kind, metadata }) => kind !== 'VolumeSnapshot' && metadata.name !== 'gone')];

  it('is what is still there, removable or not', async () => {
    expect(names(await worldOf([row], present).listed())).toEqual([
      `VolumeSnapshot ${member.metadata.name} stays`,
      'ConfigMap nobodys stays',
      'PersistentVolumeClaim taken stays',
      'Namespace drill stays',
      'Tank copy removable',
      'PersistentVolumeClaim copy-0 removable',
      'PersistentVolume pv-es-0 removable',
      'PersistentVolume pv-es-1 removable',
    ]);
  });

  it('can be removed exactly where it says so', async () => {
    const world = worldOf([row], present);
    const outcomes = await Promise.all((await world.listed()).map(async each => [each.object.name, await world.removal(each).then(() => true, () => false)]));
    expect(outcomes).toEqual((await world.listed()).map(({ object, removable }) => [object.name, removable]));
  });

  it('is told once, by the newest row', async () => {
    const older = rowOf({ leftovers: [left(objects[0], { sentence: 'Older.' })], createdAt: 1, finishedAt: 2 });
    const newer = rowOf({ leftovers: [left(objects[0], { sentence: 'Newer.' })], createdAt: 3, finishedAt: 4 });
    const found = await worldOf([newer, older], [objects[0]]).listed();
    expect(found.filter(({ object }) => object.name === 'copy-0').map(({ sentence }) => sentence)).toEqual(['Newer.']);
  });
});

describe('what was removed, of a kind that is not watched', () => {
  const map = made('ConfigMap', 'offsets');
  const request: OperationRequest = { kind: 'remove-leftovers', element: 'search', objects: [left(map).object] };
  const failed: LeftoverRow = rowOf({ leftovers: [left(map)], createdAt: 1, finishedAt: 2 });
  const listedWith = async (...rows: LeftoverRow[]) => {
    const inventory = testWorld([KAFKA, SEARCH_ELEMENT], { kindStates: { ConfigMap: { state: 'pending', reason: 'Nothing asked for it.' } } });
    const store = { list: async () => [], get: async () => undefined, locks: async () => [] };
    return names(await knownLeftovers({}, { store, elements: () => new Map(), reader: inventory.reader, points: () => [], now: () => AFTER }, rows));
  };

  it('is listed no more once an operation removed it', async () => {
    const removal = rowOf({ kind: 'remove-leftovers', request, phase: 'Succeeded', createdAt: 3, finishedAt: 4 });
    expect(await listedWith(removal, failed)).toEqual([]);
  });

  it.each<[string, Partial<OperationRow>]>([
    ['the removal failed', { phase: 'Failed', createdAt: 3, finishedAt: 4 }],
    ['it was left over anew since', { phase: 'Succeeded', createdAt: 0, finishedAt: 1 }],
  ])('is listed still where %s', async (_, over) => {
    expect(await listedWith(failed, rowOf({ kind: 'remove-leftovers', request, ...over }))).toEqual(['ConfigMap offsets removable']);
  });
});
