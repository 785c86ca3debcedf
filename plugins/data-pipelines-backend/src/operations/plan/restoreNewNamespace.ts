import type { OperationRequest, PreflightCheck } from '@penstock/backstage-plugin-data-pipelines-common';
import type { PlanDraft, PlannedLock, PlannedStep } from '@penstock/backstage-plugin-data-pipelines-node';
import { LABEL_OPERATION, MANAGED_BY } from '@penstock/backstage-plugin-data-pipelines-common';
import { objected, passed } from '../../engines/shared/preflightCodes';
import { ContradictionError, RefusedInputError } from '../../errors';
import { copyElement } from './copyElement';
import { cutOrder } from './cutOrder';
import { deadlineOf } from './deadline';
import { driverOf } from './findElements';
import { chosenInPoint, pointOf, pointReady, readingLocks } from './points';
import { PREFLIGHT_CODES as CODES } from './preflight/codes';
import { noOtherOperation } from './preflight/operationLocks';
import { completeness, volumesInPoint } from './restoreInPlace';
import { nameList, plural } from './words';
import type { World } from './World';

type RestoreRequest = Extract<OperationRequest, { kind: 'restore' }>;

const NAMESPACE = { group: '', kind: 'Namespace' } as const;
const NAME = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

/** @throws InputError for what is no name, ConflictError for a namespace that exists */
function namespaceOf({ namespace }: RestoreRequest, cluster: string, world: World): string {
  if (namespace === undefined || !NAME.test(namespace)) {
    throw new RefusedInputError(`${namespace === undefined ? 'No namespace is named' : `"${namespace}" cannot be the name of a namespace`}; name one that does not exist yet, in small letters, digits and hyphens`, {
      code: 'NAME_INVALID',
      reason: 'A restore into a new namespace makes the namespace, so its name must be free.',
      remedy: 'Name one that does not exist yet, in small letters, digits and hyphens.',
    });
  }
  if (world.reader(cluster).get(NAMESPACE, { name: namespace }) === undefined) return namespace;
  throw new ContradictionError(`The namespace ${namespace} exists in ${cluster}; name one that does not, so that nothing in it is touched`, {
    code: 'NAMESPACE_EXISTS',
    reason: `There is a namespace ${namespace} in ${cluster}.`,
    remedy: 'Name one that does not exist.',
  });
}

function namespaceStep(namespace: string, cluster: string, world: World): PlannedStep {
  const target = { cluster, apiVersion: 'v1', kind: 'Namespace', name: namespace };
  return {
    id: 'namespace',
    title: `Make the namespace ${namespace}`,
    phase: 'Running',
    acts: [{ act: 'create', cluster, object: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace, labels: { [LABEL_OPERATION]: world.names.operation, 'app.kubernetes.io/managed-by': MANAGED_BY } } } }],
    undo: [{ act: 'delete', target, propagation: 'background' }],
    undoWait: { observer: 'csi.gone', objects: [{ by: 'name', ...target }], params: {} },
    deadlineSeconds: 600,
  };
}

function namespaceCheck(namespace: string, cluster: string, world: World): PreflightCheck {
  const state = world.reader(cluster).kindState(NAMESPACE);
  if (state.state === 'watched') return passed(CODES.NAMESPACE_FREE, `There is no namespace ${namespace} yet`);
  return objected(CODES.NAMESPACE_FREE, 'unknown', { sentence: `Whether there is a namespace ${namespace}: ${state.reason}`, remedy: 'Let Penstock read namespaces (docs/kubernetes-rbac.md).' });
}

/** Makes the elements of a point again in a namespace of their own; the originals run on. */
export function restoreNewNamespace(request: RestoreRequest, world: World): PlanDraft {
  const point = pointOf(request.recoveryPoint, world);
  const chosen = chosenInPoint(point, request.elements, world);
  const { cluster } = point;
  const namespace = namespaceOf(request, cluster, world);
  const driver = driverOf(world);
  const ordered = [...cutOrder(chosen, world)].reverse();
  const copies = ordered.map(element => copyElement(element, volumesInPoint(element, point), { name: element.root.metadata.name, namespace, point, driver, world }));
  const steps = [namespaceStep(namespace, cluster, world), ...copies.flatMap(copy => copy.steps)];
  const volumes = chosen.flatMap(element => volumesInPoint(element, point));
  const locks: PlannedLock[] = [
    { key: `namespace:${cluster}/${namespace}`, mode: 'exclusive' },
    ...readingLocks(point, chosen.map(({ id }) => id)),
  ];
  const ids = nameList(chosen.map(({ id }) => id));
  return {
    title: `Restore ${ids} into ${namespace}`,
    summary: `${plural(chosen.length, 'element')}, ${plural(volumes.length, 'volume')}, as of ${point.cutTime ?? 'an unknown time'} · ${cluster} / ${namespace}`,
    steps,
    locks,
    basis: [{ subject: `the recovery point ${point.id}`, value: `${point.state} ${point.members.map(({ object, ready }) => `${object.name} ${ready}`).join(', ')}` }],
    preflight: [
      pointReady(point),
      namespaceCheck(namespace, cluster, world),
      ...chosen.flatMap(element => completeness(element, point, request.acceptMissing === true)),
      ...copies.flatMap(copy => copy.checks),
      noOtherOperation(locks, world.locks),
    ],
    changes: [
      { act: 'create', sentence: `Namespace ${namespace}`, by: 'Penstock' },
      ...copies.flatMap(copy => copy.changes),
      { act: 'keep', count: chosen.length, sentence: `${ids} as ${chosen.length === 1 ? 'it runs' : 'they run'} now`, by: 'Penstock', note: 'no change' },
    ],
    effects: {
      restarts: 0,
      spaceBytes: volumes.reduce((sum, { requestedBytes = 0 }) => sum + requestedBytes, 0),
      sentences: [{ subject: ids, sentence: 'The originals run on; nobody is connected to the copies' }, ...copies.flatMap(copy => copy.sentences)],
    },
    undo: { possible: true, sentence: `Deleting the namespace ${namespace} removes all of it.` },
    cancel: [`All that was made is deleted, the namespace ${namespace} included.`],
    comparison: [],
    consumers: [],
    safety: { level: 1, button: `Restore into ${namespace}` },
    deadlineSeconds: deadlineOf(steps),
  };
}
