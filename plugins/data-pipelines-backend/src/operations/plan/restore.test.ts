import { createHash } from 'node:crypto';
import type { OperationRequest } from '@penstock/backstage-plugin-data-pipelines-common';
import type { KubernetesObject, MetricSample, PlanDraft, PlannedElement, RecordedOffsets } from '@penstock/backstage-plugin-data-pipelines-node';
import { csiDriver } from '../../drivers/csi';
import { POINT, pointObjects } from './__testUtils__/pointObjects';
import { planText } from './__testUtils__/planText';
import { KAFKA, KEPT, restoredObjects, restoreRow, SEARCH_ELEMENT, SEARCH_POINT } from './__testUtils__/storageCases';
import { storageClassObject, testWorld, type TestElement } from './__testUtils__/testWorld';
import { drawPlan } from './planners';
import { planHash } from './planHash';
import type { World } from './World';

function worldOf(objects: readonly KubernetesObject[], options: Parameters<typeof testWorld>[1] = {}, elements: readonly TestElement[] = [KAFKA, SEARCH_ELEMENT]): World {
  const world = testWorld(elements, { drivers: [csiDriver], objects, ...options });
  return { ...world, points: csiDriver.points(world.reader('prod-north')) };
}

const inPlace = { kind: 'restore' as const, recoveryPoint: POINT, elements: ['search'], where: 'in-place' as const };
const draw = (request: OperationRequest, world = worldOf(SEARCH_POINT)) => drawPlan(request, world);
const blocks = ({ preflight }: PlanDraft) => preflight.filter(({ result }) => result === 'block').map(({ code, sentence }) => `${code}: ${sentence}`);
const ends = {
  'kafka/logEndOffset': [{ labels: { topic: 'readings', partition: '0' }, value: 1510 }],
  'kafka/logStartOffset': [{ labels: { topic: 'readings', partition: '0' }, value: 0 }],
  'kafka/backlogMessages': [{ labels: { consumergroup: 'sink', topic: 'readings' }, value: 10 }],
};

