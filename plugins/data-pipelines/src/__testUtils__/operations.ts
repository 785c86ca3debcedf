import type {
  Operation,
  OperationRequest,
  OperationStep,
  OperationSummary,
  Plan,
  StartRequest,
} from '@penstock/backstage-plugin-data-pipelines-common';
import { objectOf } from './elements';
import { STORY_NOW } from './measures';

const POOL = { ...objectOf('kafka', 'broker', 'prod-north', 'factory-telemetry'), kind: 'KafkaNodePool' };

const COMMAND = `kubectl --context prod-north -n factory-telemetry patch kafkanodepool broker --type merge -p '{"spec":{"storage":{"volumes":[{"id":0,"size":"200Gi"}]}}}'`;

/** What the request of a plan says the size shall be; "the same" where it says nothing. */
function sizeOf(request: OperationRequest): string {
  return request.kind === 'expand' ? (request.size ?? 'the same') : 'the same';
}

/** The plan of growing the brokers' volumes of the story. */
export function planFor(request: OperationRequest): Plan {
  const size = sizeOf(request);
  return {
    id: `op-${size.toLowerCase()}`,
    hash: `hash of ${size}`,
    kind: request.kind,
    title: 'Expand 3 volumes of telemetry',
    summary: 'Kafka, pool broker · prod-north / factory-telemetry',
    request,
    drawnAt: STORY_NOW,
    startable: true,
    safety: { level: 2, button: 'Expand 3 volumes', acknowledge: 'I understand that these volumes cannot be made smaller again' },
    changes: [
      { act: 'change', sentence: 'KafkaNodePool broker', object: POOL, field: 'spec.storage.volumes[id=0].size', from: '100Gi', to: size, by: 'Penstock' },
      { act: 'change', count: 3, sentence: '3 claims of the brokers', names: ['data-0-telemetry-broker-0', 'data-0-telemetry-broker-1', 'data-0-telemetry-broker-2'], from: '100Gi', to: size, by: 'Strimzi' },
      { act: 'keep', sentence: '3 brokers, 0 restarts expected', by: 'Strimzi' },
    ],
    steps: [{ id: 'patch', title: 'Set the size in KafkaNodePool broker', phase: 'Running', kubectl: COMMAND }],
    preflight: [
      { code: 'CLASS_EXPANDS', result: 'pass', sentence: 'rbd-encrypted allows expansion' },
      { code: 'SCHEDULE_NEAR', result: 'warn', sentence: 'A snapshot is due at 20:00', remedy: 'It waits if this is not done' },
      { code: 'POOL_SPACE', result: 'unknown', sentence: 'Free space of the storage', remedy: 'prod-north has no metric for it' },
    ],
    effects: { restarts: 0, spaceBytes: 322122547200, sentences: [{ subject: 'telemetry', sentence: 'Clients notice nothing' }] },
    undo: { possible: false, sentence: 'A volume cannot be made smaller again' },
    cancel: ['Volumes that have grown stay as they are'],
    comparison: [
      { label: 'Size, each', now: '100 GiB', after: `${size} each` },
      { label: 'Full in', now: '9 h', after: 'not in 90 days', alarming: 'now' },
    ],
    consumers: [],
    basis: 'Grows 0.78 GiB an hour, retention of 5 days',
  };
}

/** A step of the story. */
export function step(id: string, title: string, state: OperationStep['state'], more: Partial<OperationStep> = {}): OperationStep {
  return { id, title, phase: 'Running', state, ...more };
}

const EXPAND: OperationRequest = { kind: 'expand', element: 'telemetry', size: '200Gi' };

/** What a list says of the operation that grows the brokers' volumes. */
export function operationSummary(more: Partial<OperationSummary> = {}): OperationSummary {
  return {
    id: 'op-7f3a9c',
    kind: 'expand',
    title: 'Expand 3 volumes of telemetry',
    pipeline: 'factory-telemetry',
    elements: ['telemetry'],
    clusters: ['prod-north'],
    phase: 'Running',
    message: 'Waiting for rbd.csi.ceph.com: 1 of 3 volumes has grown',
    createdBy: 'user:default/owner',
    createdAt: '2026-11-20T14:30:50Z',
    startedAt: '2026-11-20T14:30:53Z',
    updatedAt: '2026-11-20T14:31:40Z',
    version: 4,
    ...more,
  };
}

/** The operation that grows the brokers' volumes, under way. */
export function operation(more: Partial<Operation> = {}, summary: Partial<OperationSummary> = {}): Operation {
  return {
    summary: operationSummary(summary),
    request: EXPAND,
    plan: planFor(EXPAND),
    steps: [
      step('check', 'Check the plan again', 'done', { phase: 'Validating', startedAt: '2026-11-20T14:30:53Z', finishedAt: '2026-11-20T14:30:55Z', detail: 'Same as drawn' }),
      step('device', 'Grow the devices', 'running', { startedAt: '2026-11-20T14:30:55Z', detail: 'Waiting for rbd.csi.ceph.com: 1 of 3 volumes has grown', progress: { source: 'derived', done: 1, total: 3, unit: 'volumes' } }),
      step('filesystem', 'Grow the filesystems', 'waiting', { detail: 'Waiting for pod restart is possible here' }),
    ],
    progress: { source: 'derived', done: 1, total: 3, unit: 'volumes' },
    nextDeadline: { at: '2026-11-20T14:40:53Z', sentence: 'the driver is then given up on' },
    objects: [
      { object: POOL, act: 'change', outcome: 'done', step: 'device', yaml: 'kind: KafkaNodePool\nspec:\n  storage: 200Gi\n', kubectl: 'kubectl -n factory-telemetry get kafkanodepool broker' },
    ],
    cancel: { effect: 'stopped-with-leftovers', sentences: ['Volumes that have grown stay as they are', 'No further volume is grown'] },
    leftovers: [],
    ...more,
  };
}

/** The operation as the server answers when a plan is started. */
export function startedFrom(plan: Plan, request: StartRequest): Operation {
  return {
    ...operation({}, { id: plan.id, kind: plan.kind, title: plan.title, phase: 'Pending', message: undefined, startedAt: undefined, version: 1 }),
    request: request.request,
    plan,
    steps: plan.steps.map(({ id, title, phase }) => ({ id, title, phase, state: 'waiting' })),
    objects: [],
  };
}
