/** What the query API answered, as JSON. */
export interface Answer {
  status: 'success' | 'error';
  errorType?: string;
  data?: { resultType: string; result: unknown };
}

interface Row {
  metric: Record<string, string>;
  value: [number, string];
}

/** Rows in a fixed order with their numbers, or the kind of the refusal. */
export function comparable(
  answer: Answer,
): { refused: string } | { rows: [string, number][] } {
  if (answer.status === 'error' || !answer.data)
    return { refused: answer.errorType ?? '' };
  const { resultType, result } = answer.data;
  const rows: Row[] =
    resultType === 'vector'
      ? JSON.parse(JSON.stringify(result))
      : [{ metric: {}, value: JSON.parse(JSON.stringify(result)) }];
  return {
    rows: rows
      .map(({ metric, value }): [string, number] => [
        JSON.stringify(
          Object.entries(metric).sort(([a], [b]) => (a < b ? -1 : 1)),
        ),
        Number(value[1].replace('Inf', 'Infinity')),
      ])
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  };
}
