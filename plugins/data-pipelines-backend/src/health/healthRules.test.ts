import type { Element } from '@penstock/backstage-plugin-data-pipelines-common';
import type { KubernetesObject, MetricAnswer, MetricSample } from '@penstock/backstage-plugin-data-pipelines-node';
import { inventoryOf } from '@penstock/backstage-plugin-data-pipelines-node/testUtils';
import { sparkEngine } from '../engines/spark/engine';
import type { JudgedElement } from './context';
import { AT, GIB, rules, storageClass, claim, description, measured, NOTHING, factsOf, judge, volumeOf, backlogAnswers, judged } from './__testUtils__/judging';

describe('an element whose source was not asked yet', () => {
  const pending: MetricAnswer = { state: 'unknown', reason: 'Prometheus (prod-north) was not asked yet', pending: true };

  it('is Progressing: neither Unknown, for nothing has failed, nor Healthy', () => {
    const { health, volumes } = judge({ used: pending, capacity: pending, answers: { backlogTime: pending, offlinePartitions: pending } });
    expect(health).toMatchObject({ word: 'Progressing', cause: expect.stringContaining('not read yet') });
    expect(health.findings.map(({ code }) => code)).toEqual(['MEASURE_PENDING']);
    expect(volumes[0]).toMatchObject({ word: 'Progressing', used: { state: 'unknown' } });
  });

  it('is Unknown where another source has failed', () => {
    const { health } = judge({ used: pending, answers: { offlinePartitions: { state: 'unknown', reason: 'HTTP 500' } } });
    expect(health).toMatchObject({ word: 'Unknown', cause: expect.stringContaining('HTTP 500') });
  });
});

describe('why a number is missing', () => {
  it('fits into a cell of a table', () => {
    const { measures } = rules.pipeline('telemetry', [judged({ id: 'telemetry' })], []);
    const reasons = [measures.latency, measures.recoveryPointAge, volumeOf({}).protectedBy].map(measure =>
      measure.state === 'not-measured' ? measure.reason : '',
    );
    for (const reason of reasons) {
      expect(reason).not.toBe('');
      expect(reason.length).toBeLessThan(60);
    }
  });
});

