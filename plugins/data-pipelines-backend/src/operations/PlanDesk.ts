import type { Leftover, OperationRequest, Plan } from '@penstock/backstage-plugin-data-pipelines-common';
import type { DataDriver, KubernetesObject, ObjectKey } from '@penstock/backstage-plugin-data-pipelines-node';
import type { Clusters } from '../clusters/ClusterConnection';
import type { Inventory } from '../inventory/Inventory';
import type { Metrics } from '../metrics/Metrics';
import type { PipelinesSnapshot } from '../pipelines/PipelineViews';
import type { PointIndex } from '../recovery/PointIndex';
import { keyOf } from '../engines/shared/objectKeys';
import { knownLeftovers, removableLeftovers, type LeftoverQuery, type LeftoverRow, type LeftoverSources } from './knownLeftovers';
import { withLive } from './liveReader';
import { lookUpSecrets } from './lookUpSecrets';
import { operationNames } from './plan/operationNames';
import { planDifferences } from './plan/planHash';
import { drawPlan, neededObjects } from './plan/planners';
import { namedSecrets, secretChecks } from './plan/storageSecrets';
import { requireSoundPlan } from './plan/validatePlan';
import type { World, WorldElement } from './plan/World';
import { requireAllowedNamespaces } from './requireAllowedNamespaces';
import type { Registries } from './Registries';
import { objectKeyText, objectsOfCluster, readLive } from './readLive';
import { operationNotFound } from './requestScope';
import { sha256Without, signPlan } from './signPlan';
import type { OperationScope, OperationStore, StoredPlan } from './store/OperationStore';

/** What the desk reads. */
export interface PlanDeskOptions {
  registries: Registries;
  store: Pick<OperationStore, 'locks' | 'get' | 'list'>;
  clusters: Clusters;
  inventory: Pick<Inventory, 'reader'>;
  metrics: Metrics;
  drivers: readonly DataDriver[];
  points: PointIndex;
  snapshot(): PipelinesSnapshot;
  now(): Date;
}

/** A signed plan: what is answered and what would be stored. */
export interface DrawnPlan {
  plan: Plan;
  stored: StoredPlan;
  /** What is different from the plan that had this hash, in sentences; empty when nothing is. */
  differencesFrom(hash: string): readonly string[];
}

/** Gathers the world and has the plan drawn. Reads clusters, writes nothing. */
export class PlanDesk {
  readonly #options: PlanDeskOptions;

  constructor(options: PlanDeskOptions) {
    this.#options = options;
  }

  /**
   * @throws InputError for what can never be planned, NotFoundError for what is not there
   * @throws UnavailableError when the clusters cannot be read
   */
  async draw(id: string, request: OperationRequest, scope: OperationScope, actor: string): Promise<DrawnPlan> {
    const { registries, clusters, now } = this.#options;
    const first = await this.#world(id, request, scope, actor, new Map());
    const live = await readLive(clusters, neededObjects(request, first));
    const world = live.size === 0 ? first : await this.#world(id, request, scope, actor, live);
    const drawn = drawPlan(request, world);
    const secrets = namedSecrets(drawn.steps, world.reader);
    const draft = { ...drawn, preflight: [...drawn.preflight, ...secretChecks(secrets, await lookUpSecrets(clusters, secrets))] };
    const { observers, derivations } = registries;
    requireAllowedNamespaces(draft.steps, clusters);
    requireSoundPlan(draft, { observers: new Set(observers.keys()), derivations: new Set(derivations.keys()), operation: id });
    return {
      ...signPlan(draft, { id, request, drawnAt: now() }),
      differencesFrom: hash => planDifferences(hash, draft, request, sha256Without(id)),
    };
  }

  /** What rows of ended operations name, and what the clusters themselves tell of the elements of which `visible` holds. */
  leftovers(query: LeftoverQuery, rows: readonly LeftoverRow[]): Promise<Leftover[]> {
    return knownLeftovers(query, this.#leftoverSources(), rows);
  }

  #leftoverSources(): LeftoverSources {
    const { store, inventory, points, snapshot, now } = this.#options;
    return { store, now, elements: () => snapshot().elements, reader: cluster => inventory.reader(cluster), points: () => points.all() };
  }

  async #world(
    id: string,
    request: OperationRequest,
    { pipeline }: OperationScope,
    actor: string,
    objects: ReadonlyMap<string, KubernetesObject>,
  ): Promise<World> {
    const { store, inventory, drivers, points, snapshot, now } = this.#options;
    const live = (key: ObjectKey) => objects.get(objectKeyText(key));
    const reader = (cluster: string) => withLive(inventory.reader(cluster), objectsOfCluster(cluster, objects));
    const operation = request.kind === 'undo' ? await store.get(request.operation) : undefined;
    if (request.kind === 'undo' && !operation) throw operationNotFound(request.operation);
    return {
      now: now(),
      elements: [...snapshot().elements.values()]
        .filter(element => element.pipeline === pipeline)
        .flatMap(element => this.#element(element.id, live, reader)),
      drivers,
      points: points.all().filter(point => point.pipeline === undefined || point.pipeline === pipeline),
      reader,
      locks: await store.locks(),
      ...(operation && { operation }),
      ...(request.kind === 'remove-leftovers' && { leftovers: await removableLeftovers(request.element, this.#leftoverSources()) }),
      live,
      names: operationNames(id, pipeline),
      actor,
    };
  }

  #element(id: string, live: World['live'], reader: World['reader']): WorldElement[] {
    const { metrics, snapshot } = this.#options;
    const { elements, sources } = snapshot();
    const view = elements.get(id);
    const source = sources.get(id);
    if (!view || !source?.description) return [];
    const { found, description } = source;
    const inventory = reader(found.cluster);
    return [
      {
        id,
        pipeline: view.pipeline,
        cluster: found.cluster,
        namespace: found.root.metadata.namespace ?? '',
        root: live(keyOf(inventory, found.root)) ?? found.root,
        description,
        inventory,
        metrics: metrics.element(found.cluster, id),
        live,
        engine: found.engine,
        view,
        ...(view.owner !== undefined && { owner: view.owner }),
      },
    ];
  }
}
