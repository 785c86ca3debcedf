const PAUSE_MS = 100;

/**
 * Asks again and again until the answer is not undefined.
 *
 * @param what - for the error: what was waited for
 * @param pauseMs - between two questions; shorter where the state that is waited for does not last
 * @throws Error when `timeoutMs` have passed, with the last failure of `probe`;
 *   what `probe` throws counts as "not yet".
 */
export async function until<T>(
  what: string,
  timeoutMs: number,
  probe: () => Promise<T | undefined>,
  pauseMs = PAUSE_MS,
): Promise<T> {
  const end = performance.now() + timeoutMs;
  let last = 'It was never the case.';
  while (performance.now() < end) {
    try {
      const found = await probe();
      if (found !== undefined) return found;
    } catch (error) {
      last = error instanceof Error ? error.message : String(error);
    }
    await new Promise(resolve => setTimeout(resolve, pauseMs));
  }
  throw new Error(
    `Waited ${Math.round(timeoutMs / 1000)} s in vain for ${what}. ${last}`,
  );
}