describe('an element', () => {
  it('is Healthy with all measures in target', () => {
    const { health } = judge({ answers: backlogAnswers(2, 0) });
    expect(health).toEqual({ word: 'Healthy', cause: 'telemetry: all measures in target', findings: [] });
  });

  it('names volume, share, forecast and backlog in its cause', () => {
    const { health } = judge({
      used: measured(93 * GIB),
      growth: measured((7 * GIB) / (9 * 3600)),
      answers: backlogAnswers(245, 40),
    });
    expect(health.word).toBe('Critical');
    expect(health.cause).toBe(
      'telemetry: volume data-0-telemetry-broker-1 93 % full, full in 9 h; backlog 4 min 05 s, growing (group spark-enricher, topic sensor.readings)',
    );
    expect(health.findings.map(entry => [entry.code, entry.severity])).toEqual([
      ['VOLUME_NEARLY_FULL', 'critical'],
      ['BACKLOG_OVER_TARGET', 'warning'],
    ]);
    expect(health.action).toEqual({ kind: 'expand', label: 'Expand the volume', element: 'telemetry', volumes: ['data-0-telemetry-broker-1'] });
  });

  it('is never Healthy when a required measure cannot be read', () => {
    const down: MetricAnswer = { state: 'unknown', reason: 'Prometheus (prod-north) cannot be reached' };
    const byVolume = judge({ used: down, capacity: down, growth: down });
    expect(byVolume.health).toMatchObject({ word: 'Unknown', action: { kind: 'show-cluster' } });
    expect(byVolume.health.cause).toContain('Volume use unknown: Prometheus (prod-north) cannot be reached');
    expect(byVolume.volumes[0].word).toBe('Unknown');
    expect(judge({ answers: { offlinePartitions: down } }).health.word).toBe('Unknown');
    expect(judge({ answers: { bytesIn: down } }).health.word).toBe('Healthy');
  });

  it.each<[string, MetricAnswer, string]>([
    ['cannot be read', { state: 'unknown', reason: 'HTTP 500' }, 'Volume use unknown: HTTP 500'],
    ['is reported as zero', measured(0), 'Volume use unknown: The reported capacity is zero'],
  ])('is Unknown where the capacity of its volume %s', (_what, capacity, cause) => {
    const { health, volumes } = judge({ capacity });
    expect(health).toMatchObject({ word: 'Unknown', cause: expect.stringContaining(cause), findings: [{ code: 'MEASURE_UNKNOWN' }] });
    expect(volumes[0]).toMatchObject({ word: 'Unknown', used: { state: 'measured' }, usedRatio: { state: 'unknown' }, fullIn: { state: 'unknown' } });
  });

  it('is Unknown where the capacity has failed and the use is still waited for or has no series', () => {
    const capacity: MetricAnswer = { state: 'unknown', reason: 'HTTP 500' };
    expect(judge({ used: { state: 'unknown', reason: 'not asked yet', pending: true }, capacity }).health.word).toBe('Unknown');
    expect(judge({ used: NOTHING, capacity }).health.word).toBe('Unknown');
  });

  it('is Progressing while only the capacity is waited for', () => {
    const { health, volumes } = judge({ capacity: { state: 'unknown', reason: 'not asked yet', pending: true } });
    expect(health.findings.map(({ code }) => code)).toEqual(['MEASURE_PENDING']);
    expect([health.word, volumes[0].word]).toEqual(['Progressing', 'Progressing']);
  });

  it('does not claim that all is in target where the capacity is not measured', () => {
    expect(judge({ capacity: NOTHING }).health.cause).toContain('not measured: backlog, volume use');
  });

  it('names what is not measured, without being lowered or raised by it', () => {
    const { health, volumes } = judge({ used: NOTHING, capacity: NOTHING, growth: NOTHING });
    expect(health.word).toBe('Healthy');
    expect(health.cause).toBe('telemetry: nothing speaks against it; not measured: backlog, volume use');
    expect(volumes[0]).toMatchObject({ word: 'NotMeasured', used: NOTHING, usedRatio: NOTHING });
  });

  it('turns Stale with its watch, keeps what it knew, and says since when', () => {
    const { health } = judge({
      used: measured(93 * GIB),
      freshness: { state: 'stale', observedAt: '2026-11-20T11:50:00Z', reason: 'The watch is broken.' },
    });
    expect(health.word).toBe('Stale');
    expect(health.cause).toBe('telemetry: The watch is broken; last seen 2026-11-20 11:50:00 UTC, then: volume data-0-telemetry-broker-1 93 % full');
    expect(health.findings.map(entry => entry.code)).toEqual(['VOLUME_NEARLY_FULL']);
  });

  it('turns Stale by old numbers alone', () => {
    const old = measured(50 * GIB, {}, '2026-11-20T11:59:00Z');
    expect(judge({ used: old }).health).toMatchObject({ word: 'Stale', action: { kind: 'show-cluster' } });
    expect(volumeOf({ used: old }).word).toBe('Stale');
  });

  it('turns Unknown with its cluster, whatever was known before', () => {
    const { health } = judge({
      used: measured(99 * GIB),
      freshness: { state: 'unknown', reason: 'connection refused', lastObservedAt: '2026-11-20T11:50:00Z' },
    });
    expect(health).toMatchObject({ word: 'Unknown', cause: 'telemetry: connection refused; last seen 2026-11-20 11:50:00 UTC' });
  });

  it.each(['PersistentVolumeClaim', 'Pod', 'Kafka.kafka.strimzi.io', 'KafkaTopic.kafka.strimzi.io', 'KafkaConnector.kafka.strimzi.io', 'StrimziPodSet.core.strimzi.io'])(
    'is Stale with the watch of %s although its own resource is fresh',
    kind => {
      const inventory = inventoryOf([claim, storageClass], {
        observedAt: AT,
        kindStates: { [kind]: { state: 'watched', freshness: { state: 'stale', observedAt: AT, reason: `The watch of ${kind} is broken` } } },
      });
      expect(judge({ facts: { inventory } }).health).toMatchObject({ word: 'Stale', cause: expect.stringContaining(`The watch of ${kind} is broken`) });
    },
  );

  it('is not Stale by kinds that its engine does not read, nor by those that are not installed', () => {
    const inventory = inventoryOf([claim, storageClass], {
      kindStates: {
        'Elasticsearch.elasticsearch.k8s.elastic.co': { state: 'watched', freshness: { state: 'stale', observedAt: AT, reason: 'broken' } },
        'KafkaConnector.kafka.strimzi.io': { state: 'not-installed', reason: 'no such kind' },
      },
    });
    expect(judge({ facts: { inventory } }).health.word).toBe('Healthy');
  });

  it('takes the worst of what its engine found', () => {
    const object = { cluster: 'prod-north', apiVersion: 'v1', kind: 'Pod', name: 'telemetry-broker-1' };
    const { health } = judge({
      facts: {
        findings: [
          { code: 'MEMBER_PENDING', severity: 'progressing', sentence: 'Pod telemetry-broker-2 has not started', object },
          { code: 'MEMBER_STUCK', severity: 'warning', sentence: 'Pod telemetry-broker-1 cannot start', since: '2026-11-20T11:00:00Z', object },
        ],
      },
    });
    expect(health).toMatchObject({ word: 'Warning', cause: 'telemetry: Pod telemetry-broker-1 cannot start', since: '2026-11-20T11:00:00Z', action: { kind: 'show-members' } });
  });
});