describe('restore in place', () => {
  it('stops, swaps, starts and replays; and says in numbers what is lost', () => {
    const plan = draw(inPlace, worldOf(SEARCH_POINT, { now: new Date('2026-11-20T14:38:12Z'), measured: ends }));
    expect(blocks(plan)).toEqual([]);
    expect(planText(plan)).toMatchSnapshot();
    expect(plan.effects.replayed).toMatchObject({ records: 900, seconds: 312 });
    expect(plan.effects.lost).toMatchObject({ records: 0 });
  });

  it('goes over marks that an earlier operation could not take back', () => {
    const marked = restoredObjects().filter(({ kind, metadata }) => kind === 'PersistentVolume' && metadata.name === 'pv-es-0');
    expect(marked[0]?.metadata.labels).toMatchObject({ 'penstock.dev/operation': 'op-restored00001' });
    const keep = draw(inPlace, worldOf([...SEARCH_POINT, ...marked])).steps.find(({ id }) => id === 'keep/search');
    const [first] = keep?.acts.flatMap(act => (act.act === 'patch' ? [act.changes] : [])) ?? [];
    expect(first).toContainEqual(expect.objectContaining({ from: 'op-restored00001' }));
    expect(first).toContainEqual(expect.objectContaining({ path: ['metadata', 'annotations', 'penstock.dev/kept-until'], from: expect.any(String) }));
    const [, back] = keep?.undo?.flatMap(act => (act.act === 'patch' ? [act.changes] : [])) ?? [];
    expect(back).toContainEqual({ path: ['metadata', 'labels', 'penstock.dev/operation'], from: expect.any(String) });
  });

  it('counts what the log no longer holds as lost, and where that is not measured says no number', () => {
    const at = { now: new Date('2026-11-20T14:38:12Z') };
    const shortened = { ...ends, 'kafka/logStartOffset': [{ labels: { topic: 'readings', partition: '0' }, value: 1000 }] };
    const gone = draw(inPlace, worldOf(SEARCH_POINT, { ...at, measured: shortened }));
    expect(gone.effects.lost).toEqual({ records: 390, sentence: '390 records that the log no longer holds are lost; the others are read again' });
    expect(gone.preflight).toContainEqual(expect.objectContaining({ code: 'LOG_STILL_HELD', result: 'warn' }));
    const unmeasured = draw(inPlace, worldOf(SEARCH_POINT, { ...at, measured: { 'kafka/logEndOffset': ends['kafka/logEndOffset'] } }));
    expect(unmeasured.effects.lost?.records).toBeUndefined();
    expect(unmeasured.preflight).toContainEqual(expect.objectContaining({ code: 'LOG_STILL_HELD', result: 'unknown' }));
  });

  it('has the same hash a minute later', () => {
    const at = (now: string) => planHash(draw(inPlace, worldOf(SEARCH_POINT, { now: new Date(now), measured: ends })), inPlace, text => createHash('sha256').update(text).digest('hex'));
    expect(at('2026-11-20T14:39:12Z')).toBe(at('2026-11-20T14:38:12Z'));
  });

  it('says that what nothing feeds again is lost', () => {
    const point = pointObjects(['es-0', 'es-1'].map(claim => ({ element: 'search', claim })));
    const plan = draw(inPlace, worldOf(point, { now: new Date('2026-11-20T14:38:12Z') }));
    expect(plan.effects.lost?.sentence).toBe('What search took in the 5 min 12 s since the cut is lost: nothing that is recorded feeds it again. How many records is not measured');
    expect(plan.effects.lost?.records).toBeUndefined();
    expect(plan.preflight).toContainEqual(expect.objectContaining({ code: 'OFFSETS_KNOWN', result: 'warn' }));
  });

  it('counts what a restored log took since the cut as lost, and warns of sinks that stay ahead of it', () => {
    const point = pointObjects(['data-0-broker-0', 'data-0-broker-1'].map(claim => ({ element: 'kafka', claim })));
    const measures = [{ key: 'produceRate', label: 'Produce rate', measure: { state: 'measured' as const, value: 100, unit: 'messagesPerSecond' as const, observedAt: '', source: '' } }];
    const plan = draw({ ...inPlace, elements: ['kafka'] }, worldOf(point, { now: new Date('2026-11-20T14:38:12Z') }, [{ ...KAFKA, measures }, SEARCH_ELEMENT]));
    expect(plan.effects.lost).toEqual({
      records: 31_200,
      seconds: 312,
      sentence: 'About 31,200 records that kafka took in the 5 min 12 s since the cut are lost, unless their producers send them again; estimated from the rate of now: the point holds no ends of the log of kafka',
    });
    expect(plan.preflight).toContainEqual(expect.objectContaining({ code: 'SINKS_GO_ALONG', result: 'warn' }));
  });

  it('sees the sinks behind those who only pass records on', () => {
    const point = pointObjects(['data-0-broker-0', 'data-0-broker-1'].map(claim => ({ element: 'kafka', claim })));
    const passing: TestElement = { id: 'connect', claims: [], readsFrom: ['kafka'], writesTo: ['search'] };
    const plan = draw({ ...inPlace, elements: ['kafka'] }, worldOf(point, {}, [{ ...KAFKA, writesTo: [] }, passing, SEARCH_ELEMENT]));
    expect(plan.preflight).toContainEqual(expect.objectContaining({ code: 'SINKS_GO_ALONG', result: 'warn', sentence: expect.stringContaining('search keeps records') }));
  });

  describe('with the ends of the log at the cut', () => {
    const BROKERS = ['data-0-broker-0', 'data-0-broker-1'];
    const now = new Date('2026-11-20T14:38:12Z');
    const recorded = (partition: number, offset: number) => ({ group: '', topic: 'readings', partitions: [{ partition, offset }], element: 'kafka', sampledAt: '2026-11-20T14:32:55.000Z', source: 'Prometheus (prod-north)' });
    const sink = { group: 'sink', topic: 'readings', partitions: [{ partition: 0, offset: 610 }] };
    const compared = { ...KAFKA, operations: KAFKA.operations && { ...KAFKA.operations, verifyRestored: (element: PlannedElement, offsets: readonly RecordedOffsets[]) => (offsets.length === 0 ? [] : [{ id: `verify/${element.id}/log`, title: 'Compare', phase: 'Finalizing' as const, acts: [], deadlineSeconds: 60 }]) } };
    const drawLog = (offsets: Parameters<typeof pointObjects>[1] = {}, measured: Parameters<typeof testWorld>[1] = {}) => {
      const point = pointObjects([...BROKERS.map(claim => ({ element: 'kafka', claim })), { element: 'search', claim: 'es-0' }, { element: 'search', claim: 'es-1' }], offsets);
      return draw({ ...inPlace, elements: ['kafka', 'search'] }, worldOf(point, { now, measured: ends, ...measured }, [compared, SEARCH_ELEMENT]));
    };
    const sentences = (plan: PlanDraft) => plan.steps.map(({ wait }) => wait?.params.sentence).filter(sentence => typeof sentence === 'string');

    it('counts what is lost from there to the ends of now, and what is replayed up to there', () => {
      const plan = drawLog({ offsets: [sink, recorded(0, 1210)] });
      expect(plan.effects.lost).toEqual({ records: 300, seconds: 312, sentence: '300 records that kafka took in the 5 min 12 s since the cut are lost, unless their producers send them again' });
      expect(plan.effects.replayed).toMatchObject({ records: 600 });
      expect(plan.consumers).toEqual([{ group: 'sink', topic: 'readings', partitions: 1, nowAt: 1500, goesTo: 610, sentence: expect.stringContaining('600 records') }]);
      expect(plan.preflight).toContainEqual(expect.objectContaining({ code: 'LOG_STILL_HELD', result: 'pass', sentence: 'The log is restored from the same point' }));
      expect(plan.numbersRestOn).toContain('those of the point by Prometheus (prod-north) at 2026-11-20T14:32:55.000Z, those of now by test at');
      const ids = plan.steps.map(({ id }) => id);
      expect(ids.indexOf('verify/kafka/log')).toBeGreaterThan(ids.indexOf('start/kafka'));
      expect(sentences(plan).join()).not.toContain('not compared');
    });

    it.each<[string, object[], Record<string, MetricSample[]>, string]>([
      ['the point holds none', [sink], ends, 'the point holds no ends of the log of kafka'],
      ['they were not measured at the cut', [sink, { element: 'kafka', notMeasured: 'it was down' }], ends, 'the ends of the log of kafka were not measured at the cut: it was down'],
      ['they are not measured now', [sink, recorded(0, 1210)], {}, 'the ends of the log of kafka are not measured now: No metrics in this test'],
      ['a partition has no end now', [sink, recorded(0, 1210), recorded(1, 3)], ends, 'test has no end of readings/1 now'],
      ['a partition had none at the cut', [sink, recorded(1, 3)], { ...ends, 'kafka/logEndOffset': [0, 1].map(partition => ({ labels: { topic: 'readings', partition: String(partition) }, value: 9 })) }, 'the point holds no end of readings/0'],
    ])('says that it is not measured where %s', (_, offsets, measured, reason) => {
      const { effects } = drawLog({ offsets }, { measured });
      expect(effects.lost).toEqual({ seconds: 312, sentence: `All records that kafka took in the 5 min 12 s since the cut are lost, unless their producers send them again; how many is not measured: ${reason}` });
    });

    it('says in the outcome that a log is not compared where there is nothing to compare it with', () => {
      const plan = drawLog({ offsets: [sink, { element: 'kafka', notMeasured: 'it was down' }] });
      expect(plan.steps.map(({ id }) => id)).not.toContain('verify/kafka/log');
      expect(sentences(plan)).toContainEqual(expect.stringMatching(/^kafka runs on 2 volumes .*; it is not compared with the cut: the ends of the log of kafka were not measured at the cut: it was down$/));
      expect(sentences(plan)).toContainEqual(expect.stringMatching(/^search runs on 2 volumes as of [^;]*$/));
    });

    it('does not take the ends of a log for the offsets of a consumer', () => {
      const plan = drawLog({ offsets: [recorded(0, 1210)] });
      expect(plan.preflight).toContainEqual(expect.objectContaining({ code: 'OFFSETS_KNOWN', result: 'warn', sentence: expect.stringContaining('no offsets of consumers') }));
      expect(plan.consumers).toEqual([]);
      expect(plan.effects.replayed).toBeUndefined();
    });
  });

  it('refuses a part of what belongs together, whatever is accepted', () => {
    const torn = pointObjects([{ element: 'search', claim: 'es-0' }], { planned: [{ element: 'search', claim: 'es-0' }, { element: 'search', claim: 'es-1' }] });
    for (const acceptMissing of [false, true]) {
      expect(blocks(draw({ ...inPlace, acceptMissing }, worldOf(torn)))).toEqual(['POINT_COMPLETE: The point lacks es-1 of search; its volumes are of use only together']);
    }
  });

  it('wants missing volumes that stand alone accepted by name', () => {
    const apart: TestElement = { ...SEARCH_ELEMENT, ...(SEARCH_ELEMENT.operations && { operations: { ...SEARCH_ELEMENT.operations, inseparable: () => [] } }) };
    const partial = worldOf(pointObjects([{ element: 'search', claim: 'es-0' }], { planned: [{ element: 'search', claim: 'es-0' }, { element: 'search', claim: 'es-1' }] }), {}, [KAFKA, apart]);
    expect(blocks(draw(inPlace, partial))).toEqual(['POINT_COMPLETE: The point lacks es-1 of search; it stays as it is']);
    expect(blocks(draw({ ...inPlace, acceptMissing: true }, partial))).toEqual([]);
  });

  it('refuses a point with volumes that the element no longer has', () => {
    const larger = pointObjects(['es-0', 'es-1', 'es-2'].map(claim => ({ element: 'search', claim })));
    expect(blocks(draw(inPlace, worldOf(larger)))).toEqual(['POINT_FITS: search has no es-2 any more, which the point holds']);
  });

  it('refuses points that are not ready, and elements and points that are not there', () => {
    const going = SEARCH_POINT.map(object => (object.kind === 'VolumeSnapshot' ? { ...object, metadata: { ...object.metadata, deletionTimestamp: '2026-11-20T15:00:00Z' } } : object));
    expect(blocks(draw(inPlace, worldOf(going)))).toContain('POINT_READY: The point is Deleting: It is being deleted');
    expect(() => draw({ ...inPlace, recoveryPoint: 'op-nothing00000' })).toThrow('There is no recovery point op-nothing00000');
    expect(() => draw({ ...inPlace, elements: ['kafka'] })).toThrow('The point holds nothing of kafka');
    expect(() => draw({ ...inPlace, namespace: 'other' })).toThrow('A restore in place makes no namespace');
  });
});

