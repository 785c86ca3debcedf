import type { Labels } from '../sampleSource';
import {
  ARITHMETIC,
  COMPARISON,
  type BinaryExpression,
  type VectorMatching,
} from './expression';
import { PromqlError } from './promqlError';
import {
  omit,
  pick,
  signature,
  withoutName,
  type Value,
  type VectorRow,
} from './vector';

type Operator = Pick<BinaryExpression, 'op' | 'asBool' | 'matching'>;

/** Joins two evaluated sides. Throws a {@link PromqlError} where Prometheus refuses the match. */
export function combine(operator: Operator, left: Value, right: Value): Value {
  if (left.type === 'string' || right.type === 'string') {
    throw new PromqlError(
      'bad_data',
      `the operator ${operator.op} is not defined for strings`,
    );
  }
  if (isSet(operator)) {
    if (left.type !== 'vector' || right.type !== 'vector') {
      throw new PromqlError(
        'bad_data',
        `set operator "${operator.op}" not allowed in binary scalar expression`,
      );
    }
    return {
      type: 'vector',
      rows: setOperation(operator, left.rows, right.rows),
    };
  }
  if (left.type === 'scalar' && right.type === 'scalar')
    return scalars(operator, left.value, right.value);
  if (left.type === 'vector' && right.type === 'vector') {
    return { type: 'vector', rows: vectors(operator, left.rows, right.rows) };
  }
  if (left.type === 'vector' && right.type === 'scalar') {
    return {
      type: 'vector',
      rows: withScalar(operator, left.rows, right.value, false),
    };
  }
  if (left.type === 'scalar' && right.type === 'vector') {
    return {
      type: 'vector',
      rows: withScalar(operator, right.rows, left.value, true),
    };
  }
  throw new PromqlError(
    'execution',
    `the operator ${operator.op} found sides it cannot join`,
  );
}

function isSet({ op }: Operator): boolean {
  return op === 'and' || op === 'or' || op === 'unless';
}

function isComparison({ op }: Operator): boolean {
  return COMPARISON.some(known => known === op);
}

function scalars(operator: Operator, left: number, right: number): Value {
  if (!isComparison(operator))
    return { type: 'scalar', value: arithmetic(operator.op, left, right) };
  if (!operator.asBool)
    throw new PromqlError(
      'bad_data',
      'comparisons between scalars must use BOOL modifier',
    );
  return { type: 'scalar', value: compare(operator.op, left, right) ? 1 : 0 };
}

/** `swapped` says that the scalar stands on the left. */
function withScalar(
  operator: Operator,
  rows: readonly VectorRow[],
  scalar: number,
  swapped: boolean,
): VectorRow[] {
  return rows.flatMap(row => {
    const [left, right] = swapped ? [scalar, row.value] : [row.value, scalar];
    if (!isComparison(operator)) {
      return [
        {
          labels: withoutName(row.labels),
          value: arithmetic(operator.op, left, right),
        },
      ];
    }
    const holds = compare(operator.op, left, right);
    if (operator.asBool)
      return [{ labels: withoutName(row.labels), value: holds ? 1 : 0 }];
    return holds ? [row] : [];
  });
}

function matchKey(matching: VectorMatching): (labels: Labels) => string {
  return matching.on
    ? labels => signature(pick(labels, matching.labels))
    : labels => signature(omit(labels, matching.labels));
}

function setOperation(
  { op, matching }: Operator,
  left: VectorRow[],
  right: VectorRow[],
): VectorRow[] {
  const key = matchKey(matching);
  if (op === 'or') {
    const seen = new Set(left.map(row => key(row.labels)));
    return [...left, ...right.filter(row => !seen.has(key(row.labels)))];
  }
  const there = new Set(right.map(row => key(row.labels)));
  return left.filter(row => there.has(key(row.labels)) === (op === 'and'));
}

function vectors(
  operator: Operator,
  left: VectorRow[],
  right: VectorRow[],
): VectorRow[] {
  const { matching } = operator;
  const key = matchKey(matching);
  const manyIsRight = matching.many === 'right';
  const [many, one] = manyIsRight ? [right, left] : [left, right];
  const ones = new Map<string, VectorRow>();
  for (const row of one) {
    const found = key(row.labels);
    if (ones.has(found)) {
      throw new PromqlError(
        'execution',
        `found duplicate series for the match group ${found} on the ${
          manyIsRight ? 'left' : 'right'
        } hand-side of the operation: many-to-many matching not allowed: matching labels must be unique on one side`,
      );
    }
    ones.set(found, row);
  }
  const rows: VectorRow[] = [];
  const taken = new Set<string>();
  for (const row of many) {
    const partner = ones.get(key(row.labels));
    if (!partner) continue;
    const [a, b] = manyIsRight
      ? [partner.value, row.value]
      : [row.value, partner.value];
    const value = outcome(operator, a, b);
    if (value === undefined) continue;
    const labels = resultLabels(operator, row.labels, partner.labels);
    const unique =
      matching.many === 'none' ? key(row.labels) : signature(labels);
    if (taken.has(unique)) {
      throw new PromqlError(
        'execution',
        'multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)',
      );
    }
    taken.add(unique);
    rows.push({ labels, value });
  }
  return rows;
}

/** A comparison without `bool` keeps the left side's value or drops the row. */
function outcome(
  operator: Operator,
  left: number,
  right: number,
): number | undefined {
  if (!isComparison(operator)) return arithmetic(operator.op, left, right);
  const holds = compare(operator.op, left, right);
  if (operator.asBool) return holds ? 1 : 0;
  return holds ? left : undefined;
}

function resultLabels(operator: Operator, many: Labels, one: Labels): Labels {
  const { matching } = operator;
  const dropsName = !isComparison(operator) || operator.asBool;
  const base = dropsName ? withoutName(many) : many;
  if (matching.many === 'none')
    return matching.on
      ? pick(base, matching.labels)
      : without(base, matching.labels);
  const included: Record<string, string> = { ...base };
  for (const name of matching.include) {
    if (one[name]) included[name] = one[name];
    else delete included[name];
  }
  return included;
}

function without(labels: Labels, names: readonly string[]): Labels {
  return Object.fromEntries(
    Object.entries(labels).filter(([name]) => !names.includes(name)),
  );
}

function arithmetic(
  op: BinaryExpression['op'],
  left: number,
  right: number,
): number {
  switch (ARITHMETIC.find(known => known === op)) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return left / right;
    case '%':
      return left % right;
    default:
      throw new PromqlError(
        'execution',
        `the operator ${op} does not calculate`,
      );
  }
}

function compare(
  op: BinaryExpression['op'],
  left: number,
  right: number,
): boolean {
  switch (op) {
    case '==':
      return left === right;
    case '!=':
      return left !== right;
    case '>':
      return left > right;
    case '<':
      return left < right;
    case '>=':
      return left >= right;
    case '<=':
      return left <= right;
    default:
      throw new PromqlError('execution', `the operator ${op} does not compare`);
  }
}
