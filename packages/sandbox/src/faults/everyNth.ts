/** Hits the given share of calls, evenly and the same in every run: no chance is involved. */
export function everyNth(share: number): () => boolean {
  let owed = 0;
  return () => {
    owed += share;
    if (owed >= 1 - 1e-9) {
      owed -= 1;
      return true;
    }
    return false;
  };
}
