import type { PlanChange } from '@penstock/backstage-plugin-data-pipelines-common';
import type { ConsistencyOption, EngineSteps, KubernetesObject, Observer, PlannedElement, PlannedStep, PlannedWait } from '@penstock/backstage-plugin-data-pipelines-node';
import { crashOption } from '../../shared/crashOption';
import { impossible, patchOf, possible, reversed } from '../../shared/engineSteps';
import { fieldChange } from '../../shared/fieldChange';
import { referenceTo } from '../../shared/finding';
import { claimsOf } from '../../shared/members';
import { keyOf, watchedByName } from '../../shared/objectKeys';
import { goneOrGoing, seenOf, waiting } from '../../shared/observing';
import { ENGINE_CHECKS, objected } from '../../shared/preflightCodes';
import { flagAt, textAt, textsAt } from '../../shared/reading';
import { isStream, runsOf, stateOf } from '../application';
import { sparkHealthyWait, watchedPods } from './healthy';

/** The driver ends its batch, then Kubernetes takes the pod away. */
const SUSPEND_SECONDS = 300;
const RESUME_SECONDS = 900;
/** States in which no driver runs and none is about to. */
const AT_REST = new Set(['SUSPENDED', 'COMPLETED', 'FAILED']);

/** Words on the way to rest; the empty one is an application that was never submitted. */
const KNOWN_STATES = new Set(['', 'SUBMITTED', 'RUNNING', 'PENDING_RERUN', 'INVALIDATING', 'SUCCEEDING', 'FAILING', 'SUBMISSION_FAILED', 'SUSPENDING', 'RESUMING']);

/** The schedule or application itself, and the runs of a schedule that may run. */
function suspendable({ root, inventory }: PlannedElement): readonly KubernetesObject[] {
  if (root.kind !== 'ScheduledSparkApplication') return [root];
  return [root, ...runsOf(root, inventory).filter(run => !AT_REST.has(stateOf(run) ?? ''))];
}

function isSuspended(object: KubernetesObject): boolean {
  return flagAt(object, 'spec.suspend') === true;
}

function patchesOf(element: PlannedElement) {
  return suspendable(element)
    .filter(object => !isSuspended(object))
    .map(object => patchOf(keyOf(element.inventory, object), object.metadata.uid, { path: ['spec', 'suspend'], from: flagAt(object, 'spec.suspend'), to: true }));
}

function changesOf(element: PlannedElement): PlanChange[] {
  return suspendable(element)
    .filter(object => !isSuspended(object))
    .map(object => fieldChange(element.inventory.cluster, object, 'spec.suspend', { to: 'true', note: 'until it is started again' }));
}

function suspendedWait(element: PlannedElement): PlannedWait {
  const { inventory, description } = element;
  const pods = suspendable(element)
    .filter(({ kind }) => kind === 'SparkApplication')
    .flatMap(root => watchedPods({ root, inventory }));
  return {
    observer: 'spark.suspended',
    objects: [...suspendable(element).map(object => watchedByName(keyOf(inventory, object))), ...pods],
    params: { claims: description.volumes.map(volume => volume.claim).sort() },
  };
}

function cannot(element: PlannedElement): EngineSteps {
  const { root, inventory } = element;
  return impossible(
    objected(ENGINE_CHECKS.ELEMENT_CAN_STOP, 'block', {
      sentence: `The operator offers no way to suspend ${root.kind} ${root.metadata.name}.`,
      remedy: 'It has no volumes of its own; leave it out.',
      object: referenceTo(inventory.cluster, root),
    }),
  );
}

/** Suspends the application: the operator deletes the driver, and its executors go with it. */
export function stopSpark(element: PlannedElement): EngineSteps {
  const { root, id } = element;
  if (root.kind === 'SparkConnect') return cannot(element);
  const patches = patchesOf(element);
  const step: PlannedStep = {
    id: `stop/${id}/suspend`,
    title: `Suspend ${root.metadata.name}`,
    detail: 'The operator deletes the driver; the checkpoint stays.',
    phase: 'Running',
    element: id,
    acts: patches,
    wait: suspendedWait(element),
    ...(patches.length === 0 ? {} : { undo: patches.map(reversed), undoWait: sparkHealthyWait(element) }),
    deadlineSeconds: SUSPEND_SECONDS,
  };
  return possible([step], changesOf(element), [
    isStream(root)
      ? `${root.metadata.name} processes nothing until it is started again; then it goes on at its checkpoint.`
      : `${root.metadata.name} does not run until it is started again; a run that is cut short begins from its start.`,
  ]);
}

/** Takes `spec.suspend` back to what it was. */
export function startSpark(element: PlannedElement): EngineSteps {
  const { root, id } = element;
  if (root.kind === 'SparkConnect') return cannot(element);
  const patches = patchesOf(element);
  if (patches.length === 0) return possible([], [], [`${root.metadata.name} stays suspended, as it was.`]);
  return possible(
    [
      {
        id: `start/${id}/resume`,
        title: `Resume ${root.metadata.name}`,
        phase: 'Finalizing',
        element: id,
        acts: patches.map(reversed),
        wait: sparkHealthyWait(element),
        // suspends it again: what was done to the volumes before is undone after this
        undo: patches,
        undoWait: suspendedWait(element),
        deadlineSeconds: RESUME_SECONDS,
      },
    ],
    [],
    [`${root.metadata.name} goes on at the checkpoint that it finds.`],
  );
}

