import type { OperationRequest } from '@penstock/backstage-plugin-data-pipelines-common';
import type { KubernetesObject, PlanDraft, SizeGroup } from '@penstock/backstage-plugin-data-pipelines-node';
import { claimOperations, poolOperations } from './__testUtils__/poolOperations';
import { planText } from './__testUtils__/planText';
import { claimObject, storageClassObject, testWorld, type TestElement } from './__testUtils__/testWorld';
import { drawPlan, neededObjects } from './planners';
import { planFaults } from './validatePlan';
import type { World } from './World';

const CLAIMS = ['data-0-broker-0', 'data-0-broker-1', 'data-0-broker-2'];
const KAFKA: TestElement = { id: 'kafka', claims: CLAIMS, usedGib: 91, growthBytesPerSecond: 300_000, operations: poolOperations(CLAIMS) };
const SPARK: TestElement = { id: 'spark', claims: ['checkpoints'], operations: claimOperations(['checkpoints']) };

const GOLD = { apiVersion: 'storage.k8s.io/v1', kind: 'VolumeAttributesClass', metadata: { name: 'gold', uid: 'u' }, driverName: 'rbd.csi.ceph.com' };

const draw = (request: Omit<Extract<OperationRequest, { kind: 'expand' }>, 'kind'>, world: World = testWorld([KAFKA, SPARK])) =>
  drawPlan({ kind: 'expand', ...request }, world);

const registered = { observers: new Set(['csi.grown', 'csi.modified']), derivations: new Set(['csi.take-back-growth']), operation: 'op-abcdefghijkl' };

