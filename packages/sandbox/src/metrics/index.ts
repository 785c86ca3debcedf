import { setImmediate } from 'node:timers/promises';
import type { Clock, Running } from '../contracts';
import type { WorkloadFacts } from '../workload';
import { expositionPage } from './exposition';
import type { ClusterMetrics } from './handlers';
import type { MetricPoint } from './metricPoint';
import { factsBefore } from './past';
import { pointsOf } from './points';
import { SeriesStore, type NewSample } from './seriesStore';

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
/** The computed past: every 5 s for ten minutes, every 60 s for two hours, every 180 s for six. */
const PAST_STEPS = [
  { untilSeconds: 600, stepSeconds: 5 },
  { untilSeconds: 7_200, stepSeconds: 60 },
  { untilSeconds: 21_900, stepSeconds: 180 },
];

/** The metrics of one cluster, collected while they run. */
export interface RunningMetrics extends Running, ClusterMetrics {
  /** Takes one look now; for tests and for a reset that wants an answer at once. */
  collect(): Promise<void>;
}

/**
 * Looks at the workload every 5 s, keeps the samples in memory and answers
 * PromQL over them. Its memory is bounded, see `seriesStore.ts`.
 *
 * @param snapshot - the workload's facts; undefined while there are none
 */
export function startMetrics(options: {
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
      await fillPast(store, facts, points, now);
    store.append(now, points.map(toSample));
  };
  const loop = async () => {
    while (!ending.signal.aborted) {
      try {
        await collect();
      } catch (error) {
        log(`metrics: ${String(error)}`);
      }
      await clock.sleep(SCRAPE_MS * clock.speed, ending.signal);
    }
  };
  const running = loop();

  return {
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

/** Gives new series of seeded namespaces the past that the declared rates make plausible. */
async function fillPast(
  store: SeriesStore,
  facts: WorkloadFacts,
  points: readonly MetricPoint[],
  now: number,
): Promise<void> {
  const seeded = new Set(facts.seeded);
  const fresh = new Set(
    points
      .filter(
        point => isPast(point, seeded) && !store.has(toSample(point).labels),
      )
      .map(pointKey),
  );
  if (fresh.size === 0) return;
  for (const [count, seconds] of pastSeconds().entries()) {
    const then = pointsOf(factsBefore(facts, seconds)).filter(point =>
      fresh.has(pointKey(point)),
    );
    store.appendPast(now - seconds * 1_000, then.map(toSample));
    // Hundreds of pages in one go would hold up the API servers of this process.
    if (count % 10 === 0) await setImmediate();
  }
}

function isPast({ labels }: MetricPoint, seeded: ReadonlySet<string>): boolean {
  return labels.namespace !== undefined && seeded.has(labels.namespace);
}

/** Seconds before now, the longest first. */
function pastSeconds(): number[] {
  const seconds: number[] = [];
  let at = 0;
  for (const { untilSeconds, stepSeconds } of PAST_STEPS) {
    for (at += stepSeconds; at <= untilSeconds; at += stepSeconds)
      seconds.push(at);
    at -= stepSeconds;
  }
  return seconds.reverse();
}

function pointKey({ name, labels }: MetricPoint): string {
  return `${name}${JSON.stringify(labels)}`;
}

function toSample({ name, labels, value }: MetricPoint): NewSample {
  return { labels: { ...labels, __name__: name }, value };
}
