import type { KubernetesObject, PlannedStep } from '@penstock/backstage-plugin-data-pipelines-node';
import { csiDriver } from '../../drivers/csi';
import { claimOperations, poolOperations } from './__testUtils__/poolOperations';
import { planText } from './__testUtils__/planText';
import { claimObject, testWorld, type TestElement } from './__testUtils__/testWorld';
import { pauseObservers } from './pauseObservers';
import { drawPlan } from './planners';
import { planFaults } from './validatePlan';
import type { World } from './World';

const BROKERS = ['data-0-broker-0', 'data-0-broker-1'];
const DRIVER = 'rbd.csi.ceph.com';
const classOf = (kind: string, name: string, more: Record<string, unknown> = {}): KubernetesObject => ({
  apiVersion: kind === 'VolumeSnapshotClass' ? 'snapshot.storage.k8s.io/v1' : 'groupsnapshot.storage.k8s.io/v1beta2',
  kind, metadata: { name, uid: `uid-${name}` }, driver: DRIVER, deletionPolicy: 'Delete', ...more,
});
const SINGLE = classOf('VolumeSnapshotClass', 'rbd-snap');
const GROUP = classOf('VolumeGroupSnapshotClass', 'rbd-group');

const held: PlannedStep = {
  id: 'quiesce/kafka/hold', title: 'Hold back producers', phase: 'Quiescing', element: 'kafka', deadlineSeconds: 60,
  acts: [{ act: 'patch', target: { cluster: 'prod-north', apiVersion: 'v1', kind: 'Quota', name: 'q' }, changes: [{ path: ['spec', 'rate'], to: 1 }] }],
  pause: { limitSeconds: 20, resume: [{ act: 'patch', target: { cluster: 'prod-north', apiVersion: 'v1', kind: 'Quota', name: 'q' }, changes: [{ path: ['spec', 'rate'], from: 1 }] }] },
};
const recorded: PlannedStep = { id: 'offsets/sink/list', title: 'Record offsets', phase: 'Running', acts: [], deadlineSeconds: 60 };
const kafka = (options: Partial<TestElement> = {}): TestElement => ({
  id: 'kafka', claims: BROKERS, writesTo: ['spark'],
  operations: {
    ...poolOperations(BROKERS),
    inseparable: () => BROKERS,
    consistencies: () => [
      { consistency: 'application', sentence: 'Producers are held back.', before: [recorded], pause: held, resume: { ...held, id: 'quiesce/kafka/release', title: 'Release', pause: undefined, resumes: held.id }, checks: [], changes: [] },
      { consistency: 'crash', sentence: 'Cut while the brokers write.', before: [recorded], checks: [], changes: [] },
    ],
  },
  ...options,
});
const spark: TestElement = { id: 'spark', claims: ['checkpoints'], writesTo: ['search'], operations: claimOperations(['checkpoints']), description: { readsAs: ['spark'] } };
const search: TestElement = { id: 'search', claims: ['es-0', 'es-1'], operations: { ...poolOperations(['es-0', 'es-1']), consistencies: () => [{ consistency: 'crash', sentence: 'Cut as it is.', before: [recorded], checks: [], changes: [] }] } };

const registered = {
  observers: new Set([...Object.keys(csiDriver.observers), ...Object.keys(pauseObservers(new Map()))]),
  derivations: new Set(Object.keys(csiDriver.derivations)),
  operation: 'op-abcdefghijkl',
};
const world = (elements: readonly TestElement[], objects: readonly KubernetesObject[] = [SINGLE, GROUP], more: Parameters<typeof testWorld>[1] = {}): World => testWorld(elements, { drivers: [csiDriver], objects, ...more });

