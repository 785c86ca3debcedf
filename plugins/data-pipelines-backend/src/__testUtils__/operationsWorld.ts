import { mockServices } from '@backstage/backend-test-utils';
import type { PermissionsService } from '@backstage/backend-plugin-api';
import { ANNOTATION_POINT, LABEL_ELEMENT, LABEL_RECOVERY_POINT } from '@penstock/backstage-plugin-data-pipelines-common';
import type { KubernetesObject } from '@penstock/backstage-plugin-data-pipelines-node';
import { inventoryOf } from '@penstock/backstage-plugin-data-pipelines-node/testUtils';
import { fixture } from './engineOperations/plannedElementOf';
import type { Audit } from '../audit/Audit';
import { AuthorizedOperationsService } from '../authorization/AuthorizedOperationsService';
import { AuthorizedRecoveryPointsService } from '../authorization/AuthorizedRecoveryPointsService';
import { AuthorizedSchedulesService } from '../authorization/AuthorizedSchedulesService';
import { ElementAccess } from '../authorization/ElementAccess';
import type { ServiceLimits } from '../authorization/ServiceLimits';
import type { ClusterConnection, Clusters, KubernetesRequest } from '../clusters';
import { drivers } from '../drivers';
import { kafkaEngine } from '../engines/kafka/engine';
import { textAt } from '../engines/shared/reading';
import { DefaultOperationsService } from '../operations/DefaultOperationsService';
import { OperationChanges } from '../operations/OperationChanges';
import { PlanDesk } from '../operations/PlanDesk';
import { createRegistries } from '../operations/Registries';
import type { TestStore } from '../operations/store/__testUtils__';
import { fullOwnerRef } from '../pipelines/CatalogFacts';
import { DefaultSchedulesService } from '../policies/DefaultSchedulesService';
import { ScheduleStore } from '../policies/ScheduleStore';
import { DefaultRecoveryPointsService } from '../recovery/DefaultRecoveryPointsService';
import { PointIndex } from '../recovery/PointIndex';
import { noFacts, readModelOf } from '../testing/readModelOf';

export const CLUSTER = 'prod-north';
export const NAMESPACE = 'pipeline-orders';
export const NOW = new Date('2026-11-20T14:32:10Z');

const PROVISIONER = 'rbd.csi.ceph.com';

function snapshotOf(claim: string, point: string, over: object = {}): KubernetesObject[] {
  const name = `${point}-${claim}`;
  const note = { pipeline: 'orders', wanted: 'crash', got: 'crash', madeBy: 'user:default/us' };
  return [
    {
      apiVersion: 'snapshot.storage.k8s.io/v1',
      kind: 'VolumeSnapshot',
      metadata: {
        ...{ name, namespace: NAMESPACE, uid: `uid-${name}` },
        labels: { [LABEL_RECOVERY_POINT]: point, [LABEL_ELEMENT]: 'orders-kafka' },
        annotations: { [ANNOTATION_POINT]: JSON.stringify(note) },
        ...over,
      },
      spec: { source: { persistentVolumeClaimName: claim }, volumeSnapshotClassName: 'fast-snapshots' },
      status: { boundVolumeSnapshotContentName: `content-${name}`, readyToUse: true, creationTime: '2026-11-20T12:00:00Z', restoreSize: '500Gi' },
    },
    {
      apiVersion: 'snapshot.storage.k8s.io/v1',
      kind: 'VolumeSnapshotContent',
      metadata: { name: `content-${name}`, uid: `uid-content-${name}` },
      spec: { driver: PROVISIONER, deletionPolicy: 'Delete', volumeSnapshotRef: { namespace: NAMESPACE, name, uid: `uid-${name}` } },
      status: { readyToUse: true, snapshotHandle: name, creationTime: 1_763_640_000_000_000_000 },
    },
  ];
}

