import { mockServices } from '@backstage/backend-test-utils';
import type { Engine, MetricSample, NamedQuery } from '@penstock/backstage-plugin-data-pipelines-node';
import type { MetricTarget } from './Metrics';
import type { MetricSource, QueryOutcome } from './MetricSource';
import { MetricsCollector } from './MetricsCollector';

const query: NamedQuery = {
  key: 'rate',
  title: 'Rate',
  unit: 'messagesPerSecond',
  requires: 'some_total',
  reduce: 'sum',
  required: true,
  promql: range => `rate ${range.scopes.map(scope => scope.name).join(',')} ${JSON.stringify(range.matchers)}`,
  belongs: (scope, labels) => labels.namespace === scope.namespace && labels.name === scope.name,
};

const engine: Engine = {
  id: 'toy',
  title: 'Toy',
  roots: [],
  reads: [],
  queries: [query, { ...query, key: 'other', appliesTo: scope => scope.name === 'b' }],
  describe: () => ({ title: '', members: [], volumes: [], parts: [], queryScope: { namespace: '', name: '' }, streaming: false }),
  assess: () => [],
};

function targets(...names: string[]): MetricTarget[] {
  return names.map(name => ({ cluster: 'north', elementId: name, engine, scope: { namespace: 'ns', name } }));
}

class FakePrometheus implements MetricSource {
  readonly name = 'Prometheus (north)';
  readonly matchers = { cluster: 'north' };
  readonly refreshMs = 1000;
  readonly asked: string[] = [];
  underWay = 0;
  most = 0;
  answer: (promql: string) => QueryOutcome = () => ({ state: 'answered', samples: [] });

  async query(promql: string): Promise<QueryOutcome> {
    this.asked.push(promql);
    this.underWay += 1;
    this.most = Math.max(this.most, this.underWay);
    await Promise.resolve();
    this.underWay -= 1;
    return this.answer(promql);
  }
}

function sample(name: string, value: number): MetricSample {
  return { labels: { namespace: 'ns', name }, value };
}

function setUp(withSource = true) {
  const source = new FakePrometheus();
  const clock = { ms: Date.parse('2026-11-20T12:00:00Z') };
  const collector = new MetricsCollector({
    sources: new Map(withSource ? [['north', source]] : []),
    logger: mockServices.logger.mock(),
    now: () => new Date(clock.ms),
  });
  return { source, clock, collector };
}

