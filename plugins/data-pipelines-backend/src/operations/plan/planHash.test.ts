import { createHash } from 'node:crypto';
import type { OperationRequest } from '@penstock/backstage-plugin-data-pipelines-common';
import type { PlanDraft, PlannedStep } from '@penstock/backstage-plugin-data-pipelines-node';
import { csiDriver } from '../../drivers/csi';
import { poolOperations } from './__testUtils__/poolOperations';
import { testWorld, type TestElement } from './__testUtils__/testWorld';
import { kubectlOf } from './kubectl';
import { planDifferences, planHash } from './planHash';
import { drawPlan } from './planners';
import { stampSteps } from './stampPlanHash';
import type { World } from './World';

const CLAIMS = ['data-0-broker-0', 'data-0-broker-1', 'data-0-broker-2'];
const kafka = (options: Parameters<typeof poolOperations>[1] = {}): TestElement => ({ id: 'kafka', claims: CLAIMS, operations: poolOperations(CLAIMS, options) });
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const request: OperationRequest = { kind: 'expand', element: 'kafka', size: '200Gi' };
const draw = (world: World = testWorld([kafka()]), asked: OperationRequest = request) => drawPlan(asked, world);
const hash = planHash(draw(), request, sha256);
const differences = (draft: PlanDraft, asked = request) => planDifferences(hash, draft, asked, sha256);

describe('the hash of a plan', () => {
  it('is the same for the same world, whenever it is drawn, and short', () => {
    expect(planHash(draw(testWorld([kafka()], { now: new Date('2026-12-24T18:00:00Z') })), request, sha256)).toBe(hash);
    expect(hash.length).toBeLessThan(128);
    expect(differences(draw())).toEqual([]);
  });

  it('does not hang on the order in which a watch gives the volumes', () => {
    const turned: TestElement = { ...kafka(), claims: [...CLAIMS].reverse() };
    const clone: OperationRequest = { kind: 'clone', element: 'kafka', name: 'trial' };
    const world = (element: TestElement) => testWorld([element], { drivers: [csiDriver] });
    for (const asked of [request, clone]) {
      expect(planHash(draw(world(turned), asked), asked, sha256)).toBe(planHash(draw(world(kafka()), asked), asked, sha256));
    }
  });

  it('is short whatever the plan rests on, and still names what changed', () => {
    const basis = Array.from({ length: 50 }, (_, index) => ({ subject: `fact ${String(index).padStart(2, '0')}`, value: 'a' }));
    const long = planHash({ ...draw(), basis }, request, sha256);
    expect(long.length).toBeLessThan(128);
    const changed = basis.map((entry, index) => (index === 20 ? { ...entry, value: 'b' } : entry));
    expect(planDifferences(long, { ...draw(), basis: changed }, request, sha256).join()).toContain('fact 20 has changed; now: b');
  });

  it('knows nothing of sentences', () => {
    const other = kafka({ group: { note: 'Other words', checks: [{ code: 'OPERATOR_SETTLED', result: 'pass', sentence: 'generation 15 done' }] } });
    expect(planHash(draw(testWorld([other])), request, sha256)).toBe(hash);
  });

  it('knows nothing of moments that follow from the drawing', () => {
    const at = (moment: string): PlanDraft => {
      const step: PlannedStep = {
        id: 'keep', title: 'Keep', phase: 'Running', deadlineSeconds: 1,
        acts: [
          { act: 'patch', target: { cluster: 'c', apiVersion: 'v1', kind: 'PersistentVolume', name: 'pv' }, changes: [{ path: ['metadata', 'annotations', 'penstock.dev/kept-until'], to: moment }] },
          { act: 'derive', by: 'csi.point', params: { expiresAt: moment } },
        ],
      };
      return { ...draw(), steps: [step] };
    };
    expect(planHash(at('2026-11-22T14:32:10Z'), request, sha256)).toBe(planHash(at('2026-11-22T14:33:00Z'), request, sha256));
  });

  it('tells what has changed since', () => {
    expect(differences(draw(testWorld([kafka({ size: '120Gi' })])))).toEqual(['spec.storage.volumes[0].size of Pool broker has changed; now: 120Gi']);
    const busy = draw(testWorld([kafka()], { locks: [{ key: 'element:prod-north/factory/kafka', mode: 'exclusive', operation: 'op-other' }] }));
    expect(differences(busy)).toEqual(['Checks have another outcome; now not passed: Operation op-other is at work on one of these']);
    const asked: OperationRequest = { ...request, size: '300Gi' };
    expect(differences(draw(undefined, asked), asked)).toEqual(['The request is another one than the plan was drawn for']);
    const owner = { cluster: 'prod-north', apiVersion: 'example.com/v2', kind: 'Pool', namespace: 'factory', name: 'broker' };
    expect(differences(draw(testWorld([kafka({ group: { owner } })])))).toEqual(['The steps are other ones; now: Grow 3 volumes of pool broker to 200Gi']);
  });

  it.each(['', 'yesterday', 'a.b.c', '0'.repeat(128)])('refuses %j as none of a plan', text => {
    expect(planDifferences(text, draw(), request, sha256)).toEqual(['The hash is none of a plan of this version']);
  });
});

describe('stampSteps', () => {
  it('puts the hash into all that is created, when it is undone or resumed, too, and nowhere else', () => {
    const create = { act: 'create' as const, cluster: 'c', object: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', annotations: { kept: 'yes' } } } };
    const remove = { act: 'delete' as const, target: { cluster: 'c', apiVersion: 'v1', kind: 'ConfigMap', name: 'a' }, propagation: 'background' as const };
    const [step] = stampSteps([{ id: 'a', title: 'A', phase: 'Running', deadlineSeconds: 1, acts: [create, remove], undo: [create], pause: { limitSeconds: 1, resume: [create] } }], 'the-hash');
    const stamped = { ...create, object: { ...create.object, metadata: { name: 'a', annotations: { kept: 'yes', 'penstock.dev/plan-hash': 'the-hash' } } } };
    expect(step.acts).toEqual([stamped, remove]);
    expect(step.undo).toEqual([stamped]);
    expect(step.pause?.resume).toEqual([stamped]);
  });
});

describe('kubectlOf', () => {
  it('tells a patch as a command that tests what it changes', () => {
    expect(kubectlOf(draw().steps[0])).toBe(
      `kubectl --context prod-north patch pool broker -n factory --type=json -p '[{"op":"test","path":"/spec/storage/volumes/0/size","value":"100Gi"},{"op":"replace","path":"/spec/storage/volumes/0/size","value":"200Gi"}]'`,
    );
  });

  it('quotes what a shell would read', () => {
    const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: "it's" } };
    expect(kubectlOf({ acts: [{ act: 'create', cluster: 'c', object }] })).toContain(`"it'\\''s"`);
  });
});
