import type { LoggerService } from '@backstage/backend-plugin-api';
import type {
  MetricAnswer,
  MetricReader,
  MetricSample,
  NamedQuery,
  QueryScope,
  WatchedMetrics,
} from '@penstock/backstage-plugin-data-pipelines-node';
import type { LiveMetrics, MetricTarget, VolumeUsage } from './Metrics';
import type { MetricSource, QueryOutcome } from './MetricSource';
import { SeenSamples } from './SeenSamples';
import { volumeQueries } from './volumeQueries';

/** Elements in one query at most, so that its text stays bounded. */
const SCOPES_PER_QUERY = 50;
/** Queries under way at a source at most. */
const CONCURRENT_QUERIES = 4;

/** After so many intervals without a good answer the last one no longer stands. */
const INTERVALS_KEPT = 3;

/** Samples by their label `namespace`, so that a reader looks at those of its own namespace only. */
type SamplesByNamespace = ReadonlyMap<string, readonly MetricSample[]>;

/** How one query of the catalogue went, for all elements of a cluster. */
interface Collected {
  /** The last good answer. */
  last?: { samples: SamplesByNamespace; at: Date };
  /** Why the newest question has none. */
  failure?: string;
}

/** What a collector needs. */
export interface CollectorOptions {
  /** The source of each cluster that has one. */
  sources: ReadonlyMap<string, MetricSource>;
  logger: LoggerService;
  now(): Date;
}

/**
 * Asks each source once per interval, one query per entry of the catalogue for
 * all elements of the cluster together, and keeps the answers. Readers cost
 * nothing, so neither viewers nor requests make it ask more often.
 */
export class MetricsCollector implements LiveMetrics {
  private started = false;
  private targets: ReadonlyMap<string, MetricTarget> = new Map();
  /** By cluster and query. */
  private collected = new Map<string, Map<string, Collected>>();
  private readonly seen = new SeenSamples();
  private readonly listeners = new Set<(cluster: string) => void>();
  private readonly stopping = new AbortController();
  private readonly timers = new Map<string, NodeJS.Timeout>();
  private readonly running = new Map<string, Promise<void>>();

  constructor(private readonly options: CollectorOptions) {}

  /** Starts one loop per source; does not wait for any. */
  start(): void {
    this.started = true;
    for (const cluster of this.options.sources.keys()) this.loop(cluster);
  }

  /** Ends all loops and gives up the questions under way. */
  async stop(): Promise<void> {
    this.stopping.abort();
    for (const timer of this.timers.values()) clearTimeout(timer);
    await Promise.all(this.running.values());
  }

  /** Tells what to collect for; a cluster with an element that is new is asked at once. */
  setTargets(targets: readonly MetricTarget[]): void {
    const before = this.targets;
    this.targets = new Map(targets.map(target => [keyOf(target), target]));
    this.seen.keepOnly(this.targets);
    const grown = targets.filter(target => !before.has(keyOf(target))).map(target => target.cluster);
    if (!this.started) return;
    for (const cluster of new Set(grown)) this.loop(cluster);
  }