describe('restore into a namespace and clone', () => {
  it('brings snapshots along, makes the element again and tidies up', () => {
    const plan = draw({ ...inPlace, where: 'new-namespace', namespace: 'drill' });
    expect(blocks(plan)).toEqual([]);
    expect(planText(plan)).toMatchSnapshot();
  });

  it('keeps what was brought along for a copy whose volumes no pod makes yet', () => {
    const late = { ...storageClassObject('fast'), volumeBindingMode: 'WaitForFirstConsumer' };
    const { operations } = SEARCH_ELEMENT;
    if (operations?.copy === undefined) throw new Error('The element of this test can be copied');
    const { copy } = operations;
    const asleep: TestElement = { ...SEARCH_ELEMENT, operations: { ...operations, copy: (...to) => ({ ...copy(...to), start: { possible: true, steps: [], changes: [], sentences: [] } }) } };
    const into = { ...inPlace, where: 'new-namespace' as const, namespace: 'drill' };
    const finalSteps = (plan: PlanDraft) => plan.steps.map(({ id }) => id).filter(id => /^(made|tidy)/.test(id));
    const started = draw(into, worldOf([...SEARCH_POINT, late]));
    expect(finalSteps(started)).toEqual(['made/search', 'tidy/search']);
    const plan = draw(into, worldOf([...SEARCH_POINT, late], {}, [KAFKA, asleep]));
    expect(finalSteps(plan)).toEqual(['made/search']);
    expect(plan.steps.at(-1)?.wait?.params).toMatchObject({ pendingIsEnough: ['search-es-0', 'search-es-1'], pendingIsPartial: true });
    expect(plan.preflight).toContainEqual(expect.objectContaining({ code: 'VOLUMES_AT_ONCE', result: 'warn' }));
  });

  it('touches no namespace that exists, and none without a name', () => {
    const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'drill', uid: 'n' } };
    const into = (name?: string) => () => draw({ ...inPlace, where: 'new-namespace', ...(name === undefined ? {} : { namespace: name }) }, worldOf([...SEARCH_POINT, namespace]));
    expect(into('drill')).toThrow('The namespace drill exists in prod-north');
    expect(into()).toThrow('No namespace is named');
    expect(into('Not A Name')).toThrow('cannot be the name of a namespace');
  });

  it('copies an element beside itself, as it is or from a point', () => {
    const plan = draw({ kind: 'clone', element: 'search', name: 'trial' });
    expect(plan.preflight).toContainEqual(expect.objectContaining({ code: 'GROUP_CUT', result: 'warn' }));
    expect(planText(draw({ kind: 'clone', element: 'search', name: 'trial', recoveryPoint: POINT }))).toMatchSnapshot();
    const taken = { apiVersion: 'example.com/v1', kind: 'Tank', metadata: { name: 'trial', namespace: 'factory', uid: 't' } };
    expect(() => draw({ kind: 'clone', element: 'search', name: 'trial' }, worldOf([taken]))).toThrow('Tank trial exists in factory');
    expect(() => draw({ kind: 'clone', element: 'search', name: 'Trial!' })).toThrow('cannot be the name of a copy');
  });
});

