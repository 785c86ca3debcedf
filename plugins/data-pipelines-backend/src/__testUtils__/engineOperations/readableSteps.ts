import type { ConsistencyOption, EngineSteps, FieldChange, Observation, PlannedAct, PlannedStep, PlannedWait, SizeGroup } from '@penstock/backstage-plugin-data-pipelines-node';
import type { PreflightCheck } from '@penstock/backstage-plugin-data-pipelines-common';

function value(of: FieldChange['from']): string {
  if (of === undefined) return '(absent)';
  return typeof of === 'string' ? of : JSON.stringify(of);
}

/** An act in one line for each field that it writes. */
export function readableAct(act: PlannedAct): string[] {
  switch (act.act) {
    case 'create':
      return [`create ${act.object.kind} ${act.object.metadata.namespace ?? ''}/${act.object.metadata.name}`];
    case 'patch':
      return act.changes.map(
        ({ path, from, to }) =>
          `patch ${act.target.kind}${act.subresource === undefined ? '' : `/${act.subresource}`} ${act.target.name}${act.uid === undefined ? ' (its own)' : ''}: ${path.join(
            '.',
          )} ${value(from)} -> ${value(to)}`,
      );
    case 'delete':
      return [`delete ${act.target.kind} ${act.target.name}${act.uid === undefined ? ' (its own)' : ''}, ${act.propagation}`];
    default:
      return [`derive ${act.by} ${JSON.stringify(act.params)}`];
  }
}

function readableWait(wait: PlannedWait): string {
  const objects = wait.objects.map(watched => (watched.by === 'name' ? `${watched.kind} ${watched.name}` : `${watched.kind}s by ${Object.values(watched.labels).join(', ')}`));
  const measures = (wait.metrics ?? []).map(({ element, keys }) => `${keys.join(', ')} of ${element}`);
  return `${wait.observer} of ${[...objects, ...measures].join('; ')} with ${JSON.stringify(wait.params)}`;
}

/** A step as a few lines of text, for goldens. */
export function readableStep(step: PlannedStep): string[] {
  return [
    `${step.id} [${step.phase}, ${step.deadlineSeconds} s]${step.element === undefined ? '' : ` of ${step.element}`}: ${step.title}`,
    ...step.acts.flatMap(readableAct).map(line => `  ${line}`),
    ...(step.wait === undefined ? [] : [`  wait ${readableWait(step.wait)}`]),
    ...(step.undo ?? []).flatMap(readableAct).map(line => `  undo: ${line}`),
    ...(step.undoWait === undefined ? [] : [`  undo: wait ${readableWait(step.undoWait)}`]),
    ...(step.pause === undefined ? [] : [`  paused for at most ${step.pause.limitSeconds} s`, ...step.pause.resume.flatMap(readableAct).map(line => `  owed: ${line}`)]),
    ...(step.resumes === undefined ? [] : [`  resumes ${step.resumes}`]),
    ...(step.pointOfNoReturn === true ? ['  no return'] : []),
  ];
}

/** Steps, or the check that says why there are none. */
export function readableSteps(said: EngineSteps): string[] {
  return said.possible ? said.steps.flatMap(readableStep) : [readableCheck(said.check)];
}

/** A check in one line. */
export function readableCheck({ result, code, sentence }: PreflightCheck): string {
  return `${result} ${code}: ${sentence}`;
}

/** A group in two lines, then its checks. */
export function readableGroup(group: SizeGroup): string[] {
  return [
    `${group.title}: ${group.claims.join(', ')}`,
    `  ${group.owner.kind} ${group.owner.name} ${group.path.join('.')} = ${group.size ?? '(absent)'} by ${group.operator}`,
    ...group.checks.map(check => `  ${readableCheck(check)}`),
  ];
}

/** A way to cut, with all its steps. */
export function readableOption(option: ConsistencyOption): string[] {
  return [
    `${option.consistency}: ${option.sentence}`,
    ...option.checks.map(check => `  ${readableCheck(check)}`),
    ...option.before.flatMap(readableStep).map(line => `  before ${line}`),
    ...(option.atCut ?? []).flatMap(readableStep).map(line => `  at the cut ${line}`),
    ...(option.pause === undefined ? [] : readableStep(option.pause).map(line => `  pause ${line}`)),
    ...(option.resume === undefined ? [] : readableStep(option.resume).map(line => `  resume ${line}`)),
  ];
}

/** What was observed, in one line. */
export function readableObservation(seen: Observation): string {
  switch (seen.state) {
    case 'waiting':
      return `waiting for ${seen.waitsFor}${seen.progress?.done === undefined ? '' : ` (${seen.progress.done}/${seen.progress.total})`}`;
    case 'done':
      return `done${seen.found === undefined ? '' : `: ${seen.found}`}${seen.facts === undefined ? '' : ` ${JSON.stringify(seen.facts)}`}`;
    case 'failed':
      return `failed ${seen.code}: ${seen.cause}`;
    default:
      return `unknown: ${seen.reason}`;
  }
}