describe('a volume', () => {
  it.each([
    ['79 %, not growing', 79, 0, 'Healthy', 'met'],
    ['80 %', 80, 0, 'Warning', 'at-risk'],
    ['90 %', 90, 0, 'Critical', 'missed'],
    ['50 %, full in two days', 50, (50 * GIB) / (48 * 3600), 'Warning', 'met'],
    ['50 %, full in eleven hours', 50, (50 * GIB) / (11 * 3600), 'Critical', 'met'],
    ['20 %, full in eleven hours: a burst says nothing yet', 20, (80 * GIB) / (11 * 3600), 'Healthy', 'met'],
  ])('%s', (_what, share, growth, word, verdict) => {
    const volume = volumeOf({ used: measured(share * GIB), growth: measured(growth) });
    expect(volume.word).toBe(word);
    expect(volume.usedRatio).toMatchObject({ state: 'measured', target: { verdict, value: 0.8, source: 'default' } });
  });

  it('says how long it lasts, by the faster of two windows', () => {
    const hour = volumeOf({ growth: measured(GIB / 3600), growthLastHour: measured((5 * GIB) / 3600) });
    expect(hour.fullIn).toMatchObject({ state: 'measured', value: 36_000, unit: 'seconds', source: expect.stringContaining('last hour') });
    const six = volumeOf({ growth: measured(GIB / 3600), growthLastHour: measured(0) });
    expect(six.fullIn).toMatchObject({ value: 180_000, source: expect.stringContaining('last six hours') });
  });

  it('that does not grow lasts at least a year', () => {
    expect(volumeOf({ growth: measured(-5) }).fullIn).toMatchObject({ state: 'measured', value: 365 * 86_400, atLeast: true });
  });

  it('that levels off by retention before it is full does not fill up', () => {
    const retention = { seconds: 86_400, copies: 1, volumes: ['data-0-telemetry-broker-1'], writeRateKey: 'bytesIn' };
    const facts = { description: { ...description, retention } };
    const growth = measured((60 * GIB) / 86_400);
    const off = volumeOf({ used: measured(40 * GIB), growth, answers: { bytesIn: measured((60 * GIB) / 86_400) }, facts });
    expect(off.fullIn).toMatchObject({ atLeast: true, source: expect.stringContaining('levels off') });
    const on = volumeOf({ used: measured(40 * GIB), growth, answers: { bytesIn: measured((120 * GIB) / 86_400) }, facts });
    expect(on.fullIn).toMatchObject({ value: 86_400 });
    // it holds more than the estimate allows, so the estimate is wrong
    const doubtful = volumeOf({ used: measured(75 * GIB), growth, answers: { bytesIn: measured((60 * GIB) / 86_400) }, facts });
    expect(off.forecast?.levelBytes).toBeGreaterThan(0);
    expect(doubtful.forecast).not.toHaveProperty('levelBytes');
    expect(doubtful.fullIn).toMatchObject({ value: 36_000 });
  });

  it('does not level off by a retention that does not hold for all that is written', () => {
    const covers = { label: 'topic', values: ['sensor.readings'] };
    const retention = { seconds: 86_400, copies: 1, volumes: ['data-0-telemetry-broker-1'], writeRateKey: 'bytesIn', covers };
    const facts = { description: { ...description, retention } };
    const growth = measured((60 * GIB) / 86_400);
    const known = { labels: { topic: 'sensor.readings' }, value: (60 * GIB) / 86_400 };
    const fullIn = (samples: MetricSample[]) =>
      volumeOf({ used: measured(40 * GIB), growth, answers: { bytesIn: { state: 'measured', unit: 'bytesPerSecond', samples, observedAt: AT, source: 'p' } }, facts }).fullIn;
    expect(fullIn([known])).toMatchObject({ atLeast: true, source: expect.stringContaining('levels off') });
    // its retention is not known, so it may stay for ever
    expect(fullIn([known, { labels: { topic: 'audit' }, value: 1 }])).toMatchObject({ value: 86_400 });
    expect(fullIn([known, { labels: {}, value: 1 }])).toMatchObject({ value: 86_400 });
  });

  it('tells class, driver, encryption, replication and size owner', () => {
    expect(volumeOf({})).toMatchObject({
      storageClass: 'fast-ssd',
      driver: 'ebs.csi.aws.com',
      expandable: 'yes',
      encrypted: { answer: 'yes', source: 'parameter encrypted: true of storage class fast-ssd' },
      replication: '3 Kafka replicas; volume copies not stated',
      sizeOwner: { field: 'spec.storage.volumes[0].size' },
      requestedBytes: 100 * GIB,
      protectedBy: { state: 'not-measured' },
    });
  });

  it('is judged from the claim before the numbers', () => {
    const with_ = (status: object) => volumeOf({ facts: { inventory: inventoryOf([{ ...claim, status }]) } });
    expect(with_({ phase: 'Lost' })).toMatchObject({ word: 'Critical', phase: 'Lost' });
    expect(with_({ phase: 'Evaporated' })).toMatchObject({ word: 'Unknown', phase: 'Evaporated' });
    expect(with_({ phase: 'Bound', conditions: [{ type: 'Resizing', status: 'True' }] })).toMatchObject({ word: 'Progressing' });
    expect(volumeOf({ facts: { inventory: inventoryOf([]) } })).toMatchObject({ word: 'Unknown', encrypted: { answer: 'not-stated' }, expandable: 'unknown' });
  });
});

