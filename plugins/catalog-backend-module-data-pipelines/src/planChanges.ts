import { stringifyEntityRef, type Entity } from '@backstage/catalog-model';
import {
  ANNOTATION_KUBERNETES_CLUSTER,
  ANNOTATION_PIPELINE,
  LABEL_ELEMENT,
  PIPELINE_SYSTEM_TYPE,
  type Cluster,
} from '@penstock/backstage-plugin-data-pipelines-common';
import { ANNOTATION_CLUSTERS, ANNOTATION_ENGINE, buildEntities, isDiscovered, type EntityDefaults } from './buildEntities';
import type { ObservedWorld } from './ObservedWorld';

/** What the catalog is to be told. */
export interface EntityChanges {
  added: Entity[];
  /** References of entities that a file describes now. */
  removed: string[];
  /** References of entities of which nothing is seen any more where they were, for whatever reason and however long. */
  absent: string[];
}

/**
 * What of the observed world is to be in the catalog, and what no longer. An
 * element or pipeline that a file describes, under whatever name, is left to
 * the file. An entity is absent only when the place where it was can be seen and
 * it is not there: a cluster that cannot be reached, or a kind that cannot be
 * read, takes nothing away. Pure.
 *
 * @param existing - entities of pipelines and elements in the catalog now,
 * whoever made them, and those that were sent but may not have arrived yet
 */
export function planChanges(world: ObservedWorld, existing: readonly Entity[], defaults: EntityDefaults): EntityChanges {
  const filed = new Set(existing.filter(entity => !isDiscovered(entity)).flatMap(claimsOf));
  const added = world.pipelines
    .flatMap(pipeline => buildEntities(pipeline, defaults))
    .filter(entity => !claimsOf(entity).some(claim => filed.has(claim)));
  const present = new Set(added.map(entity => stringifyEntityRef(entity)));
  const others = existing.filter(isDiscovered).filter(entity => !present.has(stringifyEntityRef(entity)));
  const isFiled = (entity: Entity) => claimsOf(entity).some(claim => filed.has(claim));
  return {
    added,
    removed: refsOf(others.filter(isFiled)),
    absent: refsOf(others.filter(entity => !isFiled(entity) && absenceIsCertain(entity, world.clusters))),
  };
}

function refsOf(entities: readonly Entity[]): string[] {
  return [...new Set(entities.map(entity => stringifyEntityRef(entity)))];
}

/** What an entity speaks for: its own name, and the element or pipeline that it stands for. */
function claimsOf(entity: Entity): string[] {
  const annotations = entity.metadata.annotations ?? {};
  const element = annotations[LABEL_ELEMENT];
  const pipeline =
    annotations[ANNOTATION_PIPELINE] ??
    (entity.kind === 'System' && entity.spec?.type === PIPELINE_SYSTEM_TYPE ? entity.metadata.name : undefined);
  return [
    stringifyEntityRef(entity),
    ...(element ? [`element ${element}`] : []),
    ...(pipeline && entity.kind === 'System' ? [`pipeline ${pipeline}`] : []),
  ];
}

function absenceIsCertain(entity: Entity, clusters: readonly Cluster[]): boolean {
  const annotations = entity.metadata.annotations ?? {};
  if (entity.kind === 'System') {
    const seenIn = (annotations[ANNOTATION_CLUSTERS] ?? '').split(',').filter(name => name !== '');
    return seenIn.every(name => canSee(clusters, name, undefined));
  }
  return canSee(clusters, annotations[ANNOTATION_KUBERNETES_CLUSTER], annotations[ANNOTATION_ENGINE]);
}

/**
 * Whether a cluster can say that something is not there. One that is no longer
 * configured can: it was taken away on purpose.
 */
function canSee(clusters: readonly Cluster[], name: string | undefined, engine: string | undefined): boolean {
  const cluster = clusters.find(candidate => candidate.name === name);
  if (!cluster) return true;
  if (cluster.reachable.state !== 'reachable' || cluster.freshness.state !== 'fresh') return false;
  const engines = cluster.capabilities.filter(
    ({ id }) => id.startsWith('engine:') && (engine === undefined || id === `engine:${engine}`),
  );
  return engines.every(({ answer }) => answer === 'yes' || answer === 'no');
}