describe('expand', () => {
  it('grows a pool through its owner', () => {
    const plan = draw({ element: 'kafka', size: '200Gi' });
    expect(planFaults(plan, registered)).toEqual([]);
    expect(planText(plan)).toMatchSnapshot();
  });

  it('grows a claim that owns itself, and takes the request back while it has not grown', () => {
    const plan = draw({ element: 'spark', size: '256Gi' });
    expect(planFaults(plan, registered)).toEqual([]);
    expect(planText(plan)).toMatchSnapshot();
  });

  it('reads the owner of the size whole, and the claims', () => {
    expect(neededObjects({ kind: 'expand', element: 'kafka', size: '200Gi' }, testWorld([KAFKA])).map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      'Pool broker',
      ...CLAIMS.map(claim => `PersistentVolumeClaim ${claim}`),
    ]);
  });

  it('grows all volumes of one size when one of them is asked for, and says so', () => {
    const plan = draw({ element: 'kafka', volumes: ['data-0-broker-1'], size: '200Gi' });
    expect(plan.title).toBe('Expand 3 volumes of kafka');
    expect(plan.preflight).toContainEqual(expect.objectContaining({ code: 'VOLUMES_GROW_TOGETHER', result: 'warn', sentence: '3 volumes grow, not 1: pool broker has one size for data-0-broker-0, data-0-broker-1 and data-0-broker-2' }));
  });

  describe('of an owner whose field cannot be changed in place', () => {
    const restate: SizeGroup['restate'] = changes => ({
      possible: true,
      steps: [{ id: 'restate', title: changes.map(({ path, from, to }) => `${path.join('.')} ${from} ${to}`).join(), phase: 'Finalizing', acts: [], deadlineSeconds: 9 }],
      changes: [],
      sentences: ['For some seconds nobody replaces a lost pod.'],
    });
    const operations = (size = '100Gi') => poolOperations(CLAIMS, { size, group: { restate, attributesClass: { path: ['spec', 'class'] } } });
    const planOf = (request: { size?: string; volumeAttributesClass?: string }, objects: KubernetesObject[] = [], size?: string) =>
      draw({ element: 'kafka', ...request }, testWorld([{ ...KAFKA, operations: operations(size) }], { objects: [GOLD, ...objects] }));
    const told = ({ steps }: PlanDraft) => steps.map(({ id, title, acts, wait, undo }) => [id, acts.length, wait?.observer ?? title, undo?.length ?? 0]);

    it('asks one claim after the other, each with its own way back, and then has the owner state it', () => {
      const plan = planOf({ size: '200Gi' });
      expect(planFaults(plan, registered)).toEqual([]);
      expect(told(plan)).toEqual([...CLAIMS.map(claim => [`grow/0/${claim}`, 1, 'csi.grown', 1]), ['restate', 0, 'spec.storage.volumes.0.size 100Gi 200Gi', 0]]);
      expect(plan.effects.sentences.map(({ sentence }) => sentence)).toContain('For some seconds nobody replaces a lost pod.');
    });

    it('changes size and class, and has the owner state both at once', () => {
      expect(told(planOf({ size: '200Gi', volumeAttributesClass: 'gold' })).slice(3)).toEqual([
        ['modify/0', 3, 'csi.modified', 0],
        ['restate', 0, 'spec.storage.volumes.0.size 100Gi 200Gi,spec.class undefined gold', 0],
      ]);
    });

    it('completes what ended half-way: claims that are behind, and the owner alone', () => {
      const grown = CLAIMS.map(claim => claimObject(claim, { sizeGib: 200 }));
      expect(told(planOf({ size: '200Gi' }, grown.slice(0, 2))).map(([id]) => id)).toEqual(['grow/0/data-0-broker-2', 'restate']);
      expect(told(planOf({ size: '200Gi' }, grown)).map(([id]) => id)).toEqual(['restate']);
      expect(() => planOf({ size: '200Gi' }, grown, '200Gi')).toThrow('the size that data-0-broker-0 has already');
    });

    it('leaves a larger size that the owner states already', () => {
      expect(told(planOf({ size: '200Gi' }, [], '300Gi')).map(([id]) => id)).toEqual(CLAIMS.map(claim => `grow/0/${claim}`));
    });
  });

  describe('after a growth that failed', () => {
    const failed = (word: string) => claimObject('checkpoints', { more: { allocatedResourceStatuses: { storage: word } } });
    const asked = (word: string) => {
      const claim = failed(word);
      return { ...claim, spec: { ...Object(claim.spec), resources: { requests: { storage: '1Ti' } } } };
    };
    const actsOf = (size: string, word: string) => draw({ element: 'spark', size }, testWorld([SPARK], { objects: [asked(word)] })).steps.flatMap(({ acts }) => acts);

    it.each([
      ['ControllerResizeInfeasible', '200Gi'],
      ['NodeResizeInfeasible', '101Gi'],
    ])('%s: less may be asked for, down to what is there', (word, size) => {
      expect(actsOf(size, word)).toEqual([expect.objectContaining({ act: 'patch', changes: [{ path: ['spec', 'resources', 'requests', 'storage'], from: '1Ti', to: size }] })]);
    });

    it.each([
      ['ControllerResizeInfeasible', '100Gi'],
      ['ControllerResizeInfeasible', '99Gi'],
      ['ControllerResizeInProgress', '200Gi'],
      ['NodeResizePending', '200Gi'],
    ])('%s: not down to %s', (word, size) => {
      expect(() => actsOf(size, word)).toThrow('volumes only grow');
    });

    it('never where an operator states the size, which it would not take back', () => {
      const infeasible = CLAIMS.map(claim => claimObject(claim, { more: { allocatedResourceStatuses: { storage: 'ControllerResizeInfeasible' } } }));
      const world = testWorld([{ ...KAFKA, operations: poolOperations(CLAIMS, { size: '1Ti' }) }], { objects: infeasible });
      expect(() => draw({ element: 'kafka', size: '200Gi' }, world)).toThrow('volumes only grow');
    });
  });

  it('changes the attributes class of claims that own themselves, and of no other', () => {
    const world = testWorld([KAFKA, SPARK], { objects: [GOLD] });
    expect(planText(draw({ element: 'spark', volumeAttributesClass: 'gold' }, world))).toMatchSnapshot();
    expect(draw({ element: 'kafka', volumeAttributesClass: 'gold' }, world).preflight).toContainEqual(expect.objectContaining({ code: 'ATTRIBUTES_CLASS', result: 'block' }));
    expect(draw({ element: 'spark', volumeAttributesClass: 'lead' }, world).preflight).toContainEqual(expect.objectContaining({ result: 'block', sentence: 'There is no volume attributes class lead' }));
    const foreign = testWorld([SPARK], { objects: [{ ...GOLD, driverName: 'other.csi' }] });
    expect(draw({ element: 'spark', volumeAttributesClass: 'gold' }, foreign).preflight).toContainEqual(
      expect.objectContaining({ result: 'block', sentence: 'gold is a class of the driver other.csi, but volumes are of rbd.csi.ceph.com' }),
    );
  });
  describe('another attributes class', () => {
    const FIELD = ['spec', 'storage', 'volumes', 0, 'volumeAttributesClass'];
    const operations = (value?: string) => poolOperations(CLAIMS, { group: { attributesClass: { path: FIELD, ...(value === undefined ? {} : { value }) }, restarts: 3 } });
    const ofClass = (name: string, status: Record<string, unknown> = { currentVolumeAttributesClassName: name }) =>
      CLAIMS.map(claim => {
        const object = claimObject(claim, { more: status });
        return { ...object, spec: { ...Object(object.spec), volumeAttributesClassName: name } };
      });
    const worldOf = (value: string | undefined, claims: KubernetesObject[] = []) => testWorld([{ ...KAFKA, operations: operations(value) }], { objects: [GOLD, ...claims] });

    it('goes through the owner where that has a field for it, restarts nothing, and can go back to the former one', () => {
      const plan = draw({ element: 'kafka', volumeAttributesClass: 'gold' }, worldOf('silver', ofClass('silver')));
      expect(planFaults(plan, registered)).toEqual([]);
      expect(plan.title).toBe('Change 3 volumes of kafka');
      expect(plan.steps).toMatchObject([{ id: 'modify/0', acts: [{ act: 'patch', changes: [{ path: FIELD, from: 'silver', to: 'gold' }] }], undo: [{ changes: [{ from: 'gold', to: 'silver' }] }] }]);
      expect(plan.changes.slice(0, 2)).toMatchObject([{ by: 'Penstock', from: 'silver', to: 'gold' }, { by: expect.not.stringContaining('Penstock'), count: 3, field: 'spec.volumeAttributesClassName' }]);
      expect(plan.changes[0]).not.toHaveProperty('note');
      expect(plan.comparison).toEqual([{ label: 'Performance class', now: 'silver', after: 'gold' }]);
      expect(plan.effects).toEqual({ restarts: 0, sentences: [expect.objectContaining({ sentence: expect.stringContaining('no pod restarts') })] });
    });

    it('beside a larger size is told with it', () => {
      const plan = draw({ element: 'kafka', size: '200Gi', volumeAttributesClass: 'gold' }, worldOf(undefined));
      expect(plan.steps.map(({ id }) => id)).toEqual(['grow/0', 'modify/0']);
      expect([plan.title, plan.effects.restarts]).toEqual(['Expand 3 volumes of kafka', 3]);
      expect(plan.comparison.map(({ label }) => label)).toEqual(['Size, each', 'Used, fullest', 'Full in', 'Total, 3 volumes', 'Performance class']);
    });

    it('is not the one that all have already, but may be one that was asked for and is not there', () => {
      const request = { element: 'kafka', volumeAttributesClass: 'gold' };
      expect(() => draw(request, worldOf('gold', ofClass('gold')))).toThrow('gold is the volume attributes class that data-0-broker-0 has already');
      expect(draw(request, worldOf('silver', ofClass('gold'))).steps).toHaveLength(1);
      expect(draw(request, worldOf('gold', ofClass('gold', {}))).steps).toMatchObject([{ acts: [] }]);
      expect(draw({ ...request, size: '200Gi' }, worldOf('gold', ofClass('gold'))).steps.map(({ id }) => id)).toEqual(['grow/0']);
    });
  });
});

