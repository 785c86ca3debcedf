import { FINAL_PHASES, type OperationRow, type StepMark } from './OperationStore';

/** One rule that every row keeps at every instant. */
export interface OperationInvariant {
  /** Number for reports; never given to another rule. */
  number: number;
  /** What must not be. */
  rule: string;
  /** What of a row breaks the rule, one sentence each. */
  broken: (row: OperationRow) => readonly string[];
}

/** A rule that a row breaks. */
export interface OperationViolation {
  operation: string;
  number: number;
  sentence: string;
}

const OPEN: readonly StepMark[] = ['waiting', 'intended', 'acted', 'undo-intended'];
const UNDOING: readonly StepMark[] = ['undo-intended', 'undone', 'undo-failed'];
const BEGUN: readonly StepMark[] = ['intended', 'acted', 'done', 'failed', ...UNDOING];

const isFinal = (row: OperationRow) => FINAL_PHASES.some(phase => phase === row.phase);
const stepsWith = (row: OperationRow, marks: readonly StepMark[]) => row.steps.filter(step => marks.includes(step.mark));
const name = (step: { id: string; mark: StepMark }) => `Step ${step.id} is ${step.mark}`;

/** The rules, by number. */
export const OPERATION_INVARIANTS: readonly OperationInvariant[] = [
  {
    number: 1,
    rule: 'An operation that succeeded has done, or skipped, each of its steps.',
    broken: row => (row.phase === 'Succeeded' ? row.steps.filter(({ mark }) => mark !== 'done' && mark !== 'skipped').map(step => `${name(step)} in an operation that succeeded.`) : []),
  },
  {
    number: 2,
    rule: 'An operation that ended owes no resume.',
    broken: row => (isFinal(row) ? row.pauses.filter(({ state }) => state !== 'resumed').map(pause => `The pause of step ${pause.step} is ${pause.state} and still owed a resume.`) : []),
  },
  {
    number: 3,
    rule: 'Nothing is undone that was not intended.',
    broken: row => stepsWith(row, UNDOING).filter(({ startedAt }) => startedAt === undefined).map(step => `${name(step)} and was never intended.`),
  },
  {
    number: 4,
    rule: 'An operation has an instant of its end exactly when it ended.',
    broken: row => (isFinal(row) === (row.finishedAt !== undefined) ? [] : [`The phase is ${row.phase}, and the instant of the end is ${row.finishedAt ?? 'missing'}.`]),
  },
  {
    number: 5,
    rule: 'An operation that failed says why; one that succeeded has no failure.',
    broken: row => {
      if (row.phase === 'Failed' && !row.failure) return ['The operation failed and does not say why.'];
      return row.phase === 'Succeeded' && row.failure ? ['The operation succeeded and names a failure.'] : [];
    },
  },
  {
    number: 6,
    rule: 'An ended operation has no step whose outcome is open: it was finished, undone, or never begun.',
    broken: row => (isFinal(row) ? stepsWith(row, OPEN).filter(({ mark }) => mark !== 'waiting').map(step => `${name(step)} in an operation that ended.`) : []),
  },
  {
    number: 7,
    rule: 'Steps are those of the plan, in its order.',
    broken: row => {
      const planned = row.stored.steps.map(({ id }) => id);
      const kept = row.steps.map(({ id }) => id);
      const ordered = row.steps.every((step, position) => step.index === position);
      return ordered && planned.length === kept.length && planned.every((id, index) => id === kept[index]) ? [] : [`The plan has the steps ${planned.join(', ')}; the rows have ${kept.join(', ')}.`];
    },
  },
  {
    number: 8,
    rule: 'A step begins only after the one before it began or was skipped.',
    broken: row =>
      row.steps.flatMap((step, position) => {
        const before = row.steps[position - 1];
        return BEGUN.includes(step.mark) && before?.mark === 'waiting' ? [`${name(step)} before step ${before.id} began.`] : [];
      }),
  },
  {
    number: 9,
    rule: 'Times do not run backwards.',
    broken: row => {
      const pairs: [string, number | undefined, number | undefined][] = [
        ['start of the operation', row.createdAt, row.startedAt],
        ['end of the operation', row.startedAt ?? row.createdAt, row.finishedAt],
        ...row.steps.map((step): [string, number | undefined, number | undefined] => [`end of step ${step.id}`, step.startedAt, step.finishedAt]),
        ...row.pauses.map((pause): [string, number | undefined, number | undefined] => [`resume of step ${pause.step}`, pause.heldAt, pause.resumedAt]),
      ];
      return pairs.filter(([, from, to]) => from !== undefined && to !== undefined && to < from).map(([what]) => `The ${what} lies before its beginning.`);
    },
  },
  {
    number: 10,
    rule: 'A pause belongs to a step of the plan that pauses writes, and has an instant of its resume exactly when it was resumed.',
    broken: row =>
      row.pauses.flatMap(pause => [
        ...(row.stored.steps.some(step => step.id === pause.step) ? [] : [`A pause belongs to step ${pause.step}, which the plan does not have.`]),
        ...((pause.state === 'resumed') === (pause.resumedAt !== undefined) ? [] : [`The pause of step ${pause.step} is ${pause.state}, and the instant of its resume is ${pause.resumedAt ?? 'missing'}.`]),
      ]),
  },
  {
    number: 11,
    rule: 'The plan that is stored is that of the operation.',
    broken: row => (row.stored.plan.id === row.id && row.stored.plan.kind === row.kind ? [] : [`The plan is ${row.stored.plan.id} (${row.stored.plan.kind}); the operation is ${row.id} (${row.kind}).`]),
  },
];

/** Every rule that a row breaks; none for a sound one. */
export function operationViolations(row: OperationRow): OperationViolation[] {
  return OPERATION_INVARIANTS.flatMap(({ number, broken }) => broken(row).map(sentence => ({ operation: row.id, number, sentence })));
}