describe('a backlog', () => {
  const rowOf = (element: { measures: Element['measures'] }, key: string) => element.measures.find(row => row.key === key)?.measure;

  it.each([
    [119, 40, undefined],
    [120, 40, 'warning'],
    [900, 40, 'critical'],
    [900, 0, 'critical'],
    [900, -40, 'warning'],
  ])('of %d s, changing by %d messages/s, is %s', (seconds, growth, severity) => {
    const { findings } = judge({ answers: backlogAnswers(seconds, growth) }).health;
    expect(findings.find(entry => entry.code === 'BACKLOG_OVER_TARGET')?.severity).toBe(severity);
  });

  it.each([
    [40, 'growing'],
    [2, 'steady'],
    [-2, 'steady'],
    [-40, 'shrinking'],
  ])('trend of %d messages/s at 100 produced is %s', (growth, direction) => {
    expect(rowOf(judge({ answers: backlogAnswers(60, growth) }), 'backlogTime')).toMatchObject({ trend: { direction, perSecond: growth / 100 } });
  });

  it('of nothing unread is zero seconds, also while nothing is produced', () => {
    const labels = { consumergroup: 'g', topic: 't' };
    expect(rowOf(judge({ answers: { backlogMessages: measured(0, labels) } }), 'backlogTime')).toMatchObject({ state: 'measured', value: 0 });
    expect(rowOf(judge({ answers: { backlogMessages: measured(7, labels) } }), 'backlogTime')).toMatchObject({ state: 'not-measured', reason: expect.stringContaining('Nothing is produced on t') });
  });

  it('is judged where it is read: a queue with connectors tells other groups only', () => {
    const facts = { description: { ...description, consumers: [{ element: 'search', consumerGroup: 'connect-sink' }] } };
    const { health, measures } = judge({ answers: backlogAnswers(5000, 40), facts });
    expect(health.word).toBe('Healthy');
    expect(health.findings).toMatchObject([{ code: 'BACKLOG_OF_OTHERS', severity: 'info' }]);
    expect(rowOf({ measures }, 'backlogTime/to/search')).toMatchObject({ state: 'not-measured', reason: 'Consumer group connect-sink has committed no offset yet' });
  });

  it('stands at the reader, and on the hop between the two', () => {
    const root: KubernetesObject = {
      apiVersion: 'sparkoperator.k8s.io/v1beta2',
      kind: 'SparkApplication',
      metadata: { name: 'enricher', namespace: 'plant', uid: 's', annotations: { 'penstock.dev/reads-from': 'telemetry' } },
    };
    const reading = { title: 'enricher', members: [], volumes: [], parts: [], queryScope: { namespace: 'plant', name: 'enricher' }, streaming: true, readsAs: ['spark-enricher'] };
    const answers = backlogAnswers(245, 40);
    const enricher = { ...judged({ id: 'enricher' }), ...rules.element(factsOf({ answers, facts: { id: 'enricher', engine: sparkEngine, root, description: reading } })) };
    expect(enricher.health).toMatchObject({ word: 'Warning', cause: expect.stringContaining('enricher: backlog 4 min 05 s, growing') });
    const telemetry = judged({ id: 'telemetry' }, { answers });
    expect(rules.edge(telemetry, enricher)).toMatchObject({
      backlogTime: { state: 'measured', value: 245, trend: { direction: 'growing' } },
      backlogMessages: { state: 'measured', value: 24_500 },
    });
    expect(rules.edge(enricher, telemetry).backlogTime).toEqual({ state: 'not-measured', reason: 'enricher is no queue, so nothing waits between it and telemetry' });
    expect(rules.edge(telemetry, judged({ id: 'other', measures: [] })).backlogTime).toMatchObject({ state: 'not-measured', reason: expect.stringContaining('penstock.dev/consumer-group') });
  });
});

