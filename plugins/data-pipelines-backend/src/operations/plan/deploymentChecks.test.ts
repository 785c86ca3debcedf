import type { OperationRequest } from '@penstock/backstage-plugin-data-pipelines-common';
import type { FieldChange, KubernetesObject, ObjectKey, PlannedAct, PlannedStep } from '@penstock/backstage-plugin-data-pipelines-node';
import { inventoryOf } from '@penstock/backstage-plugin-data-pipelines-node/testUtils';
import { parse } from 'yaml';
import { csiDriver } from '../../drivers/csi';
import { POINT } from './__testUtils__/pointObjects';
import { KAFKA, SEARCH_ELEMENT, SEARCH_POINT } from './__testUtils__/storageCases';
import { testWorld } from './__testUtils__/testWorld';
import { deploymentChecks } from './deploymentChecks';
import { drawPlan } from './planners';
import type { World } from './World';

const POOL: ObjectKey = { cluster: 'prod-north', apiVersion: 'example.com/v1', kind: 'Pool', namespace: 'factory', name: 'broker' };
type Metadata = Partial<KubernetesObject['metadata']>;
const pool = (metadata: Metadata = {}): KubernetesObject => ({ apiVersion: POOL.apiVersion, kind: 'Pool', metadata: { name: 'broker', namespace: 'factory', uid: 'uid-pool', ...metadata }, spec: { size: '100Gi' } });
const step = (id: string, acts: PlannedAct[], more: Partial<PlannedStep> = {}): PlannedStep => ({ id, title: id, phase: 'Running', acts, deadlineSeconds: 60, ...more });
const patch = (...changes: FieldChange[]): PlannedAct => ({ act: 'patch', target: POOL, uid: 'uid-pool', changes });
const remove: PlannedAct = { act: 'delete', target: POOL, uid: 'uid-pool', propagation: 'orphan' };
const make: PlannedAct = { act: 'create', cluster: POOL.cluster, object: { apiVersion: POOL.apiVersion, kind: 'Pool', metadata: { name: 'broker', namespace: 'factory' } } };
const size = ['spec', 'size'];
const mark = ['metadata', 'annotations', 'pause'];

const TOUCHES: Record<string, PlannedStep[]> = {
  lasting: [step('grow', [patch({ path: size, from: '100Gi', to: '200Gi' })])],
  passing: [step('stop', [patch({ path: size, from: 'on', to: 'off' })]), step('start', [patch({ path: size, from: 'off', to: 'on' })])],
  pausing: [
    step('pause', [patch({ path: size, from: 'on', to: 'off' })], { pause: { limitSeconds: 60, resume: [] } }),
    step('resume', [patch({ path: size, from: 'off', to: 'on' })], { resumes: 'pause' }),
  ],
  'an annotation for a time': [step('stop', [patch({ path: mark, to: 'true' })]), step('start', [patch({ path: mark, from: 'true' })])],
  'an unstated field for a time': [step('stop', [patch({ path: ['spec', 'suspend'], to: true })]), step('start', [patch({ path: ['spec', 'suspend'], from: true })])],
  'a field in a list for a time': [step('stop', [patch({ path: ['spec', 'sets', 0, 'off'], to: true })]), step('start', [patch({ path: ['spec', 'sets', 0, 'off'], from: true })])],
  'a label for good': [step('mark', [patch({ path: ['metadata', 'labels', 'ours'], to: 'yes' })])],
  'a label of others for good': [step('mark', [patch({ path: ['metadata', 'labels', 'theirs'], from: 'a', to: 'b' })])],
  replaced: [step('replace', [remove, make])],
  deleted: [step('delete', [remove])],
};

const ARGO = { annotations: { 'argocd.argoproj.io/tracking-id': 'orders:x' } };
const PAUSED = { annotations: { ...ARGO.annotations, 'penstock.dev/deployment-paused': 'true' } };
const HELM = { annotations: { 'meta.helm.sh/release-name': 'orders' } };

function worldWith(object: KubernetesObject | undefined): World {
  const inventory = inventoryOf(object === undefined ? [] : [object], { cluster: POOL.cluster });
  return { ...testWorld([]), reader: () => inventory, live: () => undefined };
}

const told = (steps: readonly PlannedStep[], object: KubernetesObject | undefined) => deploymentChecks(steps, worldWith(object)).map(({ result }) => result).join();