  /** Called after each collection of a cluster. */
  onCollected(listener: (cluster: string) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  element(cluster: string, elementId: string): MetricReader {
    return {
      answer: key => {
        const target = this.targets.get(keyOf({ cluster, elementId }));
        const query = target?.engine.queries.find(entry => entry.key === key);
        if (target === undefined || query === undefined) {
          return { state: 'unknown', reason: 'The metrics of this element were not asked for yet', pending: true };
        }
        if (query.appliesTo?.(target.scope) === false) {
          return { state: 'not-measured', reason: `${query.title} does not apply to this kind of element` };
        }
        const answer = this.answerFor(cluster, `${target.engine.id}.${key}`, query, target.scope);
        return answer.state === 'not-measured' ? (this.missed(target, query) ?? answer) : answer;
      },
    };
  }

  volume(cluster: string, namespace: string, claim: string): VolumeUsage {
    const scope = { namespace, name: claim };
    const answer = (query: NamedQuery) => this.answerFor(cluster, query.key, query, scope);
    return {
      used: answer(volumeQueries.used),
      capacity: answer(volumeQueries.capacity),
      growth: answer(volumeQueries.growth),
      growthLastHour: answer(volumeQueries.growthLastHour),
    };
  }

  async askNow({ cluster, element, keys }: WatchedMetrics, signal: AbortSignal): Promise<MetricReader> {
    const source = this.options.sources.get(cluster);
    const target = this.targets.get(keyOf({ cluster, elementId: element }));
    if (source === undefined) return { answer: () => ({ state: 'not-measured', reason: noSource(cluster) }) };
    // right after a start: who is to be measured becomes known when the clusters have been read
    if (target === undefined) return { answer: () => ({ state: 'unknown', reason: `What is to be measured of ${element} is not known yet`, pending: true }) };
    const answers = new Map<string, MetricAnswer>();
    for (const key of keys) {
      const query = target.engine.queries.find(entry => entry.key === key);
      if (query === undefined || query.appliesTo?.(target.scope) === false) continue;
      answers.set(key, this.answerOf(await this.ask(source, query, [target.scope], signal), query, target.scope, source.name));
    }
    return { answer: key => answers.get(key) ?? { state: 'not-measured', reason: `${key} is no measure of ${element}` } };
  }

  private answerOf(outcome: QueryOutcome, query: NamedQuery, scope: QueryScope, source: string): MetricAnswer {
    if (outcome.state === 'failed') return { state: 'unknown', reason: outcome.reason };
    const samples = outcome.samples.filter(({ labels }) => labels.namespace === scope.namespace && query.belongs(scope, labels));
    if (samples.length === 0) return { state: 'not-measured', reason: noSeries(source, query, scope) };
    return { state: 'measured', unit: query.unit, samples, observedAt: this.options.now().toISOString(), source };
  }

  /** Collects for one cluster now. Never throws. */
  async collect(cluster: string): Promise<void> {
    const source = this.options.sources.get(cluster);
    const targets = [...this.targets.values()].filter(target => target.cluster === cluster);
    if (source === undefined || targets.length === 0) return;
    const before = this.collected.get(cluster);
    const next = new Map<string, Collected>();
    const jobs = this.jobsFor(targets).map(({ id, query, scopes }) => async () => {
      const outcome = await this.ask(source, query, scopes);
      next.set(
        id,
        outcome.state === 'answered'
          ? { last: { samples: byNamespace(outcome.samples), at: this.options.now() } }
          : { ...before?.get(id), failure: outcome.reason },
      );
    });
    await inTurn(jobs, CONCURRENT_QUERIES);
    if (this.stopping.signal.aborted) return;
    this.collected.set(cluster, next);
    this.noteSeen(targets);
    for (const listener of this.listeners) listener(cluster);
  }

  private noteSeen(targets: readonly MetricTarget[]): void {
    for (const target of targets) {
      // it may have gone away while its source was asked
      if (!this.targets.has(keyOf(target))) continue;
      for (const query of target.engine.queries) {
        const { samples, last } = this.heldFor(target.cluster, `${target.engine.id}.${query.key}`, query, target.scope);
        if (last !== undefined) this.seen.note(keyOf(target), query.key, samples, last.at);
      }
    }
  }

  /**
   * What to say of a required series that was there before. A query may be empty
   * although its series is there, e.g. an age while nothing is produced: then
   * another query of the same series has samples, and nothing is missed.
   */
  private missed(target: MetricTarget, query: NamedQuery): MetricAnswer | undefined {
    if (!query.required || query.endsWithElement) return undefined;
    const { cluster, engine, scope } = target;
    const family = engine.queries.filter(entry => entry.requires === query.requires && entry.appliesTo?.(scope) !== false);
    if (family.some(entry => this.heldFor(cluster, `${engine.id}.${entry.key}`, entry, scope).samples.length > 0)) return undefined;
    return this.seen.answer({
      target: keyOf(target),
      key: query.key,
      family: family.map(entry => entry.key),
      series: query.requires,
      about: `${scope.namespace}/${scope.name}`,
      now: this.options.now(),
    });
  }

  private jobsFor(targets: readonly MetricTarget[]) {
    const jobs = new Map<string, { id: string; query: NamedQuery; scopes: QueryScope[] }>();
    const add = (id: string, query: NamedQuery, scope: QueryScope) => {
      const job = jobs.get(id) ?? { id, query, scopes: [] };
      jobs.set(id, job);
      job.scopes.push(scope);
    };
    for (const { engine, scope } of targets) {
      for (const query of engine.queries) {
        if (query.appliesTo?.(scope) !== false) add(`${engine.id}.${query.key}`, query, scope);
      }
    }
    const namespaces = new Map(targets.map(({ scope }) => [scope.namespace, scope]));
    for (const query of Object.values(volumeQueries)) {
      for (const scope of namespaces.values()) add(query.key, query, scope);
    }
    return [...jobs.values()];
  }

  /** One failed part fails the whole: half an answer would pass for "no such series". */
  private async ask(source: MetricSource, query: NamedQuery, scopes: readonly QueryScope[], signal = this.stopping.signal): Promise<QueryOutcome> {
    const samples: MetricSample[] = [];
    for (let from = 0; from < scopes.length; from += SCOPES_PER_QUERY) {
      const [first, ...rest] = scopes.slice(from, from + SCOPES_PER_QUERY);
      const promql = query.promql({ scopes: [first, ...rest], matchers: source.matchers });
      const outcome = await source.query(promql, AbortSignal.any([signal, this.stopping.signal]));
      if (outcome.state === 'failed') return outcome;
      samples.push(...outcome.samples);
    }
    return { state: 'answered', samples };
  }

  private heldFor(cluster: string, id: string, query: NamedQuery, scope: QueryScope) {
    const { last, failure } = this.collected.get(cluster)?.get(id) ?? {};
    const samples = (last?.samples.get(scope.namespace) ?? []).filter(sample => query.belongs(scope, sample.labels));
    return { last, failure, samples };
  }

  private answerFor(cluster: string, id: string, query: NamedQuery, scope: QueryScope): MetricAnswer {
    const source = this.options.sources.get(cluster);
    if (source === undefined) {
      return { state: 'not-measured', reason: noSource(cluster) };
    }
    const { last, failure, samples } = this.heldFor(cluster, id, query, scope);
    const age = last === undefined ? Infinity : this.options.now().getTime() - last.at.getTime();
    if (last === undefined || (failure !== undefined && age > INTERVALS_KEPT * source.refreshMs)) {
      return {
        state: 'unknown',
        reason: failure ?? `${source.name} was not asked yet`,
        ...(failure === undefined ? { pending: true as const } : {}),
        ...(last === undefined || samples.length === 0 ? {} : { last: { samples, observedAt: last.at.toISOString() } }),
      };
    }
    if (samples.length === 0) {
      return { state: 'not-measured', reason: noSeries(source.name, query, scope) };
    }
    return { state: 'measured', unit: query.unit, samples, observedAt: last.at.toISOString(), source: source.name };
  }

  private loop(cluster: string): void {
    clearTimeout(this.timers.get(cluster));
    const source = this.options.sources.get(cluster);
    if (source === undefined || this.stopping.signal.aborted || this.running.has(cluster)) return;
    const run = this.collect(cluster)
      .catch(error => this.options.logger.error(`Collecting the metrics of cluster ${cluster} failed: ${String(error)}`))
      .finally(() => {
        this.running.delete(cluster);
        if (this.stopping.signal.aborted) return;
        this.timers.set(cluster, setTimeout(() => this.loop(cluster), source.refreshMs).unref());
      });
    this.running.set(cluster, run);
  }
}

function noSource(cluster: string): string {
  return `No metrics source is configured for cluster ${cluster} (dataPipelines.metrics.prometheus)`;
}

function noSeries(source: string, { requires }: NamedQuery, { namespace, name }: QueryScope): string {
  return `${source} has no series ${requires} for ${namespace}/${name}`;
}

function byNamespace(samples: readonly MetricSample[]): SamplesByNamespace {
  const found = new Map<string, MetricSample[]>();
  for (const sample of samples) {
    const namespace = sample.labels.namespace ?? '';
    const there = found.get(namespace);
    if (there === undefined) found.set(namespace, [sample]);
    else there.push(sample);
  }
  return found;
}

function keyOf({ cluster, elementId }: Pick<MetricTarget, 'cluster' | 'elementId'>): string {
  return `${cluster}/${elementId}`;
}

/** Runs the jobs with so many under way at once. */
async function inTurn(jobs: readonly (() => Promise<void>)[], width: number): Promise<void> {
  const waiting = [...jobs];
  const worker = async () => {
    for (let job = waiting.shift(); job !== undefined; job = waiting.shift()) await job();
  };
  await Promise.all(Array.from({ length: width }, worker));
}
