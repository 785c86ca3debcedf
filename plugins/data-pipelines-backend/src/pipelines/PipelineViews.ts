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
import { noData, pipelineWithOperation, Protection, volumesWithOperations, type DataFacts } from './withOperations';

/** The pipelines as of one moment. Never changed once made. */
export interface PipelinesSnapshot {
  /** Worst first, then by name. */
  pipelines: readonly Pipeline[];
  elements: ReadonlyMap<string, Element>;
  /** What each element was read from, by id; for planning. */
  sources: ReadonlyMap<string, ElementSource>;
}

/** The object of an element and what its engine read out of it; absent where the engine could not. */
export type ElementSource = Pick<AssembledElement, 'found' | 'description'>;

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
  /** Operations and recovery points; none where absent. */
  data?: DataFacts;
  /** Told after each recomputation what the metrics room should collect for. */
  onTargets(targets: readonly MetricTarget[]): void;
  /** Told when a pipeline came, went or got another status word. */
  onWordsChanged(): void;
}

/** Between two recomputations rests this many times the first one's duration, so that a busy cluster leaves time for answers. */
const REST = 4;

const NOTHING: PipelinesSnapshot = { pipelines: [], elements: new Map(), sources: new Map() };

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
    const { inventory, data = noData, now } = this.#options;
    const before = this.#snapshot;
    const seen = this.#assemble();
    const protection = Protection.of(data.points(), new Map(seen.map(({ element }) => [element.id, element])));
    const running = data.running();
    const assembled = seen.map(each => ({
      ...each,
      element: volumesWithOperations(each.element, {
        ...{ protection, running, now: now(), inventory: inventory.reader(each.found.cluster) },
        objective: data.objectiveOf(each.element.pipeline),
        damage: each.found.engine.operations?.damage,
      }),
    }));
    this.#snapshot = snapshotOf(assembled, this.#options, pipeline => pipelineWithOperation(pipeline, running));
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
  withData: (pipeline: Pipeline) => Pipeline,
): PipelinesSnapshot {
  const byPipeline = new Map<string, [Element, ...Element[]]>();
  for (const { element } of assembled) {
    const members = byPipeline.get(element.pipeline);
    if (members) members.push(element);
    else byPipeline.set(element.pipeline, [element]);
  }
  return {
    pipelines: [...byPipeline]
      .map(([name, elements]) => withData(assemblePipeline(name, elements, context)))
      .sort((a, b) => comparePipelines(a.summary, b.summary)),
    elements: new Map(assembled.map(({ element }) => [element.id, element])),
    sources: new Map(assembled.map(({ element, found, description }) => [element.id, { found, description }])),
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