describe('MetricsCollector', () => {
  it('asks each query once for all elements, and gives each its own samples', async () => {
    const { source, collector } = setUp();
    source.answer = promql => ({ state: 'answered', samples: promql.startsWith('rate') ? [sample('a', 1), sample('b', 2), sample('c', 3)] : [] });
    collector.setTargets(targets('a', 'b'));
    await collector.collect('north');
    expect(source.asked.filter(text => text.startsWith('rate'))).toEqual(['rate a,b {"cluster":"north"}', 'rate b {"cluster":"north"}']);
    expect(source.asked).toHaveLength(6);
    expect(collector.element('north', 'a').answer('rate')).toEqual({
      state: 'measured',
      unit: 'messagesPerSecond',
      samples: [sample('a', 1)],
      observedAt: '2026-11-20T12:00:00.000Z',
      source: 'Prometheus (north)',
    });
    expect(collector.element('north', 'a').answer('other')).toMatchObject({ state: 'not-measured', reason: expect.stringContaining('does not apply') });
  });

  it('costs the same for one reader and for a thousand, and for one element and for many', async () => {
    const { source, collector } = setUp();
    collector.setTargets(targets(...Array.from({ length: 45 }, (_, index) => `e${index}`)));
    await collector.collect('north');
    const asked = source.asked.length;
    for (let reader = 0; reader < 1000; reader += 1) collector.element('north', `e${reader % 45}`).answer('rate');
    expect(source.asked).toHaveLength(asked);
    expect(asked).toBeLessThanOrEqual(6);
    expect(source.most).toBeLessThanOrEqual(4);
  });

  it('tells a missing series by its name, and never as zero', async () => {
    const { collector } = setUp();
    collector.setTargets(targets('a'));
    await collector.collect('north');
    expect(collector.element('north', 'a').answer('rate')).toEqual({ state: 'not-measured', reason: 'Prometheus (north) has no series some_total for ns/a' });
    expect(collector.volume('north', 'ns', 'data-0').used).toEqual({
      state: 'not-measured',
      reason: 'Prometheus (north) has no series kubelet_volume_stats_used_bytes for ns/data-0',
    });
  });

  it('tells a cluster without a source, and one that was not asked yet', async () => {
    const without = setUp(false).collector;
    without.setTargets(targets('a'));
    expect(without.element('north', 'a').answer('rate')).toMatchObject({ state: 'not-measured', reason: expect.stringContaining('No metrics source is configured') });
    const { collector } = setUp();
    collector.setTargets(targets('a'));
    expect(collector.element('north', 'a').answer('rate')).toMatchObject({ state: 'unknown', reason: expect.stringContaining('not asked yet') });
    expect(collector.element('north', 'nobody').answer('rate')).toMatchObject({ state: 'unknown' });
  });

  it('keeps the last answer for three intervals, then says unknown with the last value', async () => {
    const { source, clock, collector } = setUp();
    source.answer = () => ({ state: 'answered', samples: [sample('a', 7)] });
    collector.setTargets(targets('a'));
    await collector.collect('north');
    source.answer = () => ({ state: 'failed', reason: 'it is down' });
    clock.ms += 2500;
    await collector.collect('north');
    expect(collector.element('north', 'a').answer('rate')).toMatchObject({ state: 'measured', observedAt: '2026-11-20T12:00:00.000Z' });
    clock.ms += 1000;
    await collector.collect('north');
    expect(collector.element('north', 'a').answer('rate')).toEqual({
      state: 'unknown',
      reason: 'it is down',
      last: { samples: [sample('a', 7)], observedAt: '2026-11-20T12:00:00.000Z' },
    });
    source.answer = () => ({ state: 'answered', samples: [sample('a', 8)] });
    await collector.collect('north');
    expect(collector.element('north', 'a').answer('rate')).toMatchObject({ state: 'measured', samples: [sample('a', 8)] });
  });

  describe('asked anew', () => {
    const off = new AbortController().signal;
    const watched = { cluster: 'north', element: 'a', keys: ['rate', 'other'] };

    it('asks the source each time, for the one element, in the order of the keys', async () => {
      const { source, collector } = setUp();
      collector.setTargets(targets('a', 'b'));
      source.answer = () => ({ state: 'answered', samples: [sample('b', source.asked.length), sample('a', source.asked.length)] });
      await collector.askNow({ ...watched, element: 'b' }, off);
      const metrics = await collector.askNow({ ...watched, element: 'b' }, off);
      expect(source.asked).toEqual(Array.from({ length: 4 }, () => 'rate b {"cluster":"north"}'));
      expect(metrics.answer('rate')).toMatchObject({ state: 'measured', samples: [sample('b', 3)], source: 'Prometheus (north)' });
      expect(metrics.answer('other')).toMatchObject({ state: 'measured', samples: [sample('b', 4)] });
    });

    it('says why there is no number, and never zero', async () => {
      const { source, collector } = setUp();
      expect((await collector.askNow(watched, off)).answer('rate')).toMatchObject({ state: 'unknown', pending: true });
      collector.setTargets(targets('a'));
      expect((await collector.askNow(watched, off)).answer('rate')).toEqual({ state: 'not-measured', reason: 'Prometheus (north) has no series some_total for ns/a' });
      expect((await collector.askNow(watched, off)).answer('other')).toEqual({ state: 'not-measured', reason: 'other is no measure of a' });
      source.answer = () => ({ state: 'failed', reason: 'it is down' });
      expect((await collector.askNow(watched, off)).answer('rate')).toEqual({ state: 'unknown', reason: 'it is down' });
      expect((await setUp(false).collector.askNow(watched, off)).answer('rate')).toMatchObject({ state: 'not-measured', reason: expect.stringContaining('No metrics source is configured') });
    });
  });

  describe('a series that was there before', () => {
    const seen: QueryOutcome = { state: 'answered', samples: [sample('a', 7)] };
    const nothing: QueryOutcome = { state: 'answered', samples: [] };
    const gone = 'The series some_total of ns/a was there until 12:00 UTC and is gone';

    async function seenOnce(own: Engine = { ...engine, queries: [query] }) {
      const world = setUp();
      const wanted = targets('a').map(target => ({ ...target, engine: own }));
      world.collector.setTargets(wanted);
      world.source.answer = () => seen;
      await world.collector.collect('north');
      world.source.answer = () => nothing;
      const later = async (minutes: number) => {
        world.clock.ms += minutes * 60_000;
        await world.collector.collect('north');
        return world.collector.element('north', 'a').answer('rate');
      };
      return { ...world, targets: wanted, later };
    }

    it('is unknown for an hour, with its last value, and then not measured', async () => {
      const { later, source } = await seenOnce();
      expect(await later(1)).toEqual({
        state: 'unknown',
        reason: gone,
        last: { samples: [sample('a', 7)], observedAt: '2026-11-20T12:00:00.000Z' },
      });
      expect(await later(59)).toMatchObject({ state: 'unknown', reason: gone });
      expect(await later(1)).toEqual({ state: 'not-measured', reason: 'The series some_total of ns/a is gone since 2026-11-20 12:00 UTC' });
      source.answer = () => seen;
      expect(await later(1)).toMatchObject({ state: 'measured' });
      source.answer = () => nothing;
      expect(await later(1)).toMatchObject({ state: 'unknown', reason: expect.stringContaining('until 13:02 UTC') });
    });

    it('is not missed by an element that went away, nor by a new one of its name', async () => {
      const { later, collector, targets: own } = await seenOnce();
      collector.setTargets([]);
      collector.setTargets(own);
      expect(await later(1)).toMatchObject({ state: 'not-measured', reason: expect.stringContaining('has no series some_total') });
    });

    it('is not missed where zero is measured', async () => {
      const { later, source } = await seenOnce();
      source.answer = () => ({ state: 'answered', samples: [sample('a', 0)] });
      expect(await later(1)).toMatchObject({ state: 'measured', samples: [sample('a', 0)] });
    });

    it('is not missed while another query finds it', async () => {
      const count: NamedQuery = { ...query, key: 'count', required: false, promql: () => 'count' };
      const { later, source } = await seenOnce({ ...engine, queries: [query, count] });
      source.answer = promql => (promql === 'count' ? seen : nothing);
      expect(await later(1)).toMatchObject({ state: 'not-measured' });
      source.answer = () => nothing;
      expect(await later(1)).toMatchObject({ state: 'unknown', reason: expect.stringContaining('until 12:01 UTC') });
    });

    it.each([
      ['nobody requires', { required: false }],
      ['ends with its element', { endsWithElement: true }],
    ])('is not missed where %s', async (_, extra) => {
      const { later } = await seenOnce({ ...engine, queries: [{ ...query, ...extra }] });
      expect(await later(1)).toMatchObject({ state: 'not-measured' });
    });
  });

  it('splits a long list, and one failed part fails the whole', async () => {
    const { source, collector } = setUp();
    collector.setTargets(targets(...Array.from({ length: 120 }, (_, index) => `e${index}`)));
    source.answer = promql => (promql.includes('e119') ? { state: 'failed', reason: 'too much' } : { state: 'answered', samples: [sample('e0', 1)] });
    await collector.collect('north');
    expect(source.asked.filter(text => text.startsWith('rate'))).toHaveLength(3);
    expect(collector.element('north', 'e0').answer('rate')).toMatchObject({ state: 'unknown', reason: 'too much' });
  });

  it('starts, tells listeners, asks at once for a new element, and stops', async () => {
    const { source, collector } = setUp();
    const collected = () => new Promise<string>(resolve => {
      const off = collector.onCollected(cluster => {
        off();
        resolve(cluster);
      });
    });
    collector.setTargets(targets('a'));
    const first = collected();
    collector.start();
    expect(await first).toBe('north');
    const second = collected();
    collector.setTargets(targets('a', 'b'));
    await second;
    expect(source.asked.some(text => text.startsWith('rate a,b'))).toBe(true);
    await collector.stop();
    const asked = source.asked.length;
    collector.setTargets(targets('a', 'b', 'c'));
    expect(source.asked).toHaveLength(asked);
  });
});
