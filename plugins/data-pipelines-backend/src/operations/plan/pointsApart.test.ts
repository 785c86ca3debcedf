import type { OperationRequest } from '@penstock/backstage-plugin-data-pipelines-common';
import type { KubernetesObject, PlanDraft } from '@penstock/backstage-plugin-data-pipelines-node';
import { csiDriver } from '../../drivers/csi';
import { materialiseVolumes } from '../../drivers/csi/materialise';
import { swapVolumes } from '../../drivers/csi/swap';
import { pointObjects, snapshotClass } from './__testUtils__/pointObjects';
import { KAFKA, SEARCH_ELEMENT } from './__testUtils__/storageCases';
import { testWorld } from './__testUtils__/testWorld';
import { drawPlan } from './planners';
import type { World } from './World';

const SEARCH = [{ element: 'search', claim: 'es-0' }, { element: 'search', claim: 'es-1' }];
const BROKERS = ['data-0-broker-0', 'data-0-broker-1'].map(claim => ({ element: 'kafka', claim }));

function worldOf(objects: readonly KubernetesObject[], options: Parameters<typeof testWorld>[1] = {}): World {
  const world = testWorld([KAFKA, SEARCH_ELEMENT], { drivers: [csiDriver], objects, ...options });
  return { ...world, points: csiDriver.points(world.reader('prod-north')) };
}
const held = ({ locks }: PlanDraft) => locks.map(lock => ({ ...lock, operation: 'op-otherother00' }));
const blocks = (request: OperationRequest, world: World) => drawPlan(request, world).preflight.filter(({ result }) => result === 'block').map(({ code }) => code);
const restoreOf = (recoveryPoint: string, element: string, where: 'in-place' | 'new-namespace' = 'new-namespace'): OperationRequest => ({ kind: 'restore', recoveryPoint, elements: [element], where, ...(where === 'in-place' ? {} : { namespace: `drill-${element}` }) });

describe('the locks of points', () => {
  const two = [...pointObjects(SEARCH, { id: 'op-one' }), ...pointObjects(SEARCH, { id: 'op-two' }), ...pointObjects([...SEARCH, ...BROKERS], { id: 'op-both' })];
  const deletion = (recoveryPoint: string): OperationRequest => ({ kind: 'delete', recoveryPoint });

  it('let no two deletions rely on the point of the other', () => {
    const first = drawPlan(deletion('op-one'), worldOf(two));
    expect(first.safety.level).toBe(2);
    expect(blocks(deletion('op-two'), worldOf(two, { locks: held(first) }))).toEqual(['NO_OTHER_OPERATION']);
  });

  it.each<[string, OperationRequest]>([
    ['a restore in place', restoreOf('op-both', 'search', 'in-place')],
    ['a restore into a namespace', restoreOf('op-both', 'search')],
    ['a clone', { kind: 'clone', element: 'search', name: 'trial', recoveryPoint: 'op-both' }],
  ])('keep the point while %s reads it', (_, reading) => {
    const locks = held(drawPlan(reading, worldOf(two)));
    expect(blocks(deletion('op-both'), worldOf(two, { locks }))).toContain('POINT_FREE');
    expect(blocks(reading, worldOf(two, { locks: held(drawPlan(deletion('op-both'), worldOf(two))) }))).toContain('NO_OTHER_OPERATION');
  });

  it('let two elements be restored from one point', () => {
    expect(blocks(restoreOf('op-both', 'kafka'), worldOf(two, { locks: held(drawPlan(restoreOf('op-both', 'search'), worldOf(two))) }))).toEqual([]);
  });
});

describe('claims of one name', () => {
  /** The copy in another namespace comes first, so that the claim's name alone would find its snapshot. */
  const copied = pointObjects([{ element: 'search-copy', claim: 'es-0' }]).map(object => {
    const text = JSON.stringify(object).replaceAll('es-0-op', 'copy-op').replaceAll('"namespace":"factory"', '"namespace":"a-copy"');
    const moved: KubernetesObject = JSON.parse(text);
    return moved;
  });
  const world = worldOf([...copied, ...pointObjects(SEARCH)]);
  const [point] = world.points;
  const [, search] = world.elements;
  const from = { element: 'search', cluster: 'prod-north', namespace: 'factory', claim: 'es-0', claimUid: 'uid-es-0' };
  const input = { inventory: search.inventory, names: world.names, live: world.live, startsPods: true };

  it('are restored from the snapshot of their own element', () => {
    expect(point.members).toHaveLength(3);
    const made = materialiseVolumes([{ from, namespace: 'drill', claim: 'es-0', labels: {} }], point, input);
    expect(JSON.stringify(made.steps[0].acts)).toContain('handle-es-0-op');
    const swapped = swapVolumes([from], point, { ...input, keepUntil: '2026-11-22T00:00:00Z' });
    expect(JSON.stringify(swapped.steps.at(-1)?.acts)).toContain('"name":"es-0-op');
  });

  it('are missing when only those of another element are there', () => {
    const only = { ...point, members: point.members.filter(({ element }) => element === 'search-copy') };
    expect(materialiseVolumes([{ from, namespace: 'drill', claim: 'es-0', labels: {} }], only, input).checks.map(({ result }) => result)).toEqual(['block']);
    expect(swapVolumes([from], only, { ...input, keepUntil: '2026-11-22T00:00:00Z' }).checks.some(({ result }) => result === 'block')).toBe(true);
  });
});

describe('a snapshot of the pipeline', () => {
  const world = (() => {
    const made = worldOf([snapshotClass('VolumeSnapshotClass', 'rbd-snap')]);
    const [kafka, search] = made.elements;
    return { ...made, elements: [kafka, { ...search, root: { ...search.root, metadata: { ...search.root.metadata, labels: { ...search.root.metadata.labels, 'penstock.dev/copy-of': 'other' } } } }] };
  })();

  it('leaves copies out and says so, unless they are named', () => {
    const plan = drawPlan({ kind: 'snapshot', pipeline: 'telemetry', consistency: 'crash' }, world);
    expect(plan.locks.map(({ key }) => key).filter(key => key.startsWith('element:'))).toEqual(['element:prod-north/factory/kafka']);
    expect(plan.effects.sentences).toContainEqual({ subject: 'search', sentence: 'Left out: it is a copy; name search itself to cut it' });
    expect(drawPlan({ kind: 'snapshot', elements: ['search'], consistency: 'crash' }, world).locks.map(({ key }) => key)).toContain('element:prod-north/factory/search');
  });
});
