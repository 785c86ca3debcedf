import type { Expression } from './expression';
import { labelRegex } from './labelRegex';
import { outsideSubset, PromqlError } from './promqlError';
import { withoutName, type Value, type VectorRow } from './vector';

/** What a function may ask of the evaluation that calls it. */
export interface Arguments {
  vector(argument: Expression): VectorRow[];
  scalar(argument: Expression | undefined): number;
  value(argument: Expression): Value;
  atMs: number;
}

const SIMPLE: Readonly<Record<string, (value: number) => number>> = {
  abs: Math.abs,
  ceil: Math.ceil,
  floor: Math.floor,
  sgn: Math.sign,
};

/** Calls a function that takes no range vector. Throws `execution` for one outside the subset. */
export function callFunction(
  name: string,
  args: readonly Expression[],
  evaluation: Arguments,
): Value {
  if (Object.hasOwn(SIMPLE, name))
    return mapped(name, args, evaluation, SIMPLE[name]);
  switch (name) {
    case 'time':
      return { type: 'scalar', value: evaluation.atMs / 1_000 };
    case 'scalar': {
      const rows = evaluation.vector(argument(name, args, 0));
      return { type: 'scalar', value: rows.length === 1 ? rows[0].value : NaN };
    }
    case 'vector':
      return {
        type: 'vector',
        rows: [{ labels: {}, value: evaluation.scalar(args[0]) }],
      };
    case 'clamp_min': {
      const least = evaluation.scalar(args[1]);
      return mapped(name, args, evaluation, value => Math.max(least, value));
    }
    case 'clamp_max': {
      const most = evaluation.scalar(args[1]);
      return mapped(name, args, evaluation, value => Math.min(most, value));
    }
    case 'clamp': {
      const least = evaluation.scalar(args[1]);
      const most = evaluation.scalar(args[2]);
      if (most < least) return { type: 'vector', rows: [] };
      return mapped(name, args, evaluation, value =>
        Math.max(least, Math.min(most, value)),
      );
    }
    case 'round': {
      const inverse = 1 / (args[1] ? evaluation.scalar(args[1]) : 1);
      return mapped(
        name,
        args,
        evaluation,
        value => Math.floor(value * inverse + 0.5) / inverse,
      );
    }
    case 'absent':
      return absent(argument(name, args, 0), evaluation);
    case 'label_replace':
      return labelReplace(args, evaluation);
    default:
      throw outsideSubset(`the function ${name}`);
  }
}

function argument(
  name: string,
  args: readonly Expression[],
  index: number,
): Expression {
  const found = args[index];
  if (!found)
    throw new PromqlError(
      'bad_data',
      `not enough arguments in call to "${name}"`,
    );
  return found;
}

function mapped(
  name: string,
  args: readonly Expression[],
  evaluation: Arguments,
  change: (value: number) => number,
): Value {
  const rows = evaluation.vector(argument(name, args, 0));
  return {
    type: 'vector',
    rows: rows.map(row => ({
      labels: withoutName(row.labels),
      value: change(row.value),
    })),
  };
}

/** One row when the vector is empty, with the labels that the selector fixes. */
function absent(of: Expression, evaluation: Arguments): Value {
  if (evaluation.vector(of).length > 0) return { type: 'vector', rows: [] };
  const matchers = of.kind === 'selector' ? of.matchers : [];
  const labels = Object.fromEntries(
    matchers
      .filter(
        ({ name, op }) =>
          op === '=' &&
          name !== '__name__' &&
          matchers.filter(other => other.name === name).length === 1,
      )
      .map(({ name, value }) => [name, value]),
  );
  return { type: 'vector', rows: [{ labels, value: 1 }] };
}

function labelReplace(
  args: readonly Expression[],
  evaluation: Arguments,
): Value {
  const [target, replacement, from, pattern] = [1, 2, 3, 4].map(index => {
    const value = evaluation.value(argument('label_replace', args, index));
    if (value.type !== 'string')
      throw new PromqlError('bad_data', 'label_replace takes strings');
    return value.value;
  });
  const regex = labelRegex(pattern);
  const rows = evaluation
    .vector(argument('label_replace', args, 0))
    .map(row => {
      const match = regex.exec(row.labels[from] ?? '');
      if (!match) return row;
      const text = replacement.replace(
        /\$(\$|\d+|\{\w+\}|\w+)/g,
        (_, group: string) => {
          if (group === '$') return '$';
          const key = group.replace(/[{}]/g, '');
          return (
            (/^\d+$/.test(key) ? match[Number(key)] : match.groups?.[key]) ?? ''
          );
        },
      );
      const { [target]: _, ...labels } = row.labels;
      return {
        labels: text === '' ? labels : { ...labels, [target]: text },
        value: row.value,
      };
    });
  return { type: 'vector', rows };
}
