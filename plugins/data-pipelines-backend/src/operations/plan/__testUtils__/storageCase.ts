import { LABEL_OPERATION, type OperationRequest } from '@penstock/backstage-plugin-data-pipelines-common';
import type { EngineOperations, KubernetesObject } from '@penstock/backstage-plugin-data-pipelines-node';
import { csiDriver } from '../../../drivers/csi';
import { textAt } from '../../../engines/shared/reading';
import { FakeApiServer } from '../../worker/testing/FakeApiServer';
import type { OperationCase } from '../../worker/testing/OperationCase';
import { servedKind, SERVED_KINDS } from '../../worker/testing/servedKinds';
import { pauseObservers } from '../pauseObservers';
import { drawPlan } from '../planners';
import { requireSoundPlan } from '../validatePlan';
import { settleStorage } from './storageController';
import { tankOperations } from './tankOperations';
import { rootOf, testObjects, testWorld, type TestElement } from './testWorld';

const SERVED = [...SERVED_KINDS, servedKind('example.com/v1', 'Tank', 'tanks'), servedKind('example.com/v1', 'Pool', 'pools'), servedKind('groupsnapshot.storage.k8s.io/v1', 'VolumeGroupSnapshotClass', 'volumegroupsnapshotclasses', false)];

/**
 * Uids and times that were measured differ between two runs and mean nothing.
 * A claim that is made again carries the label of the operation; volumes that
 * nobody claims any more go in their own time.
 */
function comparable(object: KubernetesObject): KubernetesObject | undefined {
  if (/^made-for-(drill|factory-trial)-/.test(object.metadata.name)) return undefined;
  if (textAt(object, 'status.phase') === 'Released' && textAt(object, 'spec.persistentVolumeReclaimPolicy') === 'Delete') return undefined;
  const text = JSON.stringify(object.kind === 'PersistentVolumeClaim' ? withoutOperation(object) : object)
    .replace(/"claimRef":\{[^}]*\}/g, '"claimRef":"a claim"')
    .replace(/prod-north-uid-\d+/g, 'uid')
    .replace(/\\"(pausedMs|skewMs)\\":\d+,?/g, '')
    .replace(/\\"(got|downgraded)\\":\\"[^"]*\\",?/g, '');
  return JSON.parse(text);
}

function withoutOperation(claim: KubernetesObject): KubernetesObject {
  const { [LABEL_OPERATION]: _operation, ...labels } = claim.metadata.labels ?? {};
  const { labels: _labels, ...metadata } = claim.metadata;
  return { ...claim, metadata: Object.keys(labels).length === 0 ? metadata : { ...metadata, labels } };
}

/** One request in a world with a storage, and the executor's case for it. */
export function storageCase(name: string, request: OperationRequest, elements: readonly TestElement[], options: { objects?: readonly KubernetesObject[]; world?: Parameters<typeof testWorld>[1]; ends?: OperationCase['ends']; engine?: Pick<EngineOperations, 'observers' | 'derivations'> } = {}): OperationCase {
  const tanks = elements.map(element => ({ ...rootOf(element), spec: { claims: [...element.claims], sinks: 'run', position: '900' }, status: { running: true } }));
  const all = [...testObjects(elements, options.objects), ...tanks];
  const pools = elements.some(({ id }) => id === 'kafka')
    ? [{ apiVersion: 'example.com/v1', kind: 'Pool', metadata: { name: 'broker', namespace: 'factory', uid: 'uid-pool' }, spec: { claims: request.kind === 'expand' ? elements.find(({ id }) => id === 'kafka')?.claims : [], storage: { volumes: [{ size: '100Gi' }] } } }]
    : [];
  const own = { ...csiDriver.observers, ...tankOperations([]).observers, ...options.engine?.observers };
  const derivations = { ...csiDriver.derivations, ...options.engine?.derivations };
  const observers = { ...own, ...pauseObservers(new Map(Object.entries(own))) };
  return {
    name,
    ...(options.ends === undefined ? {} : { ends: options.ends }),
    steps: operation => {
      const world = testWorld(elements, { drivers: [csiDriver], ...options.world, objects: options.objects, id: operation });
      const withRoots = { ...world, elements: world.elements.map(element => ({ ...element, root: tanks.find(({ metadata }) => metadata.name === element.id) ?? element.root })) };
      const points = options.world?.points ?? csiDriver.points(world.reader('prod-north'));
      const draft = drawPlan(request, { ...withRoots, points });
      requireSoundPlan(draft, {
        observers: new Set(Object.keys(observers)),
        derivations: new Set(Object.keys(derivations)),
        operation,
      });
      const blocking = draft.preflight.filter(({ result }) => result === 'block');
      if (blocking.length > 0) throw new Error(`${name} is blocked: ${blocking.map(({ sentence }) => sentence).join('; ')}`);
      return draft.steps;
    },
    world: () => ({ 'prod-north': new FakeApiServer('prod-north', [...all, ...pools].map(object => structuredClone(object)), SERVED) }),
    observers,
    derivations,
    settle: world => settleStorage(world['prod-north']),
    deadlineSeconds: 36_000,
    comparable,
  };
}
