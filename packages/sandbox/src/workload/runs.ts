/**
 * Sequence numbers with a constant distance, as those of one partition have
 * while the same partitions are open: `from`, `from + step` … `to`.
 */
export interface Run {
  from: number;
  to: number;
  step: number;
}

/** Runs with one more number at the end; a number that is not behind the last one begins a new run. Pure. */
export function withNext(runs: readonly Run[], next: number): Run[] {
  const last = runs[runs.length - 1];
  if (!last) return [{ from: next, to: next, step: 1 }];
  const distance = next - last.to;
  const alone = last.from === last.to;
  const fits = distance > 0 && (alone || distance === last.step);
  return fits
    ? [
        ...runs.slice(0, -1),
        { from: last.from, to: next, step: alone ? distance : last.step },
      ]
    : [...runs, { from: next, to: next, step: 1 }];
}

/** Calls back with every number, in order. */
export function eachOf(
  runs: readonly Run[],
  visit: (sequence: number) => void,
): void {
  for (const { from, to, step } of runs)
    for (let at = from; at <= to; at += step) visit(at);
}

/** Ranges `[first, last]` of the numbers from `from` to `to` for which `test` holds. Pure. */
export function rangesOf(
  from: number,
  to: number,
  test: (sequence: number) => boolean,
): Array<[number, number]> {
  const ranges: Array<[number, number]> = [];
  for (let at = from; at <= to; at += 1) {
    if (!test(at)) continue;
    const last = ranges[ranges.length - 1];
    if (last && last[1] === at - 1) last[1] = at;
    else ranges.push([at, at]);
  }
  return ranges;
}
