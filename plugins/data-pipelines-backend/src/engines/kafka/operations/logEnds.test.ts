import type { KubernetesObject, MetricAnswer, MetricSample, Observation, PlannedStep, RecordedOffsets } from '@penstock/backstage-plugin-data-pipelines-node';
import { fixture, objectOf, plannedElementOf } from '../../../__testUtils__/engineOperations/plannedElementOf';
import { readableObservation } from '../../../__testUtils__/engineOperations/readableSteps';
import { setField } from '../../../__testUtils__/engineOperations/setField';
import { kafkaEngine } from '../engine';
import { kafkaOperations } from './kafkaOperations';
import { recordLogEnds, verifyLog } from './logEnds';

const SOURCE = 'Prometheus (prod-north)';
const OBSERVED = '2026-11-20T12:00:00.000Z';
/** The brokers of the fixture are ready since 11:30. */
const SERVER = new Date('2026-11-20T11:31:00Z');
const ENDS: RecordedOffsets[] = [
  { group: 'sink', topic: 'raw', partitions: [{ partition: 0, offset: 1 }] },
  { group: '', topic: 'raw', element: 'orders-kafka', partitions: [{ partition: 0, offset: 100 }, { partition: 1, offset: 50 }] },
  { group: '', topic: 'raw', element: 'another-kafka', partitions: [{ partition: 0, offset: 9_000 }] },
];

function end(partition: number, value: number, topic = 'raw'): MetricSample {
  return { labels: { topic, partition: String(partition) }, value };
}

function measured(samples: readonly MetricSample[]): MetricAnswer {
  return { state: 'measured', unit: 'messages', samples, observedAt: OBSERVED, source: SOURCE };
}

const aged = (seconds: number) => measured([{ labels: {}, value: seconds }]);
const element = () => plannedElementOf(kafkaEngine, fixture('kafka/testdata/healthy.yaml'), { root: 'Kafka orders' });

interface Seen {
  age?: MetricAnswer;
  ends?: MetricAnswer;
  objects?: readonly KubernetesObject[];
  serverTime?: Date;
}

function look(step: PlannedStep, { age = aged(4), ends = measured([end(0, 100), end(1, 50)]), objects = fixture('kafka/testdata/healthy.yaml'), serverTime = SERVER }: Seen): Observation {
  const { wait } = step;
  if (wait?.metrics === undefined) throw new Error('the step measures nothing');
  const observer = kafkaOperations.observers?.[wait.observer];
  if (observer === undefined) throw new Error(`no observer ${wait.observer}`);
  const [watched] = wait.metrics;
  expect(watched.keys).toEqual(['logEndAge', 'logEndOffset']);
  return observer({
    seen: wait.objects.map(each => ({ watched: each, objects: objects.filter(({ kind, metadata }) => kind === each.kind && metadata.labels?.['strimzi.io/cluster'] === 'orders' && metadata.labels?.['strimzi.io/component-type'] === 'kafka') })),
    measured: [{ watched, metrics: { answer: key => (key === 'logEndAge' ? age : ends) } }],
    params: wait.params,
    facts: {},
    operation: 'op-abcdefghijkl',
    now: new Date(0),
    serverTimes: { 'prod-north': serverTime },
  });
}

describe('the ends of a log at a cut', () => {
  const record = (seen: Seen) => look(recordLogEnds(element()), seen);

  it('are recorded by topic and partition, with the time of the oldest sample and the source', () => {
    const age = measured([{ labels: {}, value: 4.5 }, { labels: {}, value: 12 }]);
    expect(record({ age, ends: measured([end(1, 50), end(0, 100), end(0, 3, 'alarms')]) })).toEqual({
      state: 'done',
      found: `3 partitions of 2 topics, measured at 2026-11-20T11:59:48.000Z by ${SOURCE}`,
      facts: {
        offsets: [
          { group: '', topic: 'alarms', partitions: [{ partition: 0, offset: 3 }], element: 'orders-kafka', sampledAt: '2026-11-20T11:59:48.000Z', source: SOURCE },
          { group: '', topic: 'raw', partitions: [{ partition: 0, offset: 100 }, { partition: 1, offset: 50 }], element: 'orders-kafka', sampledAt: '2026-11-20T11:59:48.000Z', source: SOURCE },
        ],
      },
    });
  });

  it.each<[string, MetricAnswer, string]>([
    ['has no such series', { state: 'not-measured', reason: 'no series' }, 'no series'],
    ['fails', { state: 'unknown', reason: 'it is down' }, 'it is down'],
    ['has more partitions than a point can hold', measured(Array.from({ length: 10_001 }, (_, index) => end(index, 1))), 'it has 10001 partitions, and a point holds the ends of 10000 at most'],
  ])('are said not to be measured where the source %s', (_, ends, reason) => {
    expect(record({ ends })).toEqual({ state: 'done', found: `Not measured: ${reason}`, facts: { offsets: [{ element: 'orders-kafka', notMeasured: reason }] } });
  });

  it('are waited for while it is not known yet what is to be measured', () => {
    expect(record({ ends: { state: 'unknown', reason: 'early', pending: true } })).toMatchObject({ state: 'waiting' });
  });

  it('are recorded right before either cut', () => {
    const options = kafkaOperations.consistencies(element(), { longestPauseSeconds: 20, names: { operation: '', marks: () => ({ labels: {}, annotations: {} }), name: what => what } });
    expect(options.map(({ consistency, atCut }) => [consistency, atCut?.map(({ id }) => id)])).toEqual([
      ['application', ['offsets/orders-kafka/log']],
      ['crash', ['offsets/orders-kafka/log']],
    ]);
  });
});

