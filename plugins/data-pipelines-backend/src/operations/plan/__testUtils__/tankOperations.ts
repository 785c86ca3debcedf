import type { EngineOperations, EngineSteps, Observer, PlannedAct, PlannedElement, PlannedStep, PlannedWait } from '@penstock/backstage-plugin-data-pipelines-node';
import { flagAt, textAt } from '../../../engines/shared/reading';
import { poolOperations } from './poolOperations';

const DEADLINE = 600;

function tankKey({ cluster, namespace, root }: PlannedElement) {
  return { cluster, apiVersion: root.apiVersion, kind: root.kind, namespace, name: root.metadata.name };
}

function patch(element: PlannedElement, field: string, from: string | boolean | undefined, to: string | boolean | undefined): PlannedAct {
  return { act: 'patch', target: tankKey(element), uid: element.root.metadata.uid, changes: [{ path: ['spec', field], ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) }] };
}

function wait(element: PlannedElement, running: boolean): PlannedWait {
  return { observer: 'tank.running', objects: [{ by: 'name', ...tankKey(element) }], params: { running } };
}

function step(element: PlannedElement, id: string, title: string, more: Partial<PlannedStep>): PlannedStep {
  return { id: `${id}/${element.id}`, title: `${title} ${element.id}`, phase: 'Running', element: element.id, acts: [], deadlineSeconds: DEADLINE, ...more };
}

function possible(...steps: PlannedStep[]): EngineSteps {
  return { possible: true, steps, changes: [], sentences: [] };
}

/** Whether a tank runs, as its controller says. */
const running: Observer = ({ seen, params }) => {
  const tank = seen[0]?.objects[0];
  const wanted = params.running === true;
  return flagAt(tank, 'status.running') === wanted ? { state: 'done', found: wanted ? 'It runs' : 'It has stopped' } : { state: 'waiting', waitsFor: wanted ? 'It to run' : 'It to stop' };
};

/** What the tank's own consumers have read, from its spec. */
const positions: Observer = ({ seen }) => {
  const offset = Number(textAt(seen[0]?.objects[0], 'spec.position') ?? NaN);
  return Number.isFinite(offset)
    ? { state: 'done', facts: { offsets: [{ group: 'sink', topic: 'readings', partitions: [{ partition: 0, offset }] }] } }
    : { state: 'waiting', waitsFor: 'A position' };
};

/**
 * An engine that can do everything: tanks stop and start by a field, pause
 * writes by another, and set the consumers that feed others back.
 */
export function tankOperations(claims: readonly string[], options: { feeds?: true; pauses?: true } = {}): EngineOperations {
  return {
    ...poolOperations(claims),
    consistencies: (element, { longestPauseSeconds }) => {
      const before = options.feeds ? [step(element, 'positions', 'Record the positions of', { wait: { observer: 'tank.positions', objects: [{ by: 'name', ...tankKey(element) }], params: {} } })] : [];
      const pause = step(element, 'hold', 'Hold back the writers of', {
        phase: 'Quiescing',
        acts: [patch(element, 'held', undefined, true)],
        pause: { limitSeconds: longestPauseSeconds, resume: [patch(element, 'held', true, undefined)] },
        undo: [patch(element, 'held', true, undefined)],
      });
      const resume = step(element, 'release-writers', 'Let write again to', { acts: [patch(element, 'held', true, undefined)], resumes: pause.id });
      return [
        ...(options.pauses ? [{ consistency: 'application' as const, sentence: 'Writers are held back.', before, pause, resume, checks: [], changes: [] }] : []),
        { consistency: 'crash', sentence: 'Nothing is paused.', before, checks: [], changes: [] },
      ];
    },
    stop: element => possible(step(element, 'stop', 'Stop', { acts: [patch(element, 'stopped', undefined, true)], wait: wait(element, false), undo: [patch(element, 'stopped', true, undefined)], undoWait: wait(element, true) })),
    start: element => possible(step(element, 'start', 'Start', { acts: [patch(element, 'stopped', true, undefined)], wait: wait(element, true), undo: [patch(element, 'stopped', undefined, true)], undoWait: wait(element, false) })),
    inseparable: () => claims,
    ...(options.feeds
      ? {
          resetOffsets: (feeder, offsets) => {
            const position = offsets[0] && String(offsets[0].partitions[0]?.offset ?? 0);
            const now = textAt(feeder.root, 'spec.position');
            return {
              groups: offsets.map(({ group }) => group),
              record: { steps: [step(feeder, 'replay-positions', 'Record the positions of', { wait: { observer: 'tank.positions', objects: [{ by: 'name', ...tankKey(feeder) }], params: {} } })], checks: [] },
              before: possible(step(feeder, 'replay-stop', 'Stop the sinks of', { acts: [patch(feeder, 'sinks', 'run', 'stopped')], undo: [patch(feeder, 'sinks', 'stopped', 'run')] })),
              after: possible(
                ...(position === undefined ? [] : [step(feeder, 'replay-set', 'Set back the sinks of', { acts: [patch(feeder, 'position', now, position)] })]),
                step(feeder, 'replay-start', 'Start the sinks of', { acts: [patch(feeder, 'sinks', 'stopped', 'run')], undo: [patch(feeder, 'sinks', 'run', 'stopped')] }),
              ),
            };
          },
        }
      : {}),
    copy: (element, to) => ({
      manifests: [
        {
          apiVersion: 'example.com/v1',
          kind: 'Tank',
          metadata: { name: to.name, namespace: to.namespace, labels: { ...to.names.marks(element.id).labels, 'penstock.dev/element': `${element.id}-copy` } },
          spec: { stopped: true, claims: claims.map(claim => `${to.name}-${claim}`) },
        },
      ],
      claims: Object.fromEntries(claims.map(claim => [claim, `${to.name}-${claim}`])),
      start: possible({
        id: `copy-start/${element.id}`,
        title: `Start ${to.name}`,
        phase: 'Finalizing',
        acts: [{ act: 'patch', target: { ...tankKey(element), namespace: to.namespace, name: to.name }, changes: [{ path: ['spec', 'stopped'], from: true }] }],
        wait: { observer: 'tank.running', objects: [{ by: 'name', ...tankKey(element), namespace: to.namespace, name: to.name }], params: { running: true } },
        deadlineSeconds: DEADLINE,
      }),
      changes: [],
      checks: [{ code: 'COPY_POSSIBLE', result: 'pass', sentence: 'All parts could be read' }],
    }),
    healthyWait: element => wait(element, true),
    observers: { 'tank.running': running, 'tank.positions': positions },
  };
}