describe('a pipeline', () => {
  const of = (id: string, word: Element['health']['word'], over: Partial<JudgedElement> = {}) =>
    judged({ id, health: { word, cause: `${id}: because`, findings: [] }, ...over });

  it('has the worst word, and the cause of the element that has it', () => {
    const { health } = rules.pipeline('p', [of('a', 'Healthy'), of('b', 'Progressing'), of('c', 'Critical'), of('d', 'Warning'), of('e', 'Critical')], []);
    expect(health).toMatchObject({ word: 'Critical', cause: 'c: because; also e' });
  });

  it('is Unknown when one element is, and Paused only when nothing is worse', () => {
    expect(rules.pipeline('p', [of('a', 'Healthy'), of('b', 'Unknown')], []).health.word).toBe('Unknown');
    expect(rules.pipeline('p', [of('a', 'Healthy'), of('b', 'Paused')], []).health.word).toBe('Paused');
    expect(rules.pipeline('p', [of('a', 'Stale'), of('b', 'Paused')], []).health.word).toBe('Stale');
    expect(rules.pipeline('p', [], []).health.word).toBe('Unknown');
  });

  it('names what is not measured beside Healthy', () => {
    const a = judged({ id: 'a' }, { used: NOTHING, capacity: NOTHING });
    expect(rules.pipeline('p', [a], []).health).toMatchObject({
      word: 'Healthy',
      cause: 'Nothing speaks against it; a not measured: backlog, volume use',
    });
    expect(rules.pipeline('p', [of('a', 'Healthy', { measures: [] })], []).health.cause).toBe('All measures in target');
  });

  it('takes the worst number of each measure, and never calls a backlog a latency', () => {
    const a = judged({ id: 'a' }, { used: measured(40 * GIB), growth: measured(GIB / 3600), answers: backlogAnswers(10, 0) });
    const b = judged({ id: 'b' }, { used: measured(70 * GIB), growth: measured(1), answers: backlogAnswers(60, 0) });
    const { measures } = rules.pipeline('p', [a, b], []);
    expect(measures.fullestVolume).toMatchObject({ value: 0.7 });
    expect(measures.fullIn).toMatchObject({ value: 60 * 3600 });
    expect(measures.backlogTime).toMatchObject({ value: 60 });
    expect(measures.produceRate).toMatchObject({ value: 100 });
    expect(measures.latency).toMatchObject({ state: 'not-measured', reason: expect.stringMatching(/record times/) });
    expect(measures.recoveryPointAge.state).toBe('not-measured');
  });

  it.each<[string, MetricAnswer]>([
    ['unknown', { state: 'unknown', reason: 'HTTP 500' }],
    ['not measured', NOTHING],
  ])('tells a number as partial where another of its kind is %s', (_what, missing) => {
    const a = judged({ id: 'a' }, { used: measured(70 * GIB), growth: measured(GIB / 3600), answers: backlogAnswers(60, 0) });
    const answers = { backlogTime: missing, backlogMessages: missing };
    const b = judged({ id: 'b' }, { used: missing, growth: missing, answers });
    const { measures } = rules.pipeline('p', [b, a], []);
    expect(measures.fullestVolume).toMatchObject({ value: 0.7, atLeast: true });
    expect(measures.backlogTime).toMatchObject({ value: 60, atLeast: true });
    expect(measures.backlogMessages).toMatchObject({ value: 6000, atLeast: true });
    expect(measures.fullIn).toMatchObject({ value: 30 * 3600, source: expect.stringContaining('; 1 of 2 volumes') });
    expect(measures.fullIn).not.toHaveProperty('atLeast');
  });

  it('tells a number as whole where all of its kind are measured', () => {
    const a = judged({ id: 'a' }, { growth: measured(GIB / 3600), answers: backlogAnswers(60, 0) });
    const { measures } = rules.pipeline('p', [a, a], []);
    for (const measure of [measures.fullestVolume, measures.backlogTime, measures.backlogMessages, measures.fullIn]) {
      expect(measure).not.toHaveProperty('atLeast');
      expect(measure.state).toBe('measured');
    }
    expect(measures.fullIn).toMatchObject({ source: expect.not.stringContaining(' of 2 volumes') });
  });

  it('says why a measure is missing', () => {
    const spark = judged({ id: 's', measures: [], volumes: [] });
    expect(rules.pipeline('p', [spark], []).measures).toMatchObject({
      backlogTime: { state: 'not-measured', reason: 'No element of this pipeline is a queue' },
      fullestVolume: { state: 'not-measured', reason: 'No element of this pipeline has volumes' },
    });
  });

  it('is led by a finding of its own that is worse than its elements', () => {
    const object = { cluster: 'c', apiVersion: 'v1', kind: 'Pod', name: 'x' };
    const { health } = rules.pipeline('p', [of('a', 'Healthy')], [{ code: 'X', severity: 'warning', sentence: 'two of one id', object }]);
    expect(health).toMatchObject({ word: 'Warning', cause: 'two of one id' });
  });

  it('gives the same words for the same facts', () => {
    const facts = factsOf({ used: measured(93 * GIB), answers: backlogAnswers(245, 40) });
    expect(rules.element(facts)).toEqual(rules.element(facts));
  });
});