describe('what a plan does to an object that a tool deploys', () => {
  it.each([
    // touch, nobody, Argo CD, Argo CD told to leave it alone, Helm
    ['lasting', 'pass', 'block', 'warn', 'warn'],
    ['passing', 'pass', 'block', 'pass', 'pass'],
    ['pausing', 'pass', 'warn', 'pass', 'pass'],
    ['an annotation for a time', 'pass', 'pass', 'pass', 'pass'],
    ['an unstated field for a time', 'pass', 'pass', 'pass', 'pass'],
    ['a field in a list for a time', 'pass', 'block', 'pass', 'pass'],
    ['a label for good', 'pass', 'pass', 'pass', 'pass'],
    ['a label of others for good', 'pass', 'block', 'warn', 'warn'],
    ['replaced', 'pass', 'block', 'pass', 'pass'],
    ['deleted', 'pass', 'block', 'warn', 'warn'],
  ])('%s: nobody %s, Argo CD %s, paused %s, Helm %s', (touch, ...expected) => {
    expect([{}, ARGO, PAUSED, HELM].map(metadata => told(TOUCHES[touch], pool(metadata)))).toEqual(expected);
  });

  it.each<[string, Metadata, string | undefined]>([
    ['Argo CD by annotation', ARGO, 'Argo CD (annotation argocd.argoproj.io/tracking-id: orders:x)'],
    ['Argo CD by label', { labels: { 'argocd.argoproj.io/instance': 'orders' } }, 'Argo CD (label argocd.argoproj.io/instance: orders)'],
    ['Argo CD by field manager', { managedFields: [{ manager: 'kubectl' }, { manager: 'argocd-controller' }] }, 'Argo CD (field manager argocd-controller)'],
    ['Flux, a Kustomization', { labels: { 'kustomize.toolkit.fluxcd.io/name': 'data' } }, 'Flux (kustomize-controller) (label kustomize.toolkit.fluxcd.io/name: data)'],
    ['Flux, a HelmRelease', { ...HELM, labels: { 'helm.toolkit.fluxcd.io/name': 'data' } }, 'Flux (helm-controller) (label helm.toolkit.fluxcd.io/name: data)'],
    ['Flux by field manager', { managedFields: [{ manager: 'helm-controller' }] }, 'Flux (helm-controller) (field manager helm-controller)'],
    ['Helm by annotation', HELM, 'Helm (release orders)'],
    ['Helm by label', { labels: { 'app.kubernetes.io/managed-by': 'Helm' } }, 'Helm (label app.kubernetes.io/managed-by: Helm)'],
    ['people', { managedFields: [{ manager: 'kubectl-edit' }], labels: { 'app.kubernetes.io/managed-by': 'strimzi' } }, undefined],
    ['a controller that copies labels', { labels: { 'argocd.argoproj.io/instance': 'orders' }, ownerReferences: [{ apiVersion: 'a/v1', kind: 'Kafka', name: 'k', uid: 'u', controller: true }] }, undefined],
  ])('names %s and what it is known by', (_, metadata, owner) => {
    const [check] = deploymentChecks(TOUCHES.lasting, worldWith(pool(metadata)));
    expect(check.sentence).toContain(owner === undefined ? 'No deployment tool takes back' : `Pool broker is deployed by ${owner}: `);
  });

  it.each([
    ['kustomize.toolkit.fluxcd.io/reconcile', 'disabled'],
    ['kustomize.toolkit.fluxcd.io/ssa', 'Ignore'],
    ['helm.toolkit.fluxcd.io/driftDetection', 'disabled'],
  ])('takes %s: %s as leave it alone', (annotation, value) => {
    const flux = (annotations: Record<string, string>) => pool({ labels: { 'kustomize.toolkit.fluxcd.io/name': 'data' }, annotations });
    expect(told(TOUCHES.replaced, flux({ [annotation]: value }))).toBe('pass');
    expect(told(TOUCHES.replaced, flux({ [annotation]: 'enabled' }))).toBe('block');
  });

  it.each<[string, Metadata]>([
    ['blocks', ARGO],
    ['warns', HELM],
  ])('offers the change for the source where a lasting one %s', (_, metadata) => {
    const steps = [step('grow', [patch({ path: ['spec', 'volumes', 0, 'size'], from: '100Gi', to: '200Gi' }, { path: ['spec', 'a/b'], to: 3 }, { path: ['spec', 'old'], from: true }, { path: ['spec', 'node.roles'], from: 'a', to: 'b' })])];
    const [{ source }] = deploymentChecks(steps, worldWith(pool(metadata)));
    expect(source).toMatchObject({
      object: POOL,
      fields: [{ field: 'spec.volumes[0].size', from: '100Gi', to: '200Gi' }, { field: 'spec.a/b', to: '3' }, { field: 'spec.old', from: 'true' }, { field: 'spec["node.roles"]', from: 'a', to: 'b' }],
    });
    const { patches } = parse(source?.patch ?? '');
    expect(patches).toEqual([{ target: { group: 'example.com', version: 'v1', kind: 'Pool', name: 'broker', namespace: 'factory' }, patch: expect.any(String) }]);
    expect(parse(patches[0].patch)).toEqual([
      { op: 'replace', path: '/spec/volumes/0/size', value: '200Gi' },
      { op: 'add', path: '/spec/a~1b', value: 3 },
      { op: 'remove', path: '/spec/old' },
      { op: 'replace', path: '/spec/node.roles', value: 'b' },
    ]);
  });

  it('offers none where the source cannot bring it about, or nothing is objected to', () => {
    for (const [touch, metadata] of [['passing', ARGO], ['replaced', ARGO], ['deleted', ARGO], ['lasting', {}]] as const) {
      expect(deploymentChecks(TOUCHES[touch], worldWith(pool(metadata))).map(({ source }) => source)).toEqual([undefined]);
    }
  });

  it('passes nothing that it could not look at, and says nothing of what the operation makes itself', () => {
    expect(told(TOUCHES.lasting, undefined)).toBe('unknown');
    const { uid: _uid, ...own } = { act: 'patch' as const, target: POOL, uid: '', changes: [{ path: size, to: '1Gi' }] };
    expect(told([step('own', [make, own])], undefined)).toBe('');
  });
});

