/** Inclusive range of offsets. */
export type OffsetRange = [first: number, last: number];

/** A set of offsets that mostly follow each other, kept as ranges. */
export class OffsetSet {
  private readonly ranges: OffsetRange[];

  constructor(ranges: readonly OffsetRange[] = []) {
    this.ranges = ranges.map(([first, last]) => [first, last]);
  }

  /** The ranges, in order and apart from each other. */
  toRanges(): OffsetRange[] {
    return this.ranges.map(([first, last]) => [first, last]);
  }

  /** Adds an offset; says whether it is new. */
  add(offset: number): boolean {
    const { ranges } = this;
    let at = ranges.length - 1;
    while (at >= 0 && ranges[at][0] > offset) at -= 1;
    const before = ranges[at];
    if (before && offset <= before[1]) return false;
    const after = ranges[at + 1];
    const joinsBefore = before !== undefined && before[1] === offset - 1;
    const joinsAfter = after !== undefined && after[0] === offset + 1;
    if (joinsBefore && joinsAfter) {
      before[1] = after[1];
      ranges.splice(at + 1, 1);
    } else if (joinsBefore) before[1] = offset;
    else if (joinsAfter) after[0] = offset;
    else ranges.splice(at + 1, 0, [offset, offset]);
    return true;
  }
}
