import type { OperationRequest } from '@penstock/backstage-plugin-data-pipelines-common';
import type { PlannedStep } from '@penstock/backstage-plugin-data-pipelines-node';
import type { Knex } from 'knex';
import type { NewOperation, OperationStore, WrittenRow } from '../OperationStore';
import { newOperation, plannedStep } from './newOperation';

/** Where the recorded times begin: 21 November 2026, 12:00 UTC. */
const BEGINNING = Date.UTC(2026, 10, 21, 12);

const TABLES = ['operations', 'operation_elements', 'operation_steps', 'operation_locks', 'operation_pauses'];
const ORDERS: Record<string, string[]> = {
  operations: ['id'],
  operation_elements: ['operation_id', 'position'],
  operation_steps: ['operation_id', 'step_index'],
  operation_locks: ['lock_key', 'slot'],
  operation_pauses: ['operation_id', 'step_id'],
};

const POOL = { cluster: 'east', apiVersion: 'kafka.strimzi.io/v1', kind: 'KafkaNodePool', namespace: 'shop', name: 'broker' };
const CONNECT = { cluster: 'east', apiVersion: 'kafka.strimzi.io/v1', kind: 'KafkaConnect', namespace: 'shop', name: 'sources' };
const SNAPSHOT = { cluster: 'east', apiVersion: 'snapshot.storage.k8s.io/v1', kind: 'VolumeSnapshot', namespace: 'shop', name: 'dp-snp-orders-k3v9q0x2m1' };

/** Steps of every form that a plan can hold. */
const STEPS: Record<string, PlannedStep> = {
  grow: plannedStep('grow/broker', {
    element: 'orders',
    detail: '3 volumes from 10Gi to 20Gi',
    acts: [{ act: 'patch', target: POOL, uid: '5b0c', changes: [{ path: ['spec', 'storage', 'volumes', 0, 'size'], from: '10Gi', to: '20Gi' }] }],
    undo: [{ act: 'patch', target: POOL, uid: '5b0c', changes: [{ path: ['spec', 'storage', 'volumes', 0, 'size'], from: '20Gi', to: '10Gi' }] }],
    undoWait: { observer: 'csi.requested', objects: [{ by: 'name', ...POOL }], params: { size: '10Gi' } },
    wait: { observer: 'csi.expanded', objects: [{ by: 'labels', cluster: 'east', apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace: 'shop', labels: { 'strimzi.io/pool-name': 'broker' } }], params: { size: '20Gi' } },
    pointOfNoReturn: true,
    deadlineSeconds: 1800,
  }),
  pause: plannedStep('pause/sources', {
    phase: 'Quiescing',
    acts: [{ act: 'patch', target: CONNECT, changes: [{ path: ['spec', 'replicas'], from: 2, to: 0 }] }],
    pause: { limitSeconds: 60, resume: [{ act: 'patch', target: CONNECT, changes: [{ path: ['spec', 'replicas'], from: 0, to: 2 }] }] },
  }),
  cut: plannedStep('cut/orders', {
    phase: 'Cutting',
    acts: [{ act: 'create', cluster: 'east', object: { apiVersion: SNAPSHOT.apiVersion, kind: SNAPSHOT.kind, metadata: { namespace: 'shop', name: SNAPSHOT.name, labels: { app: 'orders' } }, spec: { source: { persistentVolumeClaimName: 'data-0' } } } }],
    undo: [{ act: 'delete', target: SNAPSHOT, propagation: 'background' }],
    wait: { observer: 'csi.cut', objects: [{ by: 'name', ...SNAPSHOT }], params: {} },
  }),
  resume: plannedStep('resume/sources', {
    phase: 'Cutting',
    acts: [{ act: 'derive', by: 'kafka.resume', params: { connect: 'sources' } }],
    resumes: 'pause/sources',
  }),
};

const written = (target: typeof POOL, more: Partial<WrittenRow>): WrittenRow => ({ act: 'patch', ...target, outcome: 'done', undo: false, ...more });

/** An operation with fixed names. */
function recorded(id: string, kind: 'expand' | 'snapshot', steps: readonly PlannedStep[]): NewOperation {
  const told = newOperation({ id, key: `key-of-${id}`, hash: `hash-of-${id}`, steps, elements: kind === 'snapshot' ? ['orders', 'search'] : ['orders'], locks: [{ key: `volume:east/${id}`, mode: kind }, { key: `element:east/shop/${id}`, mode: 'exclusive' }] });
  if (kind === 'expand') return told;
  const request: OperationRequest = { kind, elements: ['orders', 'search'], consistency: 'application' };
  return { ...told, kind, request, schedule: 'nightly', createdBy: 'schedule:nightly', stored: { ...told.stored, plan: { ...told.stored.plan, kind, request } } };
}

/**
 * Brings four operations about, as workers do, and gives their rows with fixed
 * times: one that waits, one that dies in a pause, one that succeeded, and one
 * that failed and was undone.
 */
