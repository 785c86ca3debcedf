import type { KubernetesObject, PlannedAct, PlannedManifest, PlannedStep } from '@penstock/backstage-plugin-data-pipelines-node';
import { inventoryOf } from '@penstock/backstage-plugin-data-pipelines-node/testUtils';
import { csiDriver } from '../../drivers/csi';
import { POINT } from './__testUtils__/pointObjects';
import { KAFKA, SEARCH_ELEMENT, SEARCH_POINT } from './__testUtils__/storageCases';
import { storageClassObject, testWorld } from './__testUtils__/testWorld';
import { drawPlan } from './planners';
import { namedSecrets, secretChecks, secretKey, type SecretState } from './storageSecrets';

const CLUSTER = 'prod-north';
const PREFIX = 'csi.storage.k8s.io/';
const secret = (use: string, name: string, namespace: string) => ({ [`${PREFIX}${use}-secret-name`]: name, [`${PREFIX}${use}-secret-namespace`]: namespace });
const encrypted = (parameters: Record<string, string>, name = 'fast'): KubernetesObject => ({ ...storageClassObject(name), parameters: { encrypted: 'true', ...parameters } });
const claim = (spec: PlannedManifest['spec'] = { storageClassName: 'fast' }, namespace = 'factory'): PlannedManifest => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name: 'data-0', namespace, annotations: { 'team.example.com/key': 'orders' } },
  spec,
});
const create = (...objects: PlannedManifest[]): PlannedStep[] => [
  { id: 'make', title: 'Make', phase: 'Running', deadlineSeconds: 60, acts: objects.map((object): PlannedAct => ({ act: 'create', cluster: CLUSTER, object })) },
];
const namesOf = (steps: readonly PlannedStep[], ...classes: KubernetesObject[]) => {
  const inventory = inventoryOf(classes, { cluster: CLUSTER });
  return namedSecrets(steps, () => inventory);
};
const words = ({ named, unknown }: ReturnType<typeof namesOf>) => [...named.map(each => `${each.namespace}/${each.name} by ${each.by}`), ...unknown.map(each => `? ${each.template} by ${each.by}`)];
const allAre = (names: ReturnType<typeof namesOf>, state: SecretState) => new Map(names.named.map(each => [secretKey(each), state]));