/** The same Kafka under another name, of another team, in another pipeline and namespace. */
function theirs(objects: readonly KubernetesObject[]): KubernetesObject[] {
  const text = JSON.stringify(objects.filter(({ kind }) => kind !== 'StorageClass'))
    .replaceAll(NAMESPACE, 'pipeline-clicks')
    .replaceAll('00000000-0000-4000', '11111111-0000-4000')
    .replaceAll('orders', 'clicks');
  const copied: KubernetesObject[] = JSON.parse(text);
  return copied.map(object => (object.kind === 'Kafka' ? owned(object, 'group:default/them') : object));
}

function owned(object: KubernetesObject, owner: string): KubernetesObject {
  return { ...object, metadata: { ...object.metadata, annotations: { ...object.metadata.annotations, 'penstock.dev/owner': owner } } };
}

function persistentVolumes(objects: readonly KubernetesObject[]): KubernetesObject[] {
  return objects
    .filter(({ kind }) => kind === 'PersistentVolumeClaim')
    .map(claim => ({ metadata: claim.metadata, name: textAt(claim, 'spec.volumeName') ?? '' }))
    .map(({ metadata, name }) => ({
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata: { name, uid: `uid-${name}` },
      spec: {
        claimRef: { namespace: metadata.namespace, name: metadata.name, uid: metadata.uid },
        csi: { driver: PROVISIONER, volumeHandle: metadata.uid },
        persistentVolumeReclaimPolicy: 'Delete',
      },
      status: { phase: 'Bound' },
    }));
}

/**
 * A healthy Kafka of ours and one of another team with their volumes, a good
 * recovery point `op-goodgoodgood`, one that is being deleted
 * (`op-goingoingoin`), a snapshot of one volume that somebody else made
 * (`vs-uid-by-hand`), and classes of this and of another storage driver.
 */
function objectsOfWorld(): KubernetesObject[] {
  const healthy = fixture('kafka/testdata/healthy.yaml').map(object => (object.kind === 'Kafka' ? owned(object, 'group:default/us') : object));
  const given = [...healthy, ...theirs(healthy)];
  const claims = healthy.filter(({ kind }) => kind === 'PersistentVolumeClaim').map(({ metadata }) => metadata.name);
  const cluster = (apiVersion: string, kind: string, name: string, fields: object): KubernetesObject => ({ apiVersion, kind, metadata: { name, uid: `uid-${kind}-${name}` }, ...fields });
  return [
    ...given.filter(({ kind }) => kind !== 'StorageClass' && kind !== 'PersistentVolume'),
    ...persistentVolumes(given),
    cluster('storage.k8s.io/v1', 'StorageClass', 'fast-ssd', { provisioner: PROVISIONER, allowVolumeExpansion: true }),
    cluster('storage.k8s.io/v1', 'VolumeAttributesClass', 'gold-of-others', { driverName: 'ebs.csi.aws.com' }),
    cluster('snapshot.storage.k8s.io/v1', 'VolumeSnapshotClass', 'fast-snapshots', { driver: PROVISIONER, deletionPolicy: 'Delete' }),
    cluster('v1', 'Namespace', 'orders-copy', { status: { phase: 'Active' } }),
    ...claims.flatMap(claim => snapshotOf(claim, 'op-goodgoodgood')),
    ...snapshotOf('data-0-orders-broker-0', 'hand', { name: 'by-hand', uid: 'uid-by-hand', labels: {}, annotations: {} }),
    ...claims.flatMap(claim => snapshotOf(claim, 'op-goingoingoin', { deletionTimestamp: '2026-11-20T14:00:00Z' })),
  ];
}

const PLURALS: Readonly<Record<string, string>> = {
  ...{ Kafka: 'kafkas', KafkaNodePool: 'kafkanodepools', KafkaTopic: 'kafkatopics', KafkaUser: 'kafkausers', KafkaConnect: 'kafkaconnects', KafkaConnector: 'kafkaconnectors' },
  ...{ PersistentVolumeClaim: 'persistentvolumeclaims', VolumeSnapshot: 'volumesnapshots', VolumeSnapshotContent: 'volumesnapshotcontents', ConfigMap: 'configmaps', Namespace: 'namespaces', Secret: 'secrets' },
};