describe('delete', () => {
  const request = { kind: 'delete' as const, recoveryPoint: POINT };

  it('asks for a reason before the last good point of an element goes', () => {
    const plan = draw(request);
    expect(plan.safety).toMatchObject({ level: 4, type: 'search' });
    expect(planText(plan)).toMatchSnapshot();
  });

  it('needs less while there is another good one', () => {
    const other = pointObjects(['es-0', 'es-1'].map(claim => ({ element: 'search', claim })), { id: 'op-point00000002' });
    expect(draw(request, worldOf([...SEARCH_POINT, ...other])).safety.level).toBe(2);
    const broken = pointObjects([{ element: 'search', claim: 'es-0' }], { id: 'op-point00000002', planned: [{ element: 'search', claim: 'es-0' }, { element: 'search', claim: 'es-1' }] });
    expect(draw(request, worldOf([...SEARCH_POINT, ...broken])).safety.level).toBe(4);
  });

  it('says that contents stay, and waits for those who restore', () => {
    const kept = pointObjects([{ element: 'search', claim: 'es-0' }], { policy: 'Retain' });
    expect(draw(request, worldOf(kept)).preflight).toContainEqual(expect.objectContaining({ code: 'CONTENT_KEPT', result: 'warn' }));
    const held = (key: string) => blocks(draw(request, worldOf(SEARCH_POINT, { locks: [{ key, mode: 'exclusive', operation: 'op-other' }] })));
    expect(held(`point:prod-north/${POINT}/search`)).toContain('POINT_FREE: Operation op-other restores from it');
    expect(held(`point:prod-north/${POINT}`)).toContain('POINT_FREE: Operation op-other deletes it already');
  });
});