describe('the log after a restore', () => {
  const verify = (seen: Seen) => readableObservation(look(verifyLog(element(), ENDS)[0], seen));
  const late = new Date('2026-11-20T11:36:00Z');

  it('is compared only with what the point holds of this Kafka', () => {
    expect(verifyLog(element(), ENDS)).toHaveLength(1);
    expect(verifyLog(element(), ENDS.slice(0, 1))).toEqual([]);
  });

  it('is fine where it reaches as far as at the cut, or further', () => {
    expect(look(verifyLog(element(), ENDS)[0], {})).toEqual({
      state: 'done',
      found: `orders-kafka: the log reaches at least as far as at the cut in all 2 partitions (${SOURCE})`,
      facts: { sentences: [`orders-kafka: the log reaches at least as far as at the cut in all 2 partitions (${SOURCE})`] },
    });
    expect(verify({ ends: measured([end(0, 170), end(1, 50), end(0, 1, 'new')]) })).toMatch(/^done/);
  });

  it('makes the restore partial where it is shorter, in numbers', () => {
    const sentence = `orders-kafka: 10 records that the point was to hold are missing from the log: raw/0 ends at 90, and ended at 100 when the point was cut (${SOURCE})`;
    expect(look(verifyLog(element(), ENDS)[0], { ends: measured([end(0, 90), end(1, 70)]) })).toEqual({ state: 'done', found: sentence, facts: { partial: true, sentences: [sentence] } });
  });

  it('is not compared by samples of before the start', () => {
    const none: MetricAnswer = { state: 'not-measured', reason: 'no series' };
    expect(verify({ age: aged(59) })).toBe('waiting for the ends of the log of orders-kafka to be measured after the start');
    expect(verify({ ends: none })).toContain('waiting for the ends of the log of orders-kafka to be measured');
    expect(verify({ ends: measured([end(0, 100)]) })).toBe('waiting for the ends of raw/1 to be measured');
  });

  it.each<[string, Seen]>([
    ['nothing newer comes', { age: aged(900) }],
    ['no end comes', { ends: { state: 'unknown', reason: 'it is down' } }],
    ['a partition has no end', { ends: measured([end(0, 100)]) }],
  ])('is partial where %s in time, as nobody knows', (_, seen) => {
    expect(look(verifyLog(element(), ENDS)[0], { ...seen, serverTime: late })).toMatchObject({ state: 'done', found: expect.stringContaining('not measured'), facts: { partial: true } });
  });

  it('says what is short even where another partition has no end', () => {
    expect(verify({ ends: measured([end(0, 90)]), serverTime: late })).toContain('10 records that the point was to hold are missing');
  });

  it('waits for all nodes, and compares nothing where the cluster has no clock', () => {
    const objects = fixture('kafka/testdata/healthy.yaml');
    setField(objectOf(objects, 'Pod', 'orders-broker-1'), 'status/conditions', [{ type: 'Ready', status: 'False' }]);
    expect(verify({ objects })).toBe('waiting for all nodes of orders-kafka to be ready');
    const [step] = verifyLog(element(), ENDS);
    const { wait } = step;
    const observer = kafkaOperations.observers?.[wait?.observer ?? ''];
    expect(observer?.({ seen: [], params: wait?.params ?? {}, facts: {}, operation: '', now: new Date(0) })).toMatchObject({ state: 'done', facts: { partial: true } });
  });
});
