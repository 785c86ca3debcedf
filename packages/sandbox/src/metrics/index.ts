import type { Clock, Running } from '../contracts';
import type { WorkloadFacts } from '../workload';
import { expositionPage } from './exposition';
import type { ClusterMetrics } from './handlers';
import { fillPast } from './fillPast';
import { toSample } from './metricPoint';
import { pointsOf } from './points';
import { SeriesStore } from './seriesStore';

export {
  metricsHandlers,
  type ClusterMetrics,
  type OptionalHandler,
} from './handlers';
export { formatNumber } from './queryApi';

/** Real milliseconds between two looks at the workload. */
const SCRAPE_MS = 5_000;
/** Series of seeded elements that appear this soon after the start get a computed past. */
const PAST_FOR_MS = 180_000;
/** The metrics of one cluster, collected while they run. */
export interface RunningMetrics extends Running, ClusterMetrics {
  /** Takes the first look, past included, so that queries are answered; from then on one every 5 s. */
  start(): Promise<void>;
  /** Takes one look now. */
  collect(): Promise<void>;
}

/**
 * Looks at the workload every 5 s, keeps the samples in memory and answers
 * PromQL over them. Its memory is bounded, see `seriesStore.ts`.
 *
 * @param snapshot - the workload's facts; undefined while there are none
 */
export function createMetrics(options: {
  snapshot(): WorkloadFacts | undefined;
  clock: Clock;
  log(line: string): void;
}): RunningMetrics {
  const { snapshot, clock, log } = options;
  const store = new SeriesStore();
  const ending = new AbortController();
  const startedAt = clock.now().getTime();

  const collect = async () => {
    const facts = snapshot();
    if (!facts) return;
    const points = pointsOf(facts);
    const now = clock.now().getTime();
    if (now - startedAt < PAST_FOR_MS)
      await fillPast({ store, facts, points, now, signal: ending.signal });
    if (!ending.signal.aborted) store.append(now, points.map(toSample));
  };
  const loop = async () => {
    for (;;) {
      await clock.sleep(SCRAPE_MS * clock.speed, ending.signal);
      if (ending.signal.aborted) return;
      try {
        await collect();
      } catch (error) {
        log(`metrics: ${String(error)}`);
      }
    }
  };
  let running: Promise<void> | undefined;

  return {
    start: async () => {
      await collect();
      running ??= loop();
    },
    collect,
    page: () => {
      const facts = snapshot();
      return expositionPage(facts ? pointsOf(facts) : []);
    },
    samples: store,
    stop: async () => {
      ending.abort();
      await running;
    },
  };
}