describe('snapshot', () => {
  it('cuts the volumes of an element in one instant while producers are held back', () => {
    const plan = drawPlan({ kind: 'snapshot', elements: ['kafka'], consistency: 'application', keepDays: 30, note: 'before schema v12' }, world([kafka()]));
    expect(planFaults(plan, registered)).toEqual([]);
    expect(planText(plan)).toMatchSnapshot();
  });

  it('cuts single volumes, and volumes without group snapshots, one beside the other', () => {
    const plan = drawPlan({ kind: 'snapshot', elements: ['kafka'], consistency: 'crash' }, world([kafka()], [SINGLE]));
    expect(planFaults(plan, registered)).toEqual([]);
    expect(planText(plan)).toMatchSnapshot();
  });

  it('takes the labels of the operator where they select exactly the claims, and leaves the claims alone', () => {
    const labelled = BROKERS.map(name => claimObject(name, { labels: { pool: 'broker' } }));
    const plan = drawPlan({ kind: 'snapshot', elements: ['kafka'], consistency: 'crash' }, world([kafka()], [SINGLE, GROUP, ...labelled]));
    expect(plan.steps.map(({ id }) => id)).not.toContain('mark/kafka');
    expect(JSON.stringify(plan.steps)).toContain('{"matchLabels":{"pool":"broker"}}');
    const shared = world([kafka()], [SINGLE, GROUP, ...labelled, claimObject('data-0-broker-9', { labels: { pool: 'broker' } })]);
    expect(drawPlan({ kind: 'snapshot', elements: ['kafka'], consistency: 'crash' }, shared).steps.map(({ id }) => id)).toContain('mark/kafka');
  });

  it('replaces marks that an earlier cut could not take off its claims', () => {
    const marked = BROKERS.map((name, index) => claimObject(name, { labels: index === 0 ? { 'penstock.dev/cut': 'of-before' } : {} }));
    const plan = drawPlan({ kind: 'snapshot', elements: ['kafka'], consistency: 'crash' }, world([kafka()], [SINGLE, GROUP, ...marked]));
    const changes = plan.steps.find(({ id }) => id === 'mark/kafka')?.acts.flatMap(act => (act.act === 'patch' ? act.changes : []));
    expect(changes?.map(({ from }) => from)).toEqual(['of-before', ...BROKERS.slice(1).map(() => undefined)]);
  });

  it('cuts a pipeline with the flow and its log last, and records offsets once, before all', () => {
    const plan = drawPlan({ kind: 'snapshot', pipeline: 'telemetry', consistency: 'application' }, world([kafka(), search, spark]));
    expect(planFaults(plan, registered)).toEqual([]);
    expect(plan.steps.map(({ id }) => id)).toEqual([
      'offsets/sink/list', 'mark/search', 'mark/kafka',
      'cut/spark', 'cut/search', 'quiesce/kafka/hold', 'quiesce/kafka/hold/holds', 'cut/kafka', 'quiesce/kafka/hold/held', 'quiesce/kafka/release',
      'ready/spark', 'ready/search', 'ready/kafka',
      'point/spark', 'contents/spark', 'members/search', 'point/search', 'contents/search', 'members/kafka', 'point/kafka', 'contents/kafka',
    ]);
    expect(plan.preflight).toContainEqual(expect.objectContaining({ code: 'CONSISTENCY_OFFERED', result: 'warn', sentence: 'search is cut with crash consistency, not application: Tank offers no application consistency' }));
  });
});

describe('offsets', () => {
  it('are recorded for what is fed, although its feeder is not cut', () => {
    const plan = drawPlan({ kind: 'snapshot', elements: ['search'], consistency: 'crash' }, world([kafka({ writesTo: ['search'] }), { ...search, operations: poolOperations(['es-0', 'es-1']) }]));
    expect(plan.steps[0].id).toBe('offsets/sink/list');
    expect(plan.steps.map(({ id }) => id)).not.toContain('cut/kafka');
  });
});

describe('ends of logs', () => {
  it('are recorded right before the pause and the cut of their own element, and kept with the offsets', () => {
    const ends: PlannedStep = { id: 'offsets/kafka/log', title: 'Record ends', phase: 'Running', acts: [], deadlineSeconds: 60 };
    const log = kafka();
    const operations: TestElement['operations'] = log.operations && { ...log.operations, consistencies: (...args) => log.operations?.consistencies(...args).map(option => ({ ...option, atCut: [ends] })) ?? [] };
    const plan = drawPlan({ kind: 'snapshot', pipeline: 'telemetry', consistency: 'application' }, world([{ ...log, operations }, search, spark]));
    expect(planFaults(plan, registered)).toEqual([]);
    const ids = plan.steps.map(({ id }) => id);
    expect(ids.indexOf('offsets/kafka/log')).toBeGreaterThan(ids.indexOf('cut/search'));
    expect(ids[ids.indexOf('offsets/kafka/log') + 1]).toBe('quiesce/kafka/hold');
    const acts = plan.steps.find(({ id }) => id === 'point/kafka')?.acts ?? [];
    expect(acts).toContainEqual(expect.objectContaining({ act: 'derive', params: expect.objectContaining({ offsetSteps: ['offsets/sink/list', 'offsets/kafka/log'] }) }));
    const fed = drawPlan({ kind: 'snapshot', elements: ['search'], consistency: 'crash' }, world([{ ...log, operations, writesTo: ['search'] }, search]));
    expect(fed.steps.map(({ id }) => id)).not.toContain('offsets/kafka/log');
  });
});

