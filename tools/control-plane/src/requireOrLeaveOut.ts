/** A part of the test equipment that a machine may not have. */
export interface Equipment {
  /** `a real API server` */
  what: string;
  /** One sentence: how to get it. */
  howToGetIt: string;
}

/**
 * For the top of a test file: the equipment when `find` finds it. When it does
 * not, the file gets one visible test that says what was left out, and the
 * caller registers no others; where everything is demanded
 * (`PENSTOCK_REQUIRE_ALL=1`, as in CI) the file fails instead.
 *
 * @throws Error when the equipment is missing and everything is demanded.
 */
export function requireOrLeaveOut<T>(
  equipment: Equipment,
  find: () => T | undefined,
): T | undefined {
  const found = find();
  if (found !== undefined) return found;
  const sentence = `left out: ${equipment.what} (${equipment.howToGetIt})`;
  if (process.env.PENSTOCK_REQUIRE_ALL === '1') {
    throw new Error(
      `PENSTOCK_REQUIRE_ALL=1 demands ${equipment.what}, which is missing. ${equipment.howToGetIt}`,
    );
  }
  process.stderr.write(`${sentence}\n`);
  globalThis.test(sentence, () => {});
  return undefined;
}
