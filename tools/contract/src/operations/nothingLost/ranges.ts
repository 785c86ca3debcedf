/** Sequence numbers, first and last. */
export type Range = readonly [number, number];

/** The numbers of `found` that are in none of `allowed`. */
export function outside(found: readonly Range[], allowed: readonly Range[]): readonly Range[] {
  return allowed.reduce<readonly Range[]>(
    (left, [from, to]) =>
      left.flatMap(([first, last]): Range[] => [
        ...(first < from ? [[first, Math.min(last, from - 1)] as const] : []),
        ...(last > to ? [[Math.max(first, to + 1), last] as const] : []),
      ]),
    found,
  );
}

/** How many numbers the ranges hold; they must not overlap. */
export function countOf(ranges: readonly Range[]): number {
  return ranges.reduce((sum, [first, last]) => sum + last - first + 1, 0);
}