/** `spark.suspended`: the operator says so, or nothing ran, and no pod holds one of the claims. */
export const sparkSuspended: Observer = input => {
  const applications = seenOf(input, 'SparkApplication');
  const schedules = seenOf(input, 'ScheduledSparkApplication');
  const [root] = [...schedules, ...applications];
  const gone = goneOrGoing('SparkApplication', root);
  if (gone) return gone;
  for (const object of [...schedules, ...applications]) {
    const state = stateOf(object);
    const rests = object.kind === 'ScheduledSparkApplication' || (state !== undefined && AT_REST.has(state));
    if (!rests && state === 'UNKNOWN') return { state: 'unknown', reason: `The operator does not know the state of SparkApplication ${object.metadata.name}.` };
    if (!rests && !KNOWN_STATES.has(state ?? '')) return { state: 'unknown', reason: `SparkApplication ${object.metadata.name} is in the unknown state "${state}".` };
    if (!isSuspended(object) && !(rests && object.kind === 'SparkApplication' && state !== 'SUSPENDED')) {
      return { state: 'failed', code: 'SPARK_RESUMED', cause: `Somebody resumed ${object.kind} ${object.metadata.name}.`, remedy: 'Find out who works on it, then try again.' };
    }
    if (!rests) return waiting(`${object.metadata.name} to be suspended`, { evidence: [state ?? 'not submitted yet'] });
  }
  const claims = new Set(textsAt(input.params, 'claims'));
  const holding = seenOf(input, 'Pod').filter(pod => !['Succeeded', 'Failed'].includes(textAt(pod, 'status.phase') ?? '') && claimsOf(pod).some(claim => claims.has(claim)));
  if (holding.length > 0)
    return waiting(`${holding.length} ${holding.length === 1 ? 'pod' : 'pods'} to let go of the volumes`, { evidence: holding.slice(0, 10).map(pod => pod.metadata.name) });
  return { state: 'done', found: 'no driver runs' };
};

/** `spark.resumed`: the operator has taken the application up again; whether it runs well is another question. */
export const sparkResumed: Observer = input => {
  const applications = [...seenOf(input, 'ScheduledSparkApplication'), ...seenOf(input, 'SparkApplication')];
  const [root] = applications;
  const gone = goneOrGoing('SparkApplication', root);
  if (gone) return gone;
  for (const object of applications.filter(({ kind }) => kind === 'SparkApplication')) {
    const state = stateOf(object) ?? '';
    if (state === 'SUSPENDED' || state === 'SUSPENDING') return waiting(`the operator to take up ${object.metadata.name} again`, { evidence: [state] });
    if (!KNOWN_STATES.has(state) && !AT_REST.has(state)) return { state: 'unknown', reason: `SparkApplication ${object.metadata.name} is in the unknown state "${state}".` };
  }
  return { state: 'done', found: `${root.metadata.name} is taken up again` };
};

function suspension(element: PlannedElement, longestPauseSeconds: number): ConsistencyOption {
  const { root, id } = element;
  const { name } = root.metadata;
  const patches = patchesOf(element);
  const rests = patches.length === 0 || (root.kind === 'SparkApplication' && AT_REST.has(stateOf(root) ?? ''));
  if (rests) return { consistency: 'application', sentence: `${name} does not run, so its volumes are cut at rest.`, before: [], checks: [], changes: [] };
  const pauseId = `quiesce/${id}/suspend`;
  return {
    consistency: 'application',
    sentence: `${name} is suspended for at most ${longestPauseSeconds} s; its checkpoint is cut at rest, and the batch under way is processed again afterwards.`,
    before: [],
    pause: {
      id: pauseId,
      title: `Suspend ${name}`,
      detail: 'The operator deletes the driver.',
      phase: 'Quiescing',
      element: id,
      acts: patches,
      wait: suspendedWait(element),
      pause: { limitSeconds: longestPauseSeconds, resume: patches.map(reversed) },
      undo: patches.map(reversed),
      deadlineSeconds: longestPauseSeconds,
    },
    resume: {
      id: `quiesce/${id}/resume`,
      title: `Resume ${name}`,
      phase: 'Running',
      element: id,
      acts: patches.map(reversed),
      wait: { observer: 'spark.resumed', objects: suspendable(element).map(object => watchedByName(keyOf(element.inventory, object))), params: {} },
      resumes: pauseId,
      deadlineSeconds: SUSPEND_SECONDS,
    },
    checks: isStream(root)
      ? []
      : [
          objected(ENGINE_CHECKS.WRITERS_CAN_PAUSE, 'warn', {
            sentence: `${name} is a batch: a run that is suspended begins from its start afterwards.`,
            remedy: 'Wait until the run has ended, or take a crash-consistent cut.',
            object: referenceTo(element.inventory.cluster, root),
          }),
        ],
    changes: changesOf(element),
  };
}

/** Suspended, where the operator can; else as after a crash, which a checkpoint is made for. */
export function sparkConsistencies(element: PlannedElement, { longestPauseSeconds }: { longestPauseSeconds: number }): readonly ConsistencyOption[] {
  const { root } = element;
  const crash = crashOption(`The volumes of ${root.metadata.name} are cut while it runs; a checkpoint that is cut in the middle of a batch falls back to the batch before.`);
  return root.kind === 'SparkConnect' ? [crash] : [suspension(element, longestPauseSeconds), crash];
}
