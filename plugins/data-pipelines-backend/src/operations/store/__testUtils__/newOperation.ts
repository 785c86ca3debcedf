import type { Plan } from '@penstock/backstage-plugin-data-pipelines-common';
import type { PlannedAct, PlannedLock, PlannedStep } from '@penstock/backstage-plugin-data-pipelines-node';
import type { NewOperation } from '../OperationStore';

/** What of a test operation can be told. */
export interface TestOperation {
  id?: string;
  key?: string;
  hash?: string;
  pipeline?: string;
  elements?: readonly string[];
  schedule?: string;
  steps?: readonly PlannedStep[];
  locks?: readonly PlannedLock[];
}

let made = 0;

/** An act that takes a pause back. */
export const RESUME: PlannedAct = {
  act: 'patch',
  target: { cluster: 'east', apiVersion: 'v1', kind: 'ConfigMap', namespace: 'shop', name: 'writes' },
  changes: [{ path: ['data', 'paused'], from: 'true' }],
};

/** A step that writes one object. */
export function plannedStep(id: string, more: Partial<PlannedStep> = {}): PlannedStep {
  return {
    id,
    title: `Step ${id}`,
    phase: 'Running',
    acts: [{ act: 'create', cluster: 'east', object: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { namespace: 'shop', name: id } } }],
    deadlineSeconds: 60,
    ...more,
  };
}

/** An operation that can be stored; each call gives another one. */
export function newOperation(told: TestOperation = {}): NewOperation {
  made += 1;
  const { id = `operation-${made}`, elements = ['orders'], steps = [plannedStep('one'), plannedStep('two')] } = told;
  return {
    id,
    kind: 'expand',
    scope: { pipeline: told.pipeline ?? 'shop', elements: elements.map(element => ({ id: element, cluster: 'east', namespace: 'shop', owner: 'group:default/shop' })) },
    request: { kind: 'expand', element: elements[0], size: '20Gi' },
    stored: { format: 1, plan: plan(id, elements[0]), steps, locks: told.locks ?? [{ key: `volume:east/${id}`, mode: 'expand' }], deadlineSeconds: 600 },
    createdBy: 'user:default/ada',
    idempotencyKey: told.key ?? `key-${made}`,
    requestHash: told.hash ?? `hash-${made}`,
    schedule: told.schedule,
  };
}

function plan(id: string, element: string): Plan {
  return {
    id,
    hash: `hash-of-${id}`,
    kind: 'expand',
    title: `Expand 1 volume of ${element}`,
    summary: 'A test',
    request: { kind: 'expand', element, size: '20Gi' },
    drawnAt: '2026-11-21T12:00:00Z',
    startable: true,
    safety: { level: 1, button: 'Expand 1 volume' },
    changes: [],
    steps: [],
    preflight: [],
    effects: { restarts: 0, sentences: [] },
    undo: { possible: false, sentence: 'Volumes never shrink.' },
    cancel: [],
    comparison: [],
    consumers: [],
  };
}
