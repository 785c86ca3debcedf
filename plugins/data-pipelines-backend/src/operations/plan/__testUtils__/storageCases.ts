import type { Leftover } from '@penstock/backstage-plugin-data-pipelines-common';
import type { KubernetesObject, PlannedStep } from '@penstock/backstage-plugin-data-pipelines-node';
import { csiDriver } from '../../../drivers/csi';
import type { OperationRow, StepRow } from '../../store/OperationStore';
import { drawPlan } from '../planners';
import { POINT, pointObjects, snapshotClass } from './pointObjects';
import { claimOperations, poolOperations } from './poolOperations';
import { storageCase } from './storageCase';
import { tankOperations } from './tankOperations';
import { claimObject, testWorld, volumeObject, type TestElement } from './testWorld';

const BROKERS = ['data-0-broker-0', 'data-0-broker-1'];
const SEARCH = ['es-0', 'es-1'];
const OFFSETS = [{ group: 'sink', topic: 'readings', partitions: [{ partition: 0, offset: 610 }] }];
/** Where the sinks were before the restore. */
const FORMER_POSITION = 870;
const RESTORE = 'op-restored00001';

export const KAFKA: TestElement = { id: 'kafka', claims: BROKERS, writesTo: ['search'], operations: tankOperations(BROKERS, { feeds: true, pauses: true }), description: { consumers: [{ element: 'search', consumerGroup: 'sink' }], retention: { seconds: 432_000, copies: 3, volumes: BROKERS, writeRateKey: 'bytesIn' } } };
export const SEARCH_ELEMENT: TestElement = { id: 'search', claims: SEARCH, operations: tankOperations(SEARCH) };
const POOLED: TestElement = { ...KAFKA, operations: poolOperations(BROKERS) };
const SPARK: TestElement = { id: 'spark', claims: ['checkpoints'], operations: claimOperations(['checkpoints']) };

const SINGLE = snapshotClass('VolumeSnapshotClass', 'rbd-snap');
const GROUP = snapshotClass('VolumeGroupSnapshotClass', 'rbd-group');
export const SEARCH_POINT = pointObjects(SEARCH.map(claim => ({ element: 'search', claim })), { offsets: OFFSETS });
const inPlace = { kind: 'restore' as const, recoveryPoint: POINT, elements: ['search'], where: 'in-place' as const };

/** The world after a restore in place: search runs on volumes of the point, and the old ones are kept. */
export function restoredObjects(): KubernetesObject[] {
  return [
    ...SEARCH_POINT,
    ...SEARCH.flatMap(claim => {
      const made = `made-for-factory-${claim}`;
      const now = claimObject(claim);
      const before = volumeObject(claim);
      const after = volumeObject(claim);
      return [
        { ...now, metadata: { ...now.metadata, uid: `uid-new-${claim}` }, spec: { ...Object(now.spec), volumeName: made } },
        {
          ...before,
          metadata: { ...before.metadata, labels: { 'penstock.dev/operation': RESTORE, 'penstock.dev/element': 'search' }, annotations: { 'penstock.dev/kept-until': '2026-11-22T14:32:10.000Z' } },
          spec: { ...Object(before.spec), persistentVolumeReclaimPolicy: 'Retain' },
          status: { phase: 'Released' },
        },
        { ...after, metadata: { name: made, uid: `uid-${made}` }, spec: { ...Object(after.spec), claimRef: { namespace: 'factory', name: claim, uid: `uid-new-${claim}` } } },
      ];
    }),
  ];
}

/** The old volumes of that restore, as they are listed once their time is over. */
export const KEPT: readonly Leftover[] = SEARCH.map(claim => ({ object: { cluster: 'prod-north', apiVersion: 'v1', kind: 'PersistentVolume', name: `pv-${claim}` }, sentence: '', removable: true, operation: RESTORE, element: 'search' }));

