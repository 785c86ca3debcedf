import type { Element } from '@penstock/backstage-plugin-data-pipelines-common';
import type { FoundPoint } from '@penstock/backstage-plugin-data-pipelines-node';
import { DefaultRecoveryPointsService } from './DefaultRecoveryPointsService';
import { protectionSummary } from './protectionSummary';
import { placePoints } from './placePoints';

const NOW = new Date('2026-11-20T12:00:00Z');
const HOUR = 3600_000;

const volume = (name: string, element: string): Element['volumes'][number] => {
  const nothing = { state: 'not-measured', reason: 'none' } as const;
  return {
    ...{ name, element, namespace: 'orders', cluster: 'north', word: 'Healthy', phase: 'Bound', role: 'data', expandable: 'yes' },
    ...{ used: nothing, usedRatio: nothing, fullIn: nothing, protectedBy: nothing, replication: '', conditions: [] },
    encrypted: { answer: 'not-stated', source: '' },
    sizeOwner: { object: { cluster: 'north', apiVersion: 'v1', kind: 'PersistentVolumeClaim', name }, field: '', sentence: '' },
  };
};
const element = (id: string, owner?: string): Element => ({
  ...{ id, title: id, engine: 'kafka', entityRef: '', pipeline: 'orders', readsFrom: [], writesTo: [], measures: [], members: [], simulated: false },
  ...(owner && { owner }),
  object: { cluster: 'north', apiVersion: 'v1', kind: 'Kafka', namespace: 'orders', name: id },
  health: { word: 'Healthy', cause: '', findings: [] },
  volumes: [volume(`data-${id}`, id)],
  freshness: { state: 'fresh', observedAt: NOW.toISOString() },
});
const point = (id: string, hoursAgo: number, over: Partial<FoundPoint> = {}): FoundPoint => ({
  ...{ id, pipeline: 'orders', state: 'Ready', madeBy: 'user:default/owner', foreign: false, deletionPolicy: 'Delete', cluster: 'north', namespace: 'orders' },
  cutTime: new Date(NOW.getTime() - hoursAgo * HOUR).toISOString(),
  members: [{ element: 'queue', volume: 'data-queue', ready: true, object: { cluster: 'north', apiVersion: 'v1', kind: 'VolumeSnapshot', name: id } }],
  ...over,
});

function serviceOf(points: readonly FoundPoint[], elements: readonly Element[] = [element('queue'), element('index')]) {
  const byId = new Map(elements.map(each => [each.id, each]));
  return new DefaultRecoveryPointsService({
    index: { all: () => points },
    elements: () => byId,
    objectiveOf: () => 6 * 3600,
    offsetsOf: async () => undefined,
    now: () => NOW,
  });
}