export async function recordRows({ store, db }: { store: OperationStore; db: Knex }): Promise<{ tables: Record<string, object[]>; read: { id: string; phase: string }[] }> {
  await succeeded(store);
  await undone(store);
  await inPause(store);
  await store.insert({ ...recorded('op-waits', 'expand', [STEPS.grow]), confirmation: { typed: 'orders', reason: 'The disk is full.' } });
  await setTimes(db);
  const tables: Record<string, object[]> = {};
  for (const table of TABLES) tables[table] = await db(table).orderBy(ORDERS[table]).select();
  const rows = await store.list({ limit: 100 });
  return { tables, read: JSON.parse(JSON.stringify(rows)) };
}

async function claim(store: OperationStore, operation: NewOperation) {
  await store.insert(operation);
  const claimed = await store.claim('replica-1', 60_000);
  if (claimed?.operation !== operation.id) throw new Error(`${operation.id} was not claimed.`);
  return claimed;
}

async function succeeded(store: OperationStore): Promise<void> {
  const held = await claim(store, recorded('op-succeeded', 'expand', [STEPS.grow]));
  await store.setPhase(held, 'Validating');
  await store.changeStep(held, { index: 0, mark: 'intended' }, { phase: 'Running' });
  await store.changeStep(held, { index: 0, mark: 'acted', written: [written(POOL, { uid: '5b0c' })] });
  await store.changeStep(held, { index: 0, mark: 'done', observation: { state: 'done', found: 'All volumes have 20Gi.', facts: { grown: 3 } }, facts: { grown: 3 } });
  await store.finish(held, { phase: 'Succeeded', result: { sentences: ['3 volumes have 20Gi.'], lost: { sentence: 'Nothing is lost.', records: 0 } }, leftovers: [] });
}

async function undone(store: OperationStore): Promise<void> {
  const held = await claim(store, recorded('op-undone', 'snapshot', [STEPS.cut, STEPS.grow]));
  const object = written(SNAPSHOT, { act: 'create', uid: '77aa' });
  await store.changeStep(held, { index: 0, mark: 'done', written: [object] }, { phase: 'Cutting' });
  await store.changeStep(held, { index: 1, mark: 'failed', observation: { state: 'failed', code: 'INFEASIBLE', cause: 'The driver refuses 20Gi.', remedy: 'Choose less.', evidence: ['Infeasible'] } });
  await store.requestCancel('op-undone', 'user:default/ben');
  await store.changeStep(held, { index: 0, mark: 'undo-intended' }, { phase: 'Cancelling' });
  await store.changeStep(held, { index: 0, mark: 'undone', written: [{ ...object, outcome: 'undone' }, { ...object, act: 'delete', undo: true }] });
  await store.finish(held, {
    phase: 'Failed',
    failure: { code: 'INFEASIBLE', cause: 'The driver refuses 20Gi.', evidence: ['Infeasible'], state: 'As before.', remedy: 'Choose less.' },
    leftovers: [{ object: { cluster: 'east', apiVersion: 'v1', kind: 'PersistentVolume', name: 'pv-1' }, sentence: 'It is kept by its class.', removable: true, bytes: 1024 }],
  });
}

async function inPause(store: OperationStore): Promise<void> {
  const held = await claim(store, recorded('op-in-pause', 'snapshot', [STEPS.pause, STEPS.cut, STEPS.resume]));
  const { pause } = STEPS.pause;
  await store.changeStep(held, { index: 0, mark: 'intended' }, { phase: 'Quiescing', pause: { step: STEPS.pause.id, limitMs: 60_000, resume: pause?.resume ?? [] } });
  await store.changeStep(held, { index: 0, mark: 'done', written: [written(CONNECT, {})] });
  await store.changeStep(held, { index: 1, mark: 'intended', observation: { state: 'waiting', waitsFor: 'the cut', progress: { source: 'reported', done: 1, total: 3, unit: 'members' } } }, { phase: 'Cutting' });
  await store.resumeFailed(held.operation, STEPS.pause.id, 'The API server answered 503.');
}

/** Puts every time of the rows after a fixed beginning, so that recordings can be compared. */
async function setTimes(db: Knex): Promise<void> {
  const order = ['op-succeeded', 'op-undone', 'op-in-pause', 'op-waits'];
  for (const [index, id] of order.entries()) {
    const created = BEGINNING + index * 60_000;
    const after = (column: string, seconds: number) => db.raw('case when ?? is null then null else cast(? as bigint) end', [column, created + seconds * 1000]);
    await db('operations').where({ id }).update({
      created_at: created,
      started_at: after('started_at', 1),
      cancel_requested_at: after('cancel_requested_at', 5),
      finished_at: after('finished_at', 30),
      updated_at: created + 30_000,
      lease_until: after('lease_until', 40),
    });
    await db('operation_elements').where({ operation_id: id }).update({ created_at: created });
    await db('operation_steps').where({ operation_id: id }).update({ started_at: after('started_at', 2), finished_at: after('finished_at', 10) });
    await db('operation_pauses').where({ operation_id: id }).update({ held_at: created + 2_000, limit_at: created + 62_000 });
  }
}
