import { LABEL_OPERATION } from '@penstock/backstage-plugin-data-pipelines-common';
import type { PlanDraft, PlannedAct, PlannedStep } from '@penstock/backstage-plugin-data-pipelines-node';

/** What a plan may name. */
export interface Registered {
  /** Names of observers, e.g. `csi.grown`. */
  observers: ReadonlySet<string>;
  derivations: ReadonlySet<string>;
  /** Id of the operation. */
  operation: string;
}

const LONGEST_PAUSE_SECONDS = 600;
const MOST_STEPS = 500;

type Rule = (steps: readonly PlannedStep[], registered: Registered) => string[];

const stepIdsAreUnique: Rule = steps => {
  const seen = new Set<string>();
  return steps.flatMap(({ id }) => {
    const fault = seen.has(id) ? [`two steps are called ${id}; give each step of a plan its own id`] : [];
    seen.add(id);
    return fault;
  });
};

const deadlinesArePositive: Rule = steps =>
  steps.flatMap(({ id, deadlineSeconds }) => (deadlineSeconds > 0 && Number.isFinite(deadlineSeconds) ? [] : [`step ${id} has the deadline ${deadlineSeconds}; it must be a positive number of seconds`]));

const pausesAreResumed: Rule = steps =>
  steps.flatMap(({ id, pause }, index) => {
    if (pause === undefined) return [];
    const resumed = steps.findIndex(({ resumes }) => resumes === id);
    return [
      ...(resumed > index ? [] : [`step ${id} pauses writes and no later step resumes them; add one with resumes: '${id}'`]),
      ...(pause.limitSeconds > 0 && pause.limitSeconds <= LONGEST_PAUSE_SECONDS ? [] : [`step ${id} pauses writes for ${pause.limitSeconds} s; the limit is between 1 and ${LONGEST_PAUSE_SECONDS}`]),
      ...(pause.resume.length > 0 ? [] : [`step ${id} pauses writes and does not say how the watchdog resumes them; fill pause.resume`]),
    ];
  });

const resumesReferToPauses: Rule = steps =>
  steps.flatMap(({ id, resumes }) => {
    if (resumes === undefined) return [];
    const paused = steps.find(step => step.id === resumes);
    return paused?.pause === undefined ? [`step ${id} resumes ${resumes}, which pauses nothing`] : [];
  });

const nothingIsTakenBackAfterTheReturn: Rule = steps => {
  const from = steps.findIndex(({ pointOfNoReturn }) => pointOfNoReturn);
  if (from < 0) return [];
  return steps.slice(from).flatMap(({ id, undo }) => (undo === undefined ? [] : [`step ${id} has an undo, but from step ${steps[from].id} on the operation only goes forward; leave it out`]));
};

function labelOf(act: Extract<PlannedAct, { act: 'create' }>): unknown {
  const { labels } = act.object.metadata;
  return typeof labels === 'object' && labels !== null && !Array.isArray(labels) ? labels[LABEL_OPERATION] : undefined;
}

function actFaults(act: PlannedAct, where: string, { operation, derivations }: Registered): string[] {
  switch (act.act) {
    case 'create':
      return labelOf(act) === operation ? [] : [`${where} creates ${act.object.kind} ${act.object.metadata.name} without the operation's marks; take its labels from names.marks()`];
    case 'patch':
      return act.changes.length > 0 ? [] : [`${where} patches ${act.target.kind} ${act.target.name} without a change; leave the act out`];
    case 'delete':
      return act.uid === '' ? [`${where} deletes ${act.target.kind} ${act.target.name} with an empty uid; leave uid out for what the operation made, else give that of the object seen`] : [];
    default:
      return derivations.has(act.by) ? [] : [`${where} derives by ${act.by}, which is not registered; put it into the derivations of its engine or driver`];
  }
}

const actsAreSound: Rule = (steps, registered) =>
  steps.flatMap(step => [
    ...step.acts.flatMap(act => actFaults(act, `step ${step.id}`, registered)),
    ...(step.undo ?? []).flatMap(act => actFaults(act, `the undo of step ${step.id}`, registered)),
    ...(step.pause?.resume ?? []).flatMap(act => actFaults(act, `the resume of step ${step.id}`, registered)),
  ]);

const observersAreRegistered: Rule = (steps, { observers }) =>
  steps.flatMap(({ id, wait, undoWait }) =>
    [wait, undoWait].flatMap(each => (each === undefined || observers.has(each.observer) ? [] : [`step ${id} waits for ${each.observer}, which is not registered; put it into the observers of its engine or driver`])),
  );

/** What a created object leaves behind must be taken away when the operation fails; what is created after the return stays. */
const createdIsUndone: Rule = steps => {
  const from = steps.findIndex(({ pointOfNoReturn }) => pointOfNoReturn);
  const before = from < 0 ? steps : steps.slice(0, from);
  return before.flatMap(({ id, acts, undo, pause, resumes }) =>
    acts.some(({ act }) => act === 'create') && undo === undefined && pause === undefined && resumes === undefined
      ? [`step ${id} creates objects and has no undo; delete them there`]
      : [],
  );
};

const stepsAreBounded: Rule = steps => (steps.length > MOST_STEPS ? [`the plan has ${steps.length} steps; at most ${MOST_STEPS} are carried out, so put what runs in parallel into one step`] : []);

const RULES: readonly Rule[] = [
  stepsAreBounded,
  stepIdsAreUnique,
  deadlinesArePositive,
  pausesAreResumed,
  resumesReferToPauses,
  nothingIsTakenBackAfterTheReturn,
  observersAreRegistered,
  actsAreSound,
  createdIsUndone,
];

/** What is wrong with a draft, for whoever wrote the engine or driver it comes from; empty when it can be carried out. */
export function planFaults(draft: PlanDraft, registered: Registered): string[] {
  const blocked = draft.preflight.some(({ result }) => result === 'block');
  return [
    ...RULES.flatMap(rule => rule(draft.steps, registered)),
    ...(draft.steps.length > 0 || blocked ? [] : ['the plan has no steps and no check that blocks; say why nothing can be done']),
    ...(draft.deadlineSeconds > 0 ? [] : [`the whole plan has the deadline ${draft.deadlineSeconds}`]),
    ...(draft.safety.level >= 2 && draft.safety.acknowledge === undefined ? ['a plan of level 2 and above names the effect to agree to: safety.acknowledge'] : []),
    ...(draft.safety.level >= 3 && draft.safety.type === undefined ? ['a plan of level 3 and above names the text to type: safety.type'] : []),
  ];
}

/** @throws Error with everything that is wrong, for the author of the engine or driver */
export function requireSoundPlan(draft: PlanDraft, registered: Registered): void {
  const faults = planFaults(draft, registered);
  if (faults.length > 0) throw new Error(`The plan "${draft.title}" cannot be carried out: ${faults.join('; ')}.`);
}