describe('what stands in the way of a snapshot', () => {
  const blocks = (objects: readonly KubernetesObject[], more: Parameters<typeof testWorld>[1] = {}) =>
    drawPlan({ kind: 'snapshot', elements: ['kafka'], consistency: 'crash' }, world([kafka()], objects, more)).preflight.filter(({ result }) => result === 'block').map(({ sentence }) => sentence);

  it('no class, two default classes, classes without a default, a class of another driver', () => {
    const second = (name: string, isDefault: boolean) => classOf('VolumeSnapshotClass', name, { metadata: { name, uid: name, ...(isDefault ? { annotations: { 'snapshot.storage.kubernetes.io/is-default-class': 'true' } } : {}) } });
    expect(blocks([])).toEqual([`There is no VolumeSnapshotClass for the driver ${DRIVER}`]);
    expect(blocks([second('a', true), second('b', true)])).toEqual([`2 classes of the driver ${DRIVER} are the default: a, b`]);
    expect(blocks([second('a', false), second('b', false)])).toEqual([`None of the classes a, b of the driver ${DRIVER} is the default`]);
    expect(blocks([second('a', true), second('b', false)])).toEqual([]);
    expect(blocks([{ ...SINGLE, driver: 'other.csi' }])).toEqual([`There is no VolumeSnapshotClass for the driver ${DRIVER}`]);
  });

  it('no snapshot API, or one that may not be read', () => {
    expect(blocks([SINGLE], { kindStates: { 'VolumeSnapshot.snapshot.storage.k8s.io': { state: 'not-installed', reason: 'not served' } } })).toEqual(['Cluster prod-north has no snapshot API']);
    expect(blocks([SINGLE], { kindStates: { 'VolumeSnapshot.snapshot.storage.k8s.io': { state: 'denied', reason: 'forbidden' } } })).toEqual(['VolumeSnapshot cannot be read: forbidden']);
  });

  it('claims that are not bound or are being deleted', () => {
    const pending = claimObject(BROKERS[0], { more: { phase: 'Pending' } });
    const going = claimObject(BROKERS[0]);
    expect(blocks([SINGLE, pending])).toEqual([`Claim ${BROKERS[0]} has no volume (Pending)`]);
    expect(blocks([SINGLE, { ...going, metadata: { ...going.metadata, deletionTimestamp: '2026-11-20T14:00:00Z' } }])).toEqual([`Claim ${BROKERS[0]} is being deleted and goes with its pod`]);
  });

  it('requests that make no sense', () => {
    const draw = (request: object) => () => drawPlan({ kind: 'snapshot', consistency: 'crash', ...request }, world([kafka(), { id: 'job', claims: [], operations: poolOperations([]) }]));
    expect(draw({})).toThrow('Neither a pipeline nor elements');
    expect(draw({ pipeline: 'telemetry', elements: ['kafka'] })).toThrow('not of both');
    expect(draw({ pipeline: 'telemetry', volumes: ['a'] })).toThrow('together with their one element');
    expect(draw({ elements: ['kafka'], volumes: ['a'] })).toThrow('kafka has no volume a');
    expect(draw({ elements: ['job'] })).toThrow('job has no volumes');
    expect(draw({ elements: ['nobody'] })).toThrow('There is no element nobody');
  });

  it('warns of a part of what belongs together', () => {
    const plan = drawPlan({ kind: 'snapshot', elements: ['kafka'], volumes: [BROKERS[0]], consistency: 'crash' }, world([kafka()]));
    expect(plan.preflight).toContainEqual(expect.objectContaining({ code: 'POINT_COMPLETE', result: 'warn' }));
  });
});
