import type { ClusterConnection } from '../../../clusters/ClusterConnection';
import type { WritingAct } from '../acts/deriveActs';
import { performAct, type ActEnd, type ActRun } from '../performAct';

/** The operation for which single acts are performed. */
export const ACTING = 'op-acting0000001';

/** Performs one act against one cluster; sleeping costs no time, but the clock goes on. */
export async function actAlone(connection: ClusterConnection, act: WritingAct, run: Partial<ActRun> & { overdueAfterMs?: number } = {}): Promise<ActEnd & { sleptMs: number }> {
  let now = 0;
  const { signal } = new AbortController();
  const clock = {
    now: () => now,
    monotonic: () => now,
    random: () => 0.5,
    sleep: async (ms: number) => {
      now += ms;
    },
  };
  const { overdueAfterMs = 600_000, ...given } = run;
  const end = await performAct({ connection: () => connection, clock }, act, {
    operation: ACTING,
    direction: 'forward',
    signal,
    stopping: signal,
    mayWrite: () => {},
    isOverdue: () => now >= overdueAfterMs,
    ...given,
  });
  return { ...end, sleptMs: now };
}