describe('undo and leftovers', () => {
  const back = { kind: 'undo' as const, operation: 'op-restored00001' };
  const restored = restoredObjects();

  it('puts the kept volumes back', () => {
    const volumes = { 'es-0': 'made-for-factory-es-0', 'es-1': 'made-for-factory-es-1' };
    const plan = draw(back, worldOf(restored, { operation: restoreRow() }, [KAFKA, { ...SEARCH_ELEMENT, volumes }]));
    expect(blocks(plan)).toEqual([]);
    expect(planText(plan)).toMatchSnapshot();
  });

  it('stops who feeds it first, and last of all sets that back to where it was before the restore, and starts it', () => {
    const elements = [KAFKA, { ...SEARCH_ELEMENT, volumes: { 'es-0': 'made-for-factory-es-0', 'es-1': 'made-for-factory-es-1' } }];
    const undone = draw(back, worldOf(restored, { operation: restoreRow() }, elements));
    const ids = undone.steps.map(({ id }) => id);
    expect(ids[0]).toBe('replay-stop/kafka');
    expect(ids.slice(-2)).toEqual(['replay-set/kafka', 'replay-start/kafka']);
    expect(undone.steps[ids.length - 2].acts).toEqual([expect.objectContaining({ changes: [expect.objectContaining({ path: ['spec', 'position'], to: '870' })] })]);
    expect(undone.consumers).toEqual([{ group: 'sink', topic: 'readings', partitions: 1, goesTo: 870, sentence: 'Goes on where it was before the restore' }]);
    expect(undone.locks.map(({ key }) => key)).toContain('element:prod-north/factory/kafka');
    expect(undone.effects.lost?.sentence).toMatch(/^What the log no longer holds since the restore is lost/);

    const unrecorded = draw(back, worldOf(restored, { operation: { ...restoreRow(), steps: [] } }, elements));
    expect(unrecorded.steps.map(({ id }) => id).filter(id => id.startsWith('replay'))).toEqual(['replay-stop/kafka', 'replay-start/kafka']);
    expect(unrecorded.preflight).toContainEqual(expect.objectContaining({ code: 'OFFSETS_KNOWN', result: 'warn', sentence: 'The restore recorded no positions of consumers by which search is fed: they go on where they are' }));
    expect(unrecorded.effects.lost?.sentence).toMatch(/^Everything that search took/);
  });

  it('refuses what kept nothing, still runs, or was removed since', () => {
    const row = restoreRow();
    expect(() => draw(back, worldOf(restored, { operation: { ...row, phase: 'Running' } }))).toThrow('still runs');
    expect(() => draw(back, worldOf(restored, { operation: { ...row, phase: 'Failed' } }))).toThrow('has taken itself back');
    expect(() => draw(back, worldOf(restored, { operation: { ...row, request: { ...inPlace, where: 'new-namespace', namespace: 'x' } } }))).toThrow('cannot be taken back');
    const without = restored.filter(({ metadata }) => metadata.name !== 'pv-es-0');
    const other = { apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name: 'pv-es-0', uid: 'another' } };
    const gone = draw(back, worldOf([...without, other], { operation: row }));
    expect(blocks(gone)[0]).toContain('OLD_VOLUME_KEPT: pv-es-0');
    expect(gone.steps).toEqual([]);
  });

  it('removes kept volumes with their data, at the price of the undo', () => {
    const plan = draw({ kind: 'remove-leftovers', element: 'search', objects: KEPT.map(({ object }) => object) }, worldOf(restored, { leftovers: KEPT, now: new Date('2026-11-23T00:00:00Z') }));
    expect(plan.safety).toMatchObject({ level: 3, type: 'search' });
    expect(planText(plan)).toMatchSnapshot();
  });
});