/** What is stored of a step that was done: where the sinks were is among its facts. */
function recordedRow({ id }: PlannedStep, index: number): StepRow {
  return { index, id, mark: 'done', written: [], ...(id === 'replay-positions/kafka' ? { facts: { offsets: OFFSETS.map(({ group, topic }) => ({ group, topic, partitions: [{ partition: 0, offset: FORMER_POSITION }] })) } } : {}) };
}

/** The restore in place as it was carried out, before {@link restoredObjects}. */
export function restoreRow(): OperationRow {
  const world = testWorld([KAFKA, SEARCH_ELEMENT], { drivers: [csiDriver], objects: SEARCH_POINT, id: RESTORE });
  const draft = drawPlan(inPlace, { ...world, points: csiDriver.points(world.reader('prod-north')) });
  const plan = {
    id: RESTORE, hash: '', kind: 'restore' as const, title: draft.title, summary: draft.summary, request: inPlace, drawnAt: '', startable: true, safety: draft.safety,
    changes: [], steps: [], preflight: [], effects: draft.effects, undo: draft.undo, cancel: [], comparison: [], consumers: [],
  };
  const at = Date.parse('2026-11-20T14:20:00Z');
  return {
    id: RESTORE, kind: 'restore', scope: { pipeline: 'telemetry', elements: [] }, request: inPlace, stored: { format: 1, plan, steps: draft.steps, locks: draft.locks, deadlineSeconds: draft.deadlineSeconds },
    phase: 'Succeeded', createdBy: 'user:default/olga', createdAt: at, finishedAt: at, updatedAt: at, version: 1, leftovers: [], steps: draft.steps.map(recordedRow), pauses: [],
  };
}

/** Every kind of operation, as a case for the harnesses of the executor. */
export const STORAGE_CASES = {
  'expand through an operator': () => storageCase('expand through an operator', { kind: 'expand', element: 'kafka', size: '200Gi' }, [POOLED]),
  'expand a claim': () => storageCase('expand a claim', { kind: 'expand', element: 'spark', size: '200Gi' }, [SPARK]),
  'snapshot, one beside the other': () => storageCase('snapshot, one beside the other', { kind: 'snapshot', elements: ['search'], consistency: 'crash' }, [KAFKA, SEARCH_ELEMENT], { objects: [SINGLE] }),
  'snapshot of a pipeline in groups': () => storageCase('snapshot of a pipeline in groups', { kind: 'snapshot', pipeline: 'telemetry', consistency: 'application' }, [KAFKA, SEARCH_ELEMENT], { objects: [SINGLE, GROUP], ends: 'PartiallySucceeded' }),
  'restore in place': () => storageCase('restore in place', inPlace, [KAFKA, SEARCH_ELEMENT], { objects: SEARCH_POINT }),
  'restore into a namespace': () => storageCase('restore into a namespace', { ...inPlace, where: 'new-namespace', namespace: 'drill' }, [KAFKA, SEARCH_ELEMENT], { objects: SEARCH_POINT }),
  'clone as it is': () => storageCase('clone as it is', { kind: 'clone', element: 'search', name: 'trial' }, [KAFKA, SEARCH_ELEMENT]),
  'delete a point': () => storageCase('delete a point', { kind: 'delete', recoveryPoint: POINT }, [KAFKA, SEARCH_ELEMENT], { objects: SEARCH_POINT }),
  'undo a restore': () => storageCase('undo a restore', { kind: 'undo', operation: RESTORE }, [KAFKA, { ...SEARCH_ELEMENT, volumes: Object.fromEntries(SEARCH.map(claim => [claim, `made-for-factory-${claim}`])) }], { objects: restoredObjects(), world: { operation: restoreRow() } }),
  'remove kept volumes': () =>
    storageCase('remove kept volumes', { kind: 'remove-leftovers', element: 'search', objects: KEPT.map(({ object }) => object) }, [KAFKA, SEARCH_ELEMENT], { objects: restoredObjects(), world: { leftovers: KEPT, now: new Date('2026-11-23T00:00:00Z') } }),
};