describe('what expand refuses', () => {
  it.each([
    ['0Gi', 'a volume needs more than nothing'],
    ['-5Gi', 'a volume needs more than nothing'],
    ['1e30', 'more than Kubernetes can count'],
    ['200GB', 'not a Kubernetes quantity'],
    ['much', 'not a Kubernetes quantity'],
    ['0.3', 'not a whole number of bytes'],
    ['100Gi', 'the size that data-0-broker-0 has already'],
    ['50Gi', 'smaller than what data-0-broker-0 has now (100Gi)'],
  ])('the size %s', (size, why) => {
    expect(() => draw({ element: 'kafka', size })).toThrow(why);
  });

  it('a request for nothing', () => {
    expect(() => draw({ element: 'kafka' })).toThrow('Neither a size nor a volume attributes class');
  });

  it('volumes of others and volumes that are not there', () => {
    expect(() => draw({ element: 'kafka', size: '200Gi', volumes: ['checkpoints'] })).toThrow('checkpoints is a volume of spark, not of kafka');
    expect(() => draw({ element: 'kafka', size: '200Gi', volumes: ['nothing'] })).toThrow('kafka has no volume nothing');
    expect(() => draw({ element: 'nobody', size: '200Gi' })).toThrow('There is no element nobody');
  });
});

