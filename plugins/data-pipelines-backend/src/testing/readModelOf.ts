import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Reachability } from '@penstock/backstage-plugin-data-pipelines-common';
import type { Engine, InventoryReader } from '@penstock/backstage-plugin-data-pipelines-node';
import type { Clusters } from '../clusters';
import { DEFAULT_SETTINGS, healthRules } from '../health';
import type { Metrics } from '../metrics';
import type { CatalogFacts } from '../pipelines/CatalogFacts';
import { ClusterViews } from '../pipelines/ClusterViews';
import { DefaultPipelinesService } from '../pipelines/DefaultPipelinesService';
import { PipelineViews } from '../pipelines/PipelineViews';
import { fakeEngine } from './fakeEngine';

const NOT_MEASURED = { state: 'not-measured', reason: 'no source in this test' } as const;

const noMetrics: Metrics = {
  element: () => ({ answer: () => NOT_MEASURED }),
  volume: () => ({ used: NOT_MEASURED, capacity: NOT_MEASURED, growth: NOT_MEASURED, growthLastHour: NOT_MEASURED }),
};

const silent: LoggerService = {
  child: () => silent,
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
};

/** No file says anything. */
export const noFacts: CatalogFacts = { element: () => undefined, pipeline: () => undefined };

/** The read model over inventories that a test holds in its hands, recomputed once. */
export function readModelOf(readers: readonly InventoryReader[], facts: CatalogFacts = noFacts, engines: readonly Engine[] = [fakeEngine]) {
  const onWordsChanged = jest.fn();
  const unreachable = new Map<string, Reachability>();
  const byName = new Map(readers.map(reader => [reader.cluster, reader]));
  const reader = (name: string) => {
    const found = byName.get(name);
    if (!found) throw new Error(`no cluster ${name} in this test`);
    return found;
  };
  const clusters: Pick<Clusters, 'names' | 'state' | 'title' | 'allowedNamespaces'> = {
    names: () => [...byName.keys()],
    title: name => name,
    allowedNamespaces: () => undefined,
    state: name => ({ reachable: unreachable.get(name) ?? { state: 'reachable' }, simulated: false }),
  };
  const inventory = { reader };
  const rules = healthRules({ settings: DEFAULT_SETTINGS, metricsStaleAfterSeconds: 45 });
  const views = new PipelineViews({
    ...{ clusters, inventory, facts, rules, onWordsChanged, metrics: noMetrics, engines },
    logger: silent,
    now: () => new Date('2026-01-01T00:10:00Z'),
    onTargets: () => {},
  });
  views.recompute();
  const clusterViews = new ClusterViews({ clusters, inventory, engines, drivers: [], hasMetrics: () => false });
  return {
    views,
    inventory,
    metrics: noMetrics,
    onWordsChanged,
    service: new DefaultPipelinesService({ views, clusters: clusterViews, facts, rules }),
    /** From now on the cluster does not answer. */
    kill: (cluster: string, reason: string) =>
      unreachable.set(cluster, { state: 'unreachable', class: 'refused', reason, since: '2026-01-01T00:00:00Z' }),
    setReader: (changed: InventoryReader) => byName.set(changed.cluster, changed),
  };
}