describe('recovery points', () => {
  it('are paged newest first, each once, whatever their number', async () => {
    const points = Array.from({ length: 10_000 }, (_, index) => point(`p${index}`, Math.floor(index / 3)));
    const service = serviceOf(points);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await service.list({ limit: 200, cursor });
      seen.push(...page.items.map(({ id }) => id));
      expect(page.total).toBe(10_000);
      cursor = page.nextCursor;
    } while (cursor);
    expect(new Set(seen).size).toBe(10_000);
    expect(seen[0]).toBe('p0');
  });

  it('of a day, a state and an element are found without the others', async () => {
    const service = serviceOf([
      point('today', 1),
      point('yesterday', 20),
      point('broken', 2, { state: 'Failed' }),
      point('other', 1, { members: [{ ...point('x', 1).members[0], element: 'index', volume: 'data-index' }] }),
    ]);
    const ids = async (query: object) => (await service.list(query)).items.map(({ id }) => id);
    expect(await ids({ day: '2026-11-19' })).toEqual(['yesterday']);
    expect((await service.list({ day: '2020-01-01' })).summary).toEqual((await service.list({})).summary);
    expect(await ids({ state: 'Failed' })).toEqual(['broken']);
    expect(await ids({ element: 'index' })).toEqual(['other']);
  });

  it('of somebody else belong to the element whose claim was cut, and of nobody are left out', () => {
    const foreign = (id: string, claim: string) => point(id, 1, { pipeline: undefined, foreign: true, members: [{ ...point('x', 1).members[0], element: '', volume: claim }] });
    const placed = placePoints([foreign('ours', 'data-index'), foreign('strange', 'data-else')], new Map([['index', element('index')]]));
    expect(placed.map(each => [each.point.id, each.pipeline, each.elements])).toEqual([['ours', 'orders', ['index']]]);
  });

  it('say which is the last good one of an element', async () => {
    const service = serviceOf([point('new', 1, { state: 'Partial' }), point('old', 50)]);
    expect((await service.get('old')).point.lastGood).toBe(true);
    expect((await service.get('new')).point.lastGood).toBe(false);
    expect(service.isLastGood('old')).toBe(true);
    expect(serviceOf([point('new', 1), point('old', 50)]).isLastGood('old')).toBe(false);
  });

  describe('of an element with several volumes', () => {
    const kafka = { ...element('queue'), volumes: [volume('data-0', 'queue'), volume('data-1', 'queue')] };
    const holding = (id: string, hoursAgo: number, claims: readonly string[], over: Partial<FoundPoint> = {}) =>
      point(id, hoursAgo, { members: claims.map(claim => ({ ...point(id, 1).members[0], volume: claim })), ...over });
    const all = (id: string, hoursAgo: number, over: Partial<FoundPoint> = {}) => holding(id, hoursAgo, ['data-0', 'data-1'], over);
    const single = holding('single', 1, ['data-0']);
    const byHand = holding('by-hand', 2, ['data-1'], { foreign: true, pipeline: undefined });

    it('are good only with all of them', async () => {
      const service = serviceOf([single, byHand, all('whole', 50)], [kafka]);
      expect(service.isLastGood('whole')).toBe(true);
      expect((await service.list({ element: 'queue' })).summary.newestAge).toMatchObject({ value: 50 * 3600 });
      expect((await service.list({ pipeline: 'orders' })).summary.newestAge).toMatchObject({ value: 50 * 3600 });
    });

    it('are not good any more once it has more volumes than they hold', () => {
      const grown = { ...kafka, volumes: [...kafka.volumes, volume('data-2', 'queue')] };
      expect(placePoints([all('whole', 50)], new Map([['queue', grown]]))[0].goodFor).toEqual([]);
    });

    it('are good with all that were meant where it runs no more', () => {
      const planned = ['data-0', 'data-1'].map(claim => ({ element: 'queue', volume: claim }));
      const goodFor = (found: FoundPoint) => placePoints([found], new Map()).map(each => each.goodFor);
      expect(goodFor(all('whole', 50, { planned }))).toEqual([['queue']]);
      expect(goodFor(holding('part', 50, ['data-0'], { planned }))).toEqual([[]]);
      expect(goodFor(holding('strange', 50, ['data-0'], { foreign: true }))).toEqual([[]]);
    });
  });

  it('of owners that the caller may not see do not exist', async () => {
    const service = serviceOf([point('a', 1)], [element('queue', 'group:default/them')]);
    expect((await service.list({ visible: scope => scope.elements.every(({ owner }) => owner === 'group:default/us') })).total).toBe(0);
  });

  it('refuse a cursor of another filter', async () => {
    const service = serviceOf(Array.from({ length: 5 }, (_, index) => point(`p${index}`, index)));
    const { nextCursor } = await service.list({ limit: 2 });
    await expect(service.list({ limit: 2, cursor: nextCursor, element: 'queue' })).rejects.toMatchObject({ advice: { code: 'CURSOR_INVALID' } });
    await expect(service.list({ cursor: 'nonsense' })).rejects.toMatchObject({ advice: { code: 'CURSOR_INVALID' } });
  });
});

describe('what points achieve', () => {
  const summaryOf = (hours: readonly number[], over: Partial<FoundPoint> = {}) =>
    protectionSummary(placePoints(hours.map(each => point(`p${each}`, each, over)), new Map([['queue', element('queue')]])), NOW, 6 * 3600);

  it('is the middle of the times between good cuts, and the longest of them', () => {
    const summary = summaryOf([1, 7, 13, 25, 31]);
    expect(summary.newestAge).toMatchObject({ state: 'measured', value: 3600, target: { verdict: 'met' } });
    expect(summary.achieved).toMatchObject({ state: 'measured', value: 6 * 3600 });
    expect(summary.worstGap).toMatchObject({ state: 'measured', value: 12 * 3600, target: { verdict: 'missed' } });
    expect(summary.worstGapFrom).toBe('2026-11-19T11:00:00.000Z');
  });

  it('counts the time that goes on', () => {
    expect(summaryOf([20, 26]).worstGap).toMatchObject({ value: 20 * 3600 });
  });

  it('is not measured, never zero, without good points', () => {
    for (const summary of [summaryOf([]), summaryOf([1, 2], { state: 'Failed' })]) {
      expect([summary.newestAge.state, summary.achieved?.state, summary.worstGap?.state]).toEqual(['not-measured', 'not-measured', 'not-measured']);
    }
  });
});