describe('what stands in the way of expand', () => {
  const results = (world: World, code: string) => draw({ element: 'kafka', size: '200Gi' }, world).preflight.filter(check => check.code === code).map(({ result, sentence }) => [result, sentence]);
  const quota = (hard: Record<string, string>, used?: Record<string, string>) => ({
    apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'disk', namespace: 'factory', uid: 'q' }, spec: { hard }, status: { hard, ...(used ? { used } : {}) },
  });

  it('a class that forbids it, a class that is gone, classes that may not be read', () => {
    expect(results(testWorld([KAFKA], { objects: [storageClassObject('fast', { allowVolumeExpansion: false })] }), 'CLASS_ALLOWS_EXPANSION')).toEqual([['block', 'fast does not allow expansion']]);
    expect(results(testWorld([{ ...KAFKA, storageClass: 'gone' }]), 'CLASS_ALLOWS_EXPANSION')[0][0]).toBe('block');
    const denied = testWorld([{ ...KAFKA, storageClass: 'gone' }], { kindStates: { 'StorageClass.storage.k8s.io': { state: 'denied', reason: 'forbidden' } } });
    expect(results(denied, 'CLASS_ALLOWS_EXPANSION')).toEqual([['unknown', 'Whether gone allows expansion: forbidden']]);
  });

  it('quotas: for all classes, for this class, not for another one, and not yet counted', () => {
    const world = (hard: Record<string, string>, used?: Record<string, string>) => testWorld([KAFKA], { objects: [quota(hard, used)] });
    expect(results(world({ 'requests.storage': '3Ti' }, { 'requests.storage': '300Gi' }), 'QUOTA')).toEqual([['pass', 'Quota disk: 2.4 TiB of 3 TiB left after (requests.storage)']]);
    expect(results(world({ 'requests.storage': '500Gi' }, { 'requests.storage': '300Gi' }), 'QUOTA')).toEqual([['block', 'Quota disk allows 200 GiB more (requests.storage); 300 GiB are needed']]);
    expect(results(world({ 'fast.storageclass.storage.k8s.io/requests.storage': '500Gi' }, { 'fast.storageclass.storage.k8s.io/requests.storage': '300Gi' }), 'QUOTA')[0][0]).toBe('block');
    expect(results(world({ 'slow.storageclass.storage.k8s.io/requests.storage': '1Gi' }, { 'slow.storageclass.storage.k8s.io/requests.storage': '1Gi' }), 'QUOTA')).toEqual([['pass', 'No quota limits storage in factory']]);
    expect(results(world({ 'requests.storage': '500Gi' }), 'QUOTA')[0][0]).toBe('unknown');
    expect(results(testWorld([KAFKA], { kindStates: { ResourceQuota: { state: 'denied', reason: 'forbidden' } } }), 'QUOTA')[0][0]).toBe('unknown');
  });

  it('another operation that excludes it, but not a snapshot', () => {
    const held = (mode: 'expand' | 'snapshot' | 'exclusive') => testWorld([KAFKA], { locks: [{ key: 'volume:prod-north/uid-data-0-broker-1', mode, operation: 'op-other' }] });
    expect(results(held('exclusive'), 'NO_OTHER_OPERATION')).toEqual([['block', 'Operation op-other is at work on one of these']]);
    expect(results(held('expand'), 'NO_OTHER_OPERATION')[0][0]).toBe('block');
    expect(results(held('snapshot'), 'NO_OTHER_OPERATION')[0][0]).toBe('pass');
  });

  it('numbers that nobody measures say so and are no zero', () => {
    const { comparison } = draw({ element: 'spark', size: '200Gi' });
    expect(comparison.map(({ label, now, after }) => [label, now, after])).toEqual([
      ['Size, each', '100 GiB', '200 GiB'],
      ['Used', 'not reported', 'not reported'],
      ['Full in', 'not reported', 'not reported'],
      ['Total, 1 volume', '100 GiB', '200 GiB'],
    ]);
  });
});
