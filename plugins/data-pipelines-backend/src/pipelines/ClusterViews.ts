import type {
  Capability,
  Cluster,
  Freshness,
} from '@penstock/backstage-plugin-data-pipelines-common';
import type { DataDriver, Engine, InventoryReader, KindState } from '@penstock/backstage-plugin-data-pipelines-node';
import type { Clusters, ClusterState } from '../clusters/ClusterConnection';
import type { Inventory } from '../inventory/Inventory';
import { worstFreshness } from '../health';
import type { PipelinesSnapshot } from './PipelineViews';
import { storageClassFacts } from './storageClassFacts';

/** What the answers about clusters are made from. */
export interface ClusterViewsOptions {
  clusters: Pick<Clusters, 'names' | 'state' | 'title' | 'allowedNamespaces'>;
  inventory: Pick<Inventory, 'reader'>;
  engines: readonly Engine[];
  drivers: readonly Pick<DataDriver, 'capabilities'>[];
  /** Whether a cluster has a metrics source. */
  hasMetrics(cluster: string): boolean;
}

/** The configured clusters as the API tells them; asks none of them. */
export class ClusterViews {
  readonly #options: ClusterViewsOptions;

  constructor(options: ClusterViewsOptions) {
    this.#options = options;
  }

  /** Every cluster, by name; counts are of what the snapshot holds. */
  list(snapshot: PipelinesSnapshot): Cluster[] {
    return [...this.#options.clusters.names()].sort().map(name => this.#view(name, snapshot));
  }

  #view(name: string, snapshot: PipelinesSnapshot): Cluster {
    const { clusters, inventory, engines, drivers, hasMetrics } = this.#options;
    const reader = inventory.reader(name);
    const state = clusters.state(name);
    const elements = [...snapshot.elements.values()].filter(element => element.object.cluster === name);
    const namespaces = clusters.allowedNamespaces(name);
    return {
      name,
      title: clusters.title(name),
      reachable: state.reachable,
      ...(state.version !== undefined && { version: state.version }),
      freshness: clusterFreshness(state, reader, engines),
      capabilities: [
        ...engines.map(engine => engineCapability(engine, reader)),
        metricsCapability(hasMetrics(name), name),
        ...drivers.flatMap(driver => driver.capabilities(reader)),
      ],
      storageClasses: storageClassFacts(reader),
      ...(namespaces && { namespaces: [...namespaces] }),
      pipelineCount: new Set(elements.map(element => element.pipeline)).size,
      elementCount: elements.length,
      simulated: state.simulated,
    };
  }
}

/** The worst of what is watched there; of an unreachable cluster nothing is known but when it last was. */
function clusterFreshness(state: ClusterState, reader: InventoryReader, engines: readonly Engine[]): Freshness {
  if (state.reachable.state === 'unreachable') {
    const { reason } = state.reachable;
    return { state: 'unknown', reason, ...(state.lastSeenAt && { lastObservedAt: state.lastSeenAt }) };
  }
  const watched = engines
    .flatMap(engine => engine.roots.map(root => reader.kindState(root)))
    .flatMap((kind): Freshness[] => {
      if (kind.state === 'watched') return [kind.freshness];
      // What is denied or not installed is said by the capabilities.
      return kind.state === 'pending' ? [{ state: 'unknown', reason: kind.reason }] : [];
    });
  if (watched.length > 0) return worstFreshness(watched);
  return state.lastSeenAt
    ? { state: 'fresh', observedAt: state.lastSeenAt }
    : { state: 'unknown', reason: 'The cluster has not answered yet.' };
}

function engineCapability(engine: Engine, reader: InventoryReader): Capability {
  const id = `engine:${engine.id}`;
  const states = engine.roots.map(root => reader.kindState(root));
  const of = <S extends KindState['state']>(word: S) =>
    states.find((state): state is Extract<KindState, { state: S }> => state.state === word);
  if (of('watched')) return { id, title: engine.title, answer: 'yes' };
  const denied = of('denied');
  if (denied) {
    return {
      ...{ id, title: engine.title, answer: 'no-permission', reason: denied.reason },
      remedy: `Let Penstock's account list and watch the kinds of ${engine.title} in this cluster.`,
    };
  }
  const pending = of('pending');
  if (pending) return { id, title: engine.title, answer: 'unknown', reason: pending.reason };
  return {
    ...{ id, title: engine.title, answer: 'no', reason: of('not-installed')?.reason },
    remedy: `Install the operator of ${engine.title} in this cluster.`,
  };
}

function metricsCapability(configured: boolean, cluster: string): Capability {
  if (configured) return { id: 'metrics', title: 'Metrics', answer: 'yes' };
  return {
    ...{ id: 'metrics', title: 'Metrics', answer: 'no' },
    reason: `No metrics source is configured for ${cluster}.`,
    remedy: 'Add it under dataPipelines.metrics.prometheus.',
  };
}
