import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Config } from '@backstage/config';
import type { DataDriver, Engine } from '@penstock/backstage-plugin-data-pipelines-node';
import type { Clusters } from '../clusters';
import { healthRules, readThresholds, STALE_INTERVALS } from '../health';
import { DefaultInventory } from '../inventory';
import type { Inventory } from '../inventory/Inventory';
import { MetricsCollector, readMetricSources, type LiveMetrics } from '../metrics';
import { PointIndex } from '../recovery/PointIndex';
import type { CatalogFacts } from './CatalogFacts';
import { ClusterViews } from './ClusterViews';
import { DefaultPipelinesService } from './DefaultPipelinesService';
import { PipelineViews } from './PipelineViews';
import type { DataFacts } from './withOperations';

/** Some findings come by the passing of time alone. */
const TICK_MS = 15_000;

/** What the read model is made from. */
export interface ReadModelOptions {
  config: Config;
  logger: LoggerService;
  clusters: Clusters;
  engines: readonly Engine[];
  drivers: readonly DataDriver[];
  facts: CatalogFacts;
  /** What runs on the data, and what is aimed at. */
  data: Pick<DataFacts, 'running' | 'objectiveOf'>;
  onWordsChanged(): void;
}

/** The read side, from watches to answers. */
export interface ReadModel {
  views: PipelineViews;
  /** What was last seen of each cluster. */
  inventory: Pick<Inventory, 'reader' | 'onChange'>;
  /** The newest answers of the queries. */
  metrics: LiveMetrics;
  /** What can be restored from. */
  points: PointIndex;
  service: DefaultPipelinesService;
  /** Starts watching and collecting; waits for nothing. */
  start(): void;
  stop(): Promise<void>;
}

/** Joins inventory, metrics and health to one read model. Asks nobody until it is started. */
export function createReadModel({ config, logger, clusters, engines, drivers, facts, data, onWordsChanged }: ReadModelOptions): ReadModel {
  const inventory = DefaultInventory.create({
    clusters,
    kinds: [...engines.flatMap(engine => [...engine.roots, ...engine.reads]), ...drivers.flatMap(({ reads }) => reads)],
    logger,
  });
  const points = new PointIndex({ drivers, clusters, inventory });
  const sources = readMetricSources(config, clusters.names());
  const metrics = new MetricsCollector({ sources, logger, now: () => new Date() });
  const slowest = Math.max(0, ...[...sources.values()].map(source => source.refreshMs));
  const rules = healthRules({
    settings: readThresholds(config),
    metricsStaleAfterSeconds: (STALE_INTERVALS * slowest) / 1000,
  });
  const views = new PipelineViews({
    ...{ clusters, inventory, metrics, engines, facts, rules, logger, onWordsChanged, data: { ...data, points: () => points.all() } },
    now: () => new Date(),
    onTargets: targets => metrics.setTargets(targets),
  });
  inventory.onChange(() => views.schedule());
  metrics.onCollected(() => views.schedule());
  const clusterViews = new ClusterViews({ clusters, inventory, engines, drivers, hasMetrics: name => sources.has(name) });
  return {
    views,
    inventory,
    metrics,
    points,
    service: new DefaultPipelinesService({ views, clusters: clusterViews, facts, rules }),
    start: () => {
      inventory.start();
      metrics.start();
      views.start(TICK_MS);
    },
    stop: async () => {
      views.stop();
      await Promise.all([inventory.stop(), metrics.stop()]);
    },
  };
}