const marked = (metadata: KubernetesObject['metadata'], { labels, annotations, ...more }: Metadata = {}) => ({
  ...metadata,
  ...more,
  labels: { ...metadata.labels, ...labels },
  annotations: { ...metadata.annotations, ...annotations },
});

const objectsOf = (change: (object: KubernetesObject) => Metadata | undefined) =>
  testWorld([KAFKA, SEARCH_ELEMENT], { drivers: [csiDriver], objects: SEARCH_POINT }).reader('prod-north')
    .list({ group: '', kind: 'PersistentVolumeClaim' })
    .concat(SEARCH_POINT)
    .map(object => ({ ...object, metadata: marked(object.metadata, change(object)) }));

function worldOf(change: (object: KubernetesObject) => Metadata | undefined, roots: Metadata = {}): World {
  const world = testWorld([KAFKA, SEARCH_ELEMENT], { drivers: [csiDriver], objects: objectsOf(change) });
  const elements = world.elements.map(element => ({ ...element, root: { ...element.root, metadata: marked(element.root.metadata, roots) } }));
  return { ...world, elements, points: csiDriver.points(world.reader('prod-north')) };
}

const tellOf = (request: OperationRequest, world: World) =>
  drawPlan(request, world).preflight.filter(({ code }) => code === 'NOT_UNDER_GITOPS').map(({ result, sentence }) => `${result}: ${sentence.slice(0, sentence.indexOf(' ', 30))}`);

describe('every kind of plan', () => {
  const claims = ({ kind }: KubernetesObject) => (kind === 'PersistentVolumeClaim' ? ARGO : undefined);
  const snapshots = ({ kind }: KubernetesObject) => (kind === 'VolumeSnapshot' ? ARGO : undefined);
  const nothing = () => undefined;
  const results = (request: OperationRequest, world: World) => [...new Set(drawPlan(request, world).preflight.flatMap(({ code, result }) => (code === 'NOT_UNDER_GITOPS' ? [result] : [])))];

  it.each<[string, OperationRequest, World, string[]]>([
    ['a restore in place replaces claims', { kind: 'restore', recoveryPoint: POINT, elements: ['search'], where: 'in-place' }, worldOf(claims), ['block']],
    ['a restore in place of what nobody deploys', { kind: 'restore', recoveryPoint: POINT, elements: ['search'], where: 'in-place' }, worldOf(nothing), ['pass']],
    ['a deletion of a point', { kind: 'delete', recoveryPoint: POINT }, worldOf(snapshots), ['block']],
    ['a deletion of a point of nobody', { kind: 'delete', recoveryPoint: POINT }, worldOf(nothing), ['pass']],
    ['a snapshot pauses by a field that nobody states', { kind: 'snapshot', elements: ['kafka'], consistency: 'application' }, worldOf(nothing, ARGO), ['pass']],
    ['a restore into a new namespace touches nothing', { kind: 'restore', recoveryPoint: POINT, elements: ['search'], where: 'new-namespace', namespace: 'drill' }, worldOf(claims, ARGO), []],
    ['a clone touches nothing', { kind: 'clone', element: 'search', name: 'drill', recoveryPoint: POINT }, worldOf(claims, ARGO), []],
  ])('%s', (_, request, world, expected) => {
    expect({ results: results(request, world), told: tellOf(request, world).length > 0 }).toEqual({ results: expected, told: expected.length > 0 });
  });

  it('gives copies nothing by which a deployment tool would take them for its own', () => {
    const tools = { annotations: { ...ARGO.annotations, 'team.example.com/key': 'kept' }, labels: { 'argocd.argoproj.io/instance': 'orders', 'app.kubernetes.io/instance': 'orders' } };
    const plan = drawPlan({ kind: 'clone', element: 'search', name: 'drill', recoveryPoint: POINT }, worldOf(() => tools, tools));
    const made = plan.steps.flatMap(({ acts }) => acts).flatMap(act => (act.act === 'create' && act.object.kind === 'PersistentVolumeClaim' ? [act.object.metadata] : []));
    expect(made.length).toBeGreaterThan(0);
    for (const metadata of made) {
      expect(JSON.stringify(metadata)).not.toMatch(/argocd|kubernetes.io\/instance/);
      expect(metadata.annotations).toEqual({ 'team.example.com/key': 'kept' });
    }
  });
});
