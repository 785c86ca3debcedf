import type { AggregateExpression, Aggregation } from './expression';
import { compensatedSum } from './rangeFunctions';
import { omit, pick, signature, type VectorRow } from './vector';

/** Groups rows by the expression's labels and reduces each group to one row. */
export function aggregate(
  expression: Pick<AggregateExpression, 'op' | 'without' | 'labels'>,
  rows: readonly VectorRow[],
): VectorRow[] {
  const groups = new Map<
    string,
    { labels: VectorRow['labels']; values: number[] }
  >();
  for (const row of rows) {
    const labels = expression.without
      ? omit(row.labels, expression.labels)
      : pick(row.labels, expression.labels);
    const key = signature(labels);
    const group = groups.get(key);
    if (group) group.values.push(row.value);
    else groups.set(key, { labels, values: [row.value] });
  }
  return [...groups.values()].map(({ labels, values }) => ({
    labels,
    value: reduce(expression.op, values),
  }));
}

function reduce(op: Aggregation, values: readonly number[]): number {
  switch (op) {
    case 'sum':
      return compensatedSum(values);
    case 'avg':
      return compensatedSum(values) / values.length;
    case 'min':
      return values.reduce((least, value) =>
        value < least || Number.isNaN(least) ? value : least,
      );
    case 'max':
      return values.reduce((most, value) =>
        value > most || Number.isNaN(most) ? value : most,
      );
    case 'count':
      return values.length;
    case 'group':
      return 1;
    default: {
      const never: never = op;
      throw new Error(`unknown aggregation ${String(never)}`);
    }
  }
}
