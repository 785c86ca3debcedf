import type { PlanDraft, PlannedAct, PlannedStep } from '@penstock/backstage-plugin-data-pipelines-node';
import { fieldText } from '../words';

const SYMBOL = { create: '+', change: '~', replace: '-+', delete: '-', keep: '=' } as const;
const RESULT = { pass: 'pass ', warn: 'WARN ', block: 'BLOCK', unknown: '?    ' } as const;

function actText(act: PlannedAct): string {
  switch (act.act) {
    case 'create': {
      const { apiVersion, kind, metadata, ...rest } = act.object;
      return `create ${kind} ${metadata.name} (${apiVersion}) ${JSON.stringify(rest)}`;
    }
    case 'patch':
      return `patch  ${act.target.kind} ${act.target.name} ${act.changes.map(({ path, from, to }) => `${fieldText(path)}: ${JSON.stringify(from) ?? 'absent'} → ${JSON.stringify(to) ?? 'absent'}`).join('; ')}`;
    case 'delete':
      return `delete ${act.target.kind} ${act.target.name} uid ${act.uid ?? 'ours'} ${act.propagation}`;
    default:
      return `derive ${act.by} ${JSON.stringify(act.params)}`;
  }
}

function stepText(step: PlannedStep): string[] {
  const flags = [
    step.pause && `pauses writes for at most ${step.pause.limitSeconds} s`,
    step.resumes && `resumes ${step.resumes}`,
    step.pointOfNoReturn && 'point of no return',
  ].filter(Boolean);
  return [
    `${step.id} [${step.phase}, ${step.deadlineSeconds} s] ${step.title}${flags.length === 0 ? '' : ` (${flags.join(', ')})`}`,
    ...step.acts.map(act => `    ${actText(act)}`),
    ...(step.wait === undefined ? [] : [`    until  ${step.wait.observer} of ${step.wait.objects.map(each => (each.by === 'name' ? `${each.kind} ${each.name}` : `${each.kind} with ${JSON.stringify(each.labels)}`)).join(', ')}`]),
    ...(step.pause?.resume ?? []).map(act => `    resume ${actText(act)}`),
    ...(step.undo ?? []).map(act => `    undo   ${actText(act)}`),
    ...(step.undoWait === undefined ? [] : [`    undone when ${step.undoWait.observer}`]),
  ];
}

/** A plan as a person reads it; what a test compares. */
export function planText(draft: PlanDraft): string {
  const { effects } = draft;
  return [
    draft.title,
    draft.summary,
    '',
    ...draft.steps.flatMap(stepText),
    '',
    ...draft.changes.map(({ act, count, sentence, field, from, to, by, note }) =>
      `${SYMBOL[act]} ${act} ${count === undefined ? '' : `${count} `}${sentence}${field === undefined ? '' : ` ${field}`}${from === undefined && to === undefined ? '' : ` ${from ?? 'absent'} → ${to ?? 'absent'}`} by ${by}${note === undefined ? '' : ` (${note})`}`),
    '',
    ...draft.preflight.map(({ result, code, sentence, remedy }) => `${RESULT[result]} ${code}: ${sentence}${remedy === undefined ? '' : ` | ${remedy}`}`),
    '',
    ...draft.comparison.map(({ label, now, after, alarming }) => `${label}: ${now}${alarming === 'now' ? '!' : ''} → ${after}${alarming === 'after' ? '!' : ''}`),
    ...(draft.numbersRestOn === undefined ? [] : [draft.numbersRestOn]),
    `restarts ${effects.restarts}${effects.writesPausedSeconds === undefined ? '' : `, writes paused ${effects.writesPausedSeconds} s`}${effects.spaceBytes === undefined ? '' : `, space ${effects.spaceBytes}`}`,
    ...(effects.lost === undefined ? [] : [`lost: ${effects.lost.sentence}`]),
    ...(effects.replayed === undefined ? [] : [`replayed: ${effects.replayed.sentence}`]),
    ...effects.sentences.map(({ subject, sentence }) => `${subject}: ${sentence}`),
    ...draft.consumers.map(({ group, topic, partitions, nowAt, goesTo, sentence }) => `consumer ${group} of ${topic}, ${partitions} partitions: ${nowAt ?? 'unknown'} → ${goesTo ?? 'unknown'}; ${sentence}`),
    `undo: ${draft.undo.sentence}${draft.undo.until === undefined ? '' : ` (until ${draft.undo.until})`}`,
    ...draft.cancel.map(sentence => `cancel: ${sentence}`),
    `level ${draft.safety.level} [${draft.safety.button}]${draft.safety.acknowledge === undefined ? '' : ` agree: ${draft.safety.acknowledge}`}${draft.safety.type === undefined ? '' : ` type: ${draft.safety.type}`}`,
    `locks ${draft.locks.map(({ key, mode }) => `${key}=${mode}`).join(' ')}`,
    ...draft.basis.map(({ subject, value }) => `rests on ${subject} = ${value}`),
  ].join('\n');
}
