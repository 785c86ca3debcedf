import { tracingServiceMock } from '@backstage/backend-test-utils/alpha';
import type { MetricsService } from './alphaTelemetry';
import { testStore } from './store/__testUtils__';
import { demoCase, OperationStage, stagedStore } from './worker/testing';
import type { Blocked } from './worker/testing';
import { createWorkerMetrics } from './workerMetrics';

jest.setTimeout(60_000);

/** Keeps what is counted, a line each: name, value, labels. */
function countingMetrics() {
  const lines: string[] = [];
  const note = (name: string) => (value: number, labels: object = {}) => void lines.push(`${name} ${value} ${JSON.stringify(labels)}`);
  const instrument = (name: string) => ({ add: note(name), record: note(name), addCallback: () => {}, removeCallback: () => {} });
  const service: MetricsService = {
    ...{ createCounter: instrument, createUpDownCounter: instrument, createHistogram: instrument, createGauge: instrument },
    ...{ createObservableCounter: instrument, createObservableUpDownCounter: instrument, createObservableGauge: instrument },
  };
  return { service, named: (name: string) => lines.filter(line => line.startsWith(`${name} `)).map(line => line.slice(name.length + 1)) };
}

async function staged(blocked: Blocked = new Set()) {
  const counted = countingMetrics();
  const tracing = tracingServiceMock.mock();
  const store = await testStore();
  const stage = await OperationStage.open(demoCase(blocked), stagedStore(store));
  stage.metrics = createWorkerMetrics(counted.service, tracing);
  return { ...counted, tracing, store, stage };
}

it('counts what an operation did, how long it took and how long writes were paused', async () => {
  const { stage, named, tracing } = await staged();
  stage.start('ann');
  await stage.end();
  await stage.quiet();
  stage.close();
  expect(named('data_pipelines.operations.ended')).toEqual(['1 {"kind":"expand","phase":"Succeeded"}']);
  expect(named('data_pipelines.operations.duration')).toEqual([expect.stringMatching(/^[\d.]+ \{"kind":"expand","phase":"Succeeded"\}$/)]);
  expect(named('data_pipelines.operations.acts').filter(line => line === '1 {"act":"create","outcome":"done"}')).toHaveLength(4);
  expect(named('data_pipelines.operations.pause.duration')).toEqual([expect.stringMatching(/^[\d.]+ \{"kind":"expand","limit":"kept"\}$/)]);
  expect(named('data_pipelines.operations.pause.over_limit')).toEqual([]);
  const spans = tracing.startActiveSpan.mock.calls.map(([name, options]) => `${name} ${JSON.stringify(options)}`);
  expect(spans[0]).toBe('data_pipelines.operation {"attributes":{"kind":"expand"}}');
  expect(spans.slice(1)).toHaveLength(7);
  expect(spans[1]).toBe('data_pipelines.step {"attributes":{"kind":"expand","phase":"Running"}}');
});

it('counts a pause that outlived its limit, by how much, and who ended it', async () => {
  const blocked = new Set(['cut']);
  const { stage, store, named } = await staged(blocked);
  stage.start('ann');
  await stage.until(row => row.steps.some(({ id, mark, observation }) => id === 'cut' && mark === 'acted' && observation !== undefined), 'the cut is waited for');
  await store.expirePause(stage.operation, 'pause');
  await stage.until(({ pauses }) => pauses[0]?.state === 'resumed', 'writes are resumed');
  blocked.clear();
  await stage.end();
  await stage.quiet();
  stage.close();
  expect(named('data_pipelines.operations.pause.resumed_by_watchdog')).toEqual(['1 {"limit":"exceeded"}']);
  expect(named('data_pipelines.operations.pause.duration')).toEqual([expect.stringContaining('{"kind":"expand","limit":"exceeded"}')]);
  expect(named('data_pipelines.operations.pause.over_limit')).toEqual([expect.stringMatching(/^[\d.]+ \{"kind":"expand"\}$/)]);
});

it('counts steps that are stuck, and tells a span that its work failed but not why', async () => {
  const { stage, named } = await staged(new Set(['cut']));
  stage.start('ann');
  await stage.end();
  await stage.quiet();
  stage.close();
  expect(named('data_pipelines.operations.stuck')).toEqual(['1 {"kind":"expand"}']);
  expect(named('data_pipelines.operations.ended')).toEqual(['1 {"kind":"expand","phase":"Failed"}']);

  const tracing = tracingServiceMock.mock();
  const { during } = createWorkerMetrics(countingMetrics().service, tracing);
  const failing = during?.({ of: 'operation', kind: 'expand' }, async () => {
    throw new Error('with the name of somebody');
  });
  await expect(failing).rejects.toThrow('with the name of somebody');
  expect(tracing.spans[0].setStatus.mock.calls).toEqual([[{ code: 'error' }]]);
});
