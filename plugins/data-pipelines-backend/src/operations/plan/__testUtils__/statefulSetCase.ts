import type { KubernetesObject } from '@penstock/backstage-plugin-data-pipelines-node';
import { describeStatefulSet } from '../../../engines/statefulset/describe';
import { statefulSetOperations } from '../../../engines/statefulset/operations/statefulSetOperations';
import type { FakeApiServer } from '../../worker/testing/FakeApiServer';
import type { OperationCase } from '../../worker/testing/OperationCase';
import { storageCase } from './storageCase';
import type { TestElement } from './testWorld';

/** Its claims. */
export const CLAIMS = ['data-cache-0'];
const LABELS = { app: 'cache' };

/** Its one claim template. */
export function template(size: string) {
  return { metadata: { name: 'data' }, spec: { accessModes: ['ReadWriteOnce'], storageClassName: 'fast', resources: { requests: { storage: size } } } };
}

/** The StatefulSet as it is before. */
export const SET: KubernetesObject = {
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  metadata: { name: 'cache', namespace: 'factory', uid: 'prod-north-uid-0', generation: 4, labels: { 'penstock.dev/element': 'cache', team: 'blue' }, annotations: { note: 'kept' } },
  spec: { replicas: 1, serviceName: 'cache', selector: { matchLabels: LABELS }, template: { metadata: { labels: LABELS }, spec: { containers: [{ name: 'cache', image: 'cache:1' }] } }, volumeClaimTemplates: [template('100Gi')] },
  status: { observedGeneration: 4, replicas: 1, readyReplicas: 1 },
};

function pod(ordinal: number): KubernetesObject {
  const name = `cache-${ordinal}`;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'factory', uid: `uid-${name}`, labels: LABELS, ownerReferences: [{ apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'cache', uid: SET.metadata.uid, controller: true }] },
    spec: { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: `data-${name}` } }] },
    status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] },
  };
}

/** The garbage collector, which lets pods go that should outlive their owner, and the controller, which takes pods without an owner. */
function settleSets(server: FakeApiServer): void {
  for (const { metadata } of server.objects('StatefulSet')) {
    const isLeaving = metadata.deletionTimestamp !== undefined;
    for (const { metadata: { name, ownerReferences = [] } } of server.objects('Pod')) {
      server.edit('Pod', name, ({ metadata: member }) => {
        if (isLeaving) member.ownerReferences = ownerReferences.filter(({ uid }) => uid !== metadata.uid);
        else if (ownerReferences.length === 0) member.ownerReferences = [{ apiVersion: 'apps/v1', kind: 'StatefulSet', name: metadata.name, uid: metadata.uid, controller: true }];
      });
    }
    if (isLeaving) server.remove('StatefulSet', metadata.name);
    else server.edit('StatefulSet', metadata.name, set => { Object.assign(set, { metadata: { ...set.metadata, generation: 4 }, status: SET.status }); });
  }
}

const CACHE: TestElement = {
  id: 'cache',
  claims: CLAIMS,
  labels: LABELS,
  operations: {
    ...statefulSetOperations,
    // the element of these tests is a tank; to its engine it is the StatefulSet of its name
    needs: () => [],
    sizeGroups: element => statefulSetOperations.sizeGroups({ ...element, root: SET, description: describeStatefulSet(SET, element.inventory) }),
  },
};

/** Growth of a StatefulSet, which ends with its being made again around its pods. */
export function statefulSetCase(): OperationCase {
  const { comparable = (object: KubernetesObject) => object, ...test } = storageCase('expand a StatefulSet', { kind: 'expand', element: 'cache', size: '200Gi' }, [CACHE], { objects: [SET, pod(0)], engine: statefulSetOperations });
  return {
    ...test,
    comparable,
    settle: world => {
      test.settle(world);
      settleSets(world['prod-north']);
    },
  };
}
