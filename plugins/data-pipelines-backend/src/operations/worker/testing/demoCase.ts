import { LABEL_OPERATION } from '@penstock/backstage-plugin-data-pipelines-common';
import type { KubernetesObject, Observer, PlannedAct, PlannedStep } from '@penstock/backstage-plugin-data-pipelines-node';
import { valueAt } from '../sameValue';
import { FakeApiServer } from './FakeApiServer';
import type { FakeWorld, OperationCase } from './OperationCase';

const AT = { cluster: 'east', apiVersion: 'v1', kind: 'ConfigMap', namespace: 'shop' };
const CLAIM_UID = 'uid-of-data-0';

const OBJECTS = [
  { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'writes', namespace: 'shop', uid: 'uid-of-writes' }, data: { ready: 'yes' } },
  { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'data-0', namespace: 'shop', uid: CLAIM_UID }, spec: { resources: { requests: { storage: '1Gi' } } } },
];

/** Blocks the demo on command: while a step is in it, its observer waits. */
export type Blocked = Set<string>;

/**
 * An operation that has all that operations have: it looks, pauses writes,
 * cuts several copies at once, resumes, concludes from facts, changes a claim
 * and deletes what it needed on the way. It means nothing; ConfigMaps play
 * the objects.
 *
 * @param blocked - ids of steps that do not come to their end before they are taken out
 */
export function demoCase(blocked: Blocked = new Set()): OperationCase {
  const seenAll: Observer = ({ seen, params }) => {
    const step = String(params.step);
    if (blocked.has(step)) return { state: 'waiting', waitsFor: 'the command to go on' };
    const open = seen.filter(({ objects }) => objects.length === 0 || objects.some(object => valueAt(object, ['data', 'ready']) !== 'yes'));
    if (open.length > 0) return { state: 'waiting', waitsFor: `${open.length} of ${seen.length} to be ready`, progress: { source: 'derived', done: seen.length - open.length, total: seen.length, unit: 'objects' } };
    return { state: 'done', found: `${seen.length} ready`, facts: { names: seen.flatMap(({ objects }) => objects.map(({ metadata }) => metadata.name)) } };
  };
  const gone: Observer = ({ seen, operation }) => {
    const ours = seen.flatMap(({ objects }) => objects.filter(({ metadata }) => metadata.labels?.[LABEL_OPERATION] === operation));
    return ours.length === 0 ? { state: 'done' } : { state: 'waiting', waitsFor: 'the objects to go' };
  };
  return {
    name: 'the demo',
    steps,
    world: () => ({ east: new FakeApiServer('east', OBJECTS) }),
    observers: { 'demo.ready': seenAll, 'demo.gone': gone },
    derivations: {
      'demo.conclude': ({ facts, pauses, operation }) => [
        {
          act: 'create',
          cluster: 'east',
          object: {
            apiVersion: 'v1',
            kind: 'ConfigMap',
            metadata: { name: 'demo-conclusion', namespace: 'shop', labels: { [LABEL_OPERATION]: operation } },
            data: { copies: JSON.stringify(facts.cut?.names ?? []), got: pauses.some(({ late }) => late) ? 'crash' : 'application' },
          },
        },
      ],
    },
    settle,
    comparable: withoutConsistency,
  };
}

/** Whether writes were still paused at the cut depends on when the worker died; that it is told truly is tested elsewhere. */
function withoutConsistency(object: KubernetesObject): KubernetesObject {
  if (object.metadata.name !== 'demo-conclusion') return object;
  return { ...object, data: { copies: valueAt(object, ['data', 'copies']) } };
}

/** The demo's only controller: what is made becomes ready. */
function settle({ east }: FakeWorld): void {
  for (const { metadata } of east.objects('ConfigMap')) {
    if (metadata.labels?.[LABEL_OPERATION] === undefined) continue;
    east.edit('ConfigMap', metadata.name, object => {
      object.data = { ...(typeof object.data === 'object' ? object.data : {}), ready: 'yes' };
    });
  }
}

function steps(operation: string): PlannedStep[] {
  const made = (name: string): PlannedAct => ({
    act: 'create',
    cluster: 'east',
    object: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'shop', labels: { [LABEL_OPERATION]: operation } }, data: {} },
  });
  const taken = (name: string): PlannedAct => ({ act: 'delete', target: { ...AT, name }, propagation: 'background' });
  const writes = (from: string | undefined, to: string | undefined): PlannedAct => ({
    act: 'patch',
    target: { ...AT, name: 'writes' },
    uid: 'uid-of-writes',
    changes: [{ path: ['metadata', 'annotations', 'demo/paused'], from, to }],
  });
  const size = (from: string, to: string): PlannedAct => ({
    act: 'patch',
    target: { cluster: 'east', apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace: 'shop', name: 'data-0' },
    uid: CLAIM_UID,
    changes: [{ path: ['spec', 'resources', 'requests', 'storage'], from, to }],
  });
  const ready = (step: string, ...names: string[]) => ({ observer: 'demo.ready', objects: names.map(name => ({ by: 'name' as const, ...AT, name })), params: { step } });
  const gone = (...names: string[]) => ({ observer: 'demo.gone', objects: names.map(name => ({ by: 'name' as const, ...AT, name })), params: {} });
  const copies = ['demo-copy-0', 'demo-copy-1'];
  return [
    { id: 'prepare', title: 'Make a place', phase: 'Running', acts: [made('demo-place')], wait: ready('prepare', 'demo-place'), undo: [taken('demo-place')], undoWait: gone('demo-place'), deadlineSeconds: 60 },
    { id: 'pause', title: 'Pause writes', phase: 'Quiescing', acts: [writes(undefined, 'true')], wait: ready('pause', 'writes'), pause: { limitSeconds: 60, resume: [writes('true', undefined)] }, deadlineSeconds: 60 },
    { id: 'cut', title: 'Cut 2 copies', phase: 'Cutting', acts: copies.map(made), wait: ready('cut', ...copies), undo: copies.map(taken), undoWait: gone(...copies), deadlineSeconds: 120 },
    { id: 'resume', title: 'Resume writes', phase: 'Cutting', acts: [writes('true', undefined)], resumes: 'pause', deadlineSeconds: 60 },
    { id: 'grow', title: 'Grow the claim', phase: 'Running', acts: [size('1024Mi', '2Gi')], undo: [size('2048Mi', '1Gi')], deadlineSeconds: 60 },
    { id: 'conclude', title: 'Write down what was got', phase: 'Finalizing', acts: [{ act: 'derive', by: 'demo.conclude', params: {} }], wait: ready('conclude', 'demo-conclusion'), undo: [taken('demo-conclusion')], deadlineSeconds: 60 },
    { id: 'tidy', title: 'Take the place away', phase: 'Finalizing', acts: [taken('demo-place')], wait: gone('demo-place'), pointOfNoReturn: true, deadlineSeconds: 60 },
  ];
}