/** Answers reads with the objects, and keeps every request; nothing can be written. */
function readOnlyConnection(objects: readonly KubernetesObject[]): { connection: ClusterConnection; requests: KubernetesRequest[] } {
  const requests: KubernetesRequest[] = [];
  const group = ({ apiVersion }: { apiVersion: string }) => (apiVersion.includes('/') ? apiVersion.split('/')[0] : '');
  const served = [...new Map(objects.map(({ apiVersion, kind, metadata }) => [kind, { group: group({ apiVersion }), version: apiVersion.split('/').at(-1) ?? '', kind, resource: PLURALS[kind] ?? kind.toLowerCase(), namespaced: metadata.namespace !== undefined, verbs: ['get'] }])).values()];
  const byPath = new Map<string, KubernetesObject>(
    objects.map(object => {
      const { apiVersion, kind, metadata } = object;
      const place = metadata.namespace === undefined ? '' : `/namespaces/${metadata.namespace}`;
      return [`${apiVersion.includes('/') ? '/apis/' : '/api/'}${apiVersion}${place}/${PLURALS[kind] ?? kind.toLowerCase()}/${metadata.name}`, object] as const;
    }),
  );
  return {
    requests,
    connection: {
      cluster: CLUSTER,
      discover: async () => served,
      request: async request => {
        requests.push(request);
        const found = request.method === 'GET' ? byPath.get(request.path) : undefined;
        return found ? { status: 200, headers: {}, body: found } : { status: request.method === 'GET' ? 404 : 500, headers: {}, body: {} };
      },
      stream: async () => {
        throw new Error('nothing here watches');
      },
    },
  };
}

/** Operations, points and schedules behind their authorization, with the product's own planners and driver. For tests. */
export async function operationsWorld(options: { store: TestStore; permissions: PermissionsService; audit: Audit; limits?: ServiceLimits; changed?: (objects: KubernetesObject[]) => KubernetesObject[] }) {
  const { store, permissions, audit, limits, changed = given => given } = options;
  const objects = changed(objectsOfWorld());
  const reader = inventoryOf(objects, { cluster: CLUSTER });
  const model = readModelOf([reader], noFacts, [kafkaEngine]);
  const { connection, requests } = readOnlyConnection(objects);
  const clusters: Clusters = {
    names: () => [CLUSTER],
    title: name => name,
    allowedNamespaces: () => undefined,
    watchNamespaces: () => undefined,
    connection: () => connection,
    state: () => ({ reachable: { state: 'reachable' }, simulated: false }),
  };
  const now = () => NOW;
  const snapshot = () => model.views.current();
  const elements = () => snapshot().elements;
  const index = new PointIndex({ drivers, clusters, inventory: { ...model.inventory, onChange: () => () => {} } });
  const registries = createRegistries([kafkaEngine], drivers);
  const desk = new PlanDesk({ ...{ registries, clusters, drivers, snapshot, now }, store: store.store, points: index, inventory: model.inventory, metrics: model.metrics });
  const inner = new DefaultOperationsService({
    ...{ store: store.store, desk, elements, points: index, now },
    changes: new OperationChanges(),
    namedOwner: id => fullOwnerRef(snapshot().sources.get(id)?.found.owner),
    poke: () => {},
  });
  const innerPoints = new DefaultRecoveryPointsService({ ...{ index, elements, now }, objectiveOf: () => undefined, offsetsOf: async () => undefined });
  const innerSchedules = new DefaultSchedulesService({
    ...{ store: new ScheduleStore(store.db, mockServices.logger.mock()), elements, now },
    points: () => innerPoints.placed(),
    scopeOf: request => inner.scopeOf(request),
    tryOut: request => inner.plan(request, { actor: 'schedule' }),
  });
  const access = new ElementAccess(permissions, limits);
  return {
    requests,
    reader,
    views: model.views,
    doors: {
      pipelines: model.service,
      operations: new AuthorizedOperationsService({ ...{ inner, access, audit }, isLastGood: id => innerPoints.isLastGood(id) }),
      points: new AuthorizedRecoveryPointsService({ inner: innerPoints, access, audit }),
      schedules: new AuthorizedSchedulesService({ inner: innerSchedules, access, audit }),
    },
  };
}
