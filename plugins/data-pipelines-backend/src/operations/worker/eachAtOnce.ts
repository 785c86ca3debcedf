/**
 * Runs the work for all items, so many at once. After the first failure no
 * further one is begun; those under way are waited for before it is thrown.
 */
export async function eachAtOnce<T>(items: readonly T[], atOnce: number, work: (item: T, index: number) => Promise<void>): Promise<void> {
  let next = 0;
  let failed: { error: unknown } | undefined;
  const lane = async () => {
    while (next < items.length && failed === undefined) {
      const index = next;
      next += 1;
      try {
        await work(items[index], index);
      } catch (error) {
        failed ??= { error };
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, lane));
  if (failed) throw failed.error;
}
