import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import {
  compareWorstFirst,
  type Element,
  type Pipeline,
  type StatusWord,
} from '@penstock/backstage-plugin-data-pipelines-common';
import type { Engine } from '@penstock/backstage-plugin-data-pipelines-node';
import type { Clusters } from '../clusters/ClusterConnection';
import type { HealthRules } from '../health';
import type { Inventory } from '../inventory/Inventory';
import type { Metrics, MetricTarget } from '../metrics/Metrics';
import { assembleElement, type AssembledElement } from './assembleElement';
import { assemblePipeline } from './assemblePipeline';
import type { CatalogFacts } from './CatalogFacts';
import { chooseElements } from './chooseElements';
import { discoverElements } from './discoverElements';

/** The pipelines as of one moment. Never changed once made. */
export interface PipelinesSnapshot {
  /** Worst first, then by name. */
  pipelines: readonly Pipeline[];
  elements: ReadonlyMap<string, Element>;
}

/** What the views are made from. */
export interface PipelineViewsOptions {
  clusters: Pick<Clusters, 'names' | 'state'>;
  inventory: Pick<Inventory, 'reader'>;
  metrics: Metrics;
  engines: readonly Engine[];
  facts: CatalogFacts;
  rules: HealthRules;
  logger: LoggerService;
  now(): Date;
  /** Told after each recomputation what the metrics room should collect for. */
  onTargets(targets: readonly MetricTarget[]): void;
  /** Told when a pipeline came, went or got another status word. */
  onWordsChanged(): void;
}

/** Between two recomputations rests this many times the first one's duration, so that a busy cluster leaves time for answers. */
const REST = 4;

const NOTHING: PipelinesSnapshot = { pipelines: [], elements: new Map() };

/**
 * The assembled read model. Recomputing is synchronous and reads memory only;
 * whoever reads in between sees the snapshot before.
 */
export class PipelineViews {
  readonly #options: PipelineViewsOptions;
  #snapshot = NOTHING;
  #scheduled: NodeJS.Timeout | undefined;
  /** Milliseconds since the epoch before which nothing is recomputed again. */
  #restsUntil = 0;
  #tick: NodeJS.Timeout | undefined;

  constructor(options: PipelineViewsOptions) {
    this.#options = options;
  }

  /** Recomputes also when nothing happens: some findings come by the passing of time. */
  start(everyMs: number): void {
    this.#tick = setInterval(() => this.schedule(), everyMs).unref();
  }

  /** The newest snapshot. */
  current(): PipelinesSnapshot {
    return this.#snapshot;
  }

  /** Recomputes soon; any number of calls until then become one. */
  schedule(): void {
    const { logger, now } = this.#options;
    this.#scheduled ??= setTimeout(() => {
      this.#scheduled = undefined;
      const began = now().getTime();
      try {
        this.recompute();
      } catch (error) {
        logger.error(`The pipelines could not be assembled: ${stringifyError(error)}`);
      }
      const ended = now().getTime();
      this.#restsUntil = ended + REST * (ended - began);
    }, Math.max(0, this.#restsUntil - now().getTime()));
  }

  /** Gives up what was scheduled. */
  stop(): void {
    clearInterval(this.#tick);
    clearTimeout(this.#scheduled);
    this.#scheduled = undefined;
  }

  /** Recomputes now. */
  recompute(): void {
    const before = this.#snapshot;
    const assembled = this.#assemble();
    this.#snapshot = snapshotOf(assembled, this.#options);
    this.#options.onTargets(assembled.flatMap(targetOf));
    if (wordsDiffer(before, this.#snapshot)) this.#options.onWordsChanged();
  }

  #assemble(): AssembledElement[] {
    const { clusters, inventory, engines, metrics, facts, rules } = this.#options;
    const now = this.#options.now();
    const readers = new Map(clusters.names().map(name => [name, inventory.reader(name)]));
    const found = [...readers.values()].flatMap(reader => discoverElements(reader, engines));
    return chooseElements(found).flatMap(candidate => {
      const { cluster } = candidate.chosen;
      const reader = readers.get(cluster);
      if (!reader) return [];
      const { simulated, reachable } = clusters.state(cluster);
      const unreachable = reachable.state === 'unreachable' ? reachable.reason : undefined;
      return [assembleElement(candidate, { inventory: reader, metrics, facts, rules, simulated, unreachable, now })];
    });
  }
}

function snapshotOf(
  assembled: readonly AssembledElement[],
  context: { facts: CatalogFacts; rules: HealthRules },
): PipelinesSnapshot {
  const byPipeline = new Map<string, [Element, ...Element[]]>();
  for (const { element } of assembled) {
    const members = byPipeline.get(element.pipeline);
    if (members) members.push(element);
    else byPipeline.set(element.pipeline, [element]);
  }
  return {
    pipelines: [...byPipeline]
      .map(([name, elements]) => assemblePipeline(name, elements, context))
      .sort((a, b) => comparePipelines(a.summary, b.summary)),
    elements: new Map(assembled.map(({ element }) => [element.id, element])),
  };
}

/** Worst first, then by name: the order of every list of pipelines. */
export function comparePipelines(
  a: { health: { word: StatusWord }; name: string },
  b: { health: { word: StatusWord }; name: string },
): number {
  return compareWorstFirst(a.health.word, b.health.word) || (a.name < b.name ? -1 : Number(a.name > b.name));
}

function targetOf({ element, found, description }: AssembledElement): MetricTarget[] {
  if (!description) return [];
  return [{ cluster: found.cluster, elementId: element.id, engine: found.engine, scope: description.queryScope }];
}

function wordsDiffer(before: PipelinesSnapshot, after: PipelinesSnapshot): boolean {
  const words = ({ pipelines }: PipelinesSnapshot) =>
    pipelines.map(({ summary }) => `${summary.name} ${summary.health.word}`).join('\n');
  return words(before) !== words(after);
}