describe('secrets that a plan needs', () => {
  it.each<[string, Record<string, string>, string[]]>([
    ['none', {}, []],
    ['a fixed one', secret('provisioner', 'kms', 'storage'), ['storage/kms by StorageClass fast (provisioner)']],
    ['the same for several uses, once', { ...secret('provisioner', 'kms', 'storage'), ...secret('node-stage', 'kms', 'storage') }, ['storage/kms by StorageClass fast (provisioner)']],
    ['one of the namespace', secret('provisioner', 'kms', '${pvc.namespace}'), ['factory/kms by StorageClass fast (provisioner)']],
    ['one of the claim', secret('node-publish', 'key-${pvc.name}', '${pvc.namespace}'), ['factory/key-data-0 by StorageClass fast (node-publish)']],
    ['one that an annotation names', secret('node-stage', "${pvc.annotations['team.example.com/key']}", 'storage'), ['storage/orders by StorageClass fast (node-stage)']],
    ['one of the volume', secret('node-stage', '${pv.name}', 'storage'), ['? storage/${pv.name} by StorageClass fast (node-stage)']],
    ['one of an annotation that is not there', secret('node-stage', "${pvc.annotations['other']}", 'storage'), ["? storage/${pvc.annotations['other']} by StorageClass fast (node-stage)"]],
    ['a name without a namespace', { [`${PREFIX}provisioner-secret-name`]: 'kms' }, []],
  ])('finds %s', (_, parameters, expected) => {
    expect(words(namesOf(create(claim()), encrypted(parameters)))).toEqual(expected);
  });

  it('looks at the default class where a claim names none, and at none where it names the empty one', () => {
    const standard = encrypted(secret('provisioner', 'kms', 'storage'), 'standard');
    standard.metadata.annotations = { 'storageclass.kubernetes.io/is-default-class': 'true' };
    expect(words(namesOf(create(claim({})), standard))).toEqual(['storage/kms by StorageClass standard (provisioner)']);
    expect(words(namesOf(create(claim({ storageClassName: '' })), standard))).toEqual([]);
  });

  it('looks at the class of a snapshot', () => {
    const snapshotClass = { apiVersion: 'snapshot.storage.k8s.io/v1', kind: 'VolumeSnapshotClass', metadata: { name: 'snap', uid: 'u' }, parameters: secret('snapshotter', '${volumesnapshot.name}', '${volumesnapshot.namespace}') };
    const snapshot = { apiVersion: 'snapshot.storage.k8s.io/v1', kind: 'VolumeSnapshot', metadata: { name: 'cut', namespace: 'factory' }, spec: { volumeSnapshotClassName: 'snap' } };
    expect(words(namesOf(create(snapshot), snapshotClass))).toEqual(['factory/cut by VolumeSnapshotClass snap (snapshotter)']);
  });

  it('pass when they are there, block when they are not, and are not known where Penstock may not ask', () => {
    const names = namesOf(create(claim()), encrypted(secret('provisioner', 'kms', 'storage')));
    expect(secretChecks(names, allAre(names, { state: 'there' }))).toEqual([{ code: 'STORAGE_SECRETS', result: 'pass', sentence: '1 Secret of the storage is there: storage/kms' }]);
    expect(secretChecks(names, allAre(names, { state: 'missing' }))).toMatchObject([{ result: 'block', remedy: 'Create the Secret kms in namespace storage with the content that the storage driver asks for.' }]);
    expect(secretChecks(names, allAre(names, { state: 'not-readable', reason: 'Penstock may not ask' }))).toMatchObject([{ result: 'unknown', sentence: expect.stringContaining('Penstock may not ask') }]);
    expect(secretChecks(names, new Map())).toMatchObject([{ result: 'unknown' }]);
    expect(secretChecks({ named: [], unknown: [] }, new Map())).toEqual([]);
  });

  it('cannot be in a namespace that the plan makes', () => {
    const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'drill' } };
    const names = namesOf(create(namespace, claim({ storageClassName: 'fast' }, 'drill')), encrypted(secret('provisioner', 'kms', '${pvc.namespace}')));
    expect(secretChecks(names, allAre(names, { state: 'there' }))).toMatchObject([{ result: 'block', sentence: 'StorageClass fast (provisioner) names the Secret kms in namespace drill, which is only made by this operation' }]);
  });

  it('are those of restores, clones and cuts as they are drawn', () => {
    const objects = [...SEARCH_POINT, encrypted(secret('provisioner', 'kms', '${pvc.namespace}'))];
    const drawn = testWorld([KAFKA, SEARCH_ELEMENT], { drivers: [csiDriver], objects });
    const world = { ...drawn, points: csiDriver.points(drawn.reader(CLUSTER)) };
    const secretsOf = (request: Parameters<typeof drawPlan>[0]) => words(namedSecrets(drawPlan(request, world).steps, world.reader));
    expect(secretsOf({ kind: 'restore', recoveryPoint: POINT, elements: ['search'], where: 'in-place' })).toEqual(['factory/kms by StorageClass fast (provisioner)']);
    expect(secretsOf({ kind: 'restore', recoveryPoint: POINT, elements: ['search'], where: 'new-namespace', namespace: 'drill' })).toEqual(['drill/kms by StorageClass fast (provisioner)']);
    expect(secretsOf({ kind: 'clone', element: 'search', name: 'drill', recoveryPoint: POINT })).toEqual(['factory/kms by StorageClass fast (provisioner)']);
    expect(secretsOf({ kind: 'delete', recoveryPoint: POINT })).toEqual([]);
  });
});
