import { parseEntityRef, RELATION_DEPENDENCY_OF, RELATION_DEPENDS_ON, RELATION_HAS_PART, RELATION_PART_OF, stringifyEntityRef, type Entity } from '@backstage/catalog-model';
import {
  processingResult,
  type CatalogProcessor,
  type CatalogProcessorEmit,
  type LocationSpec,
} from '@backstage/plugin-catalog-node';
import { LABEL_ELEMENT } from '@penstock/backstage-plugin-data-pipelines-common';
import { isDiscovered, placeAnnotations } from './buildEntities';
import type { ElementDirectory } from './ElementDirectory';

/** The key by which the entity of an element is processed again when its place or neighbours change. */
export function refreshKeyOf(element: string): string {
  return `data-pipelines:element:${element}`;
}

/**
 * Completes the entities that files describe: an entity with the annotation
 * penstock.dev/element gets the place where the element runs and relations to
 * its neighbours and its pipeline. What the file says itself stays.
 */
export class DataPipelinesProcessor implements CatalogProcessor {
  readonly #directory: ElementDirectory;

  constructor(directory: ElementDirectory) {
    this.#directory = directory;
  }

  getProcessorName(): string {
    return 'DataPipelinesProcessor';
  }

  async preProcessEntity(entity: Entity): Promise<Entity> {
    const known = await this.#knownOf(entity);
    if (!known) return entity;
    const annotations = { ...placeAnnotations(known.element), ...entity.metadata.annotations };
    return { ...entity, metadata: { ...entity.metadata, annotations } };
  }

  async postProcessEntity(entity: Entity, _location: LocationSpec, emit: CatalogProcessorEmit): Promise<Entity> {
    const id = entity.metadata.annotations?.[LABEL_ELEMENT];
    if (!id || isDiscovered(entity)) return entity;
    emit(processingResult.refresh(refreshKeyOf(id)));
    const known = await this.#knownOf(entity);
    if (!known) return entity;
    const own = stringifyEntityRef(entity);
    for (const source of known.sources) relate(emit, own, RELATION_DEPENDS_ON, source, RELATION_DEPENDENCY_OF);
    if (entity.spec?.system === undefined) relate(emit, own, RELATION_PART_OF, known.system, RELATION_HAS_PART);
    return entity;
  }

  async #knownOf(entity: Entity) {
    const id = entity.metadata.annotations?.[LABEL_ELEMENT];
    return id && !isDiscovered(entity) ? this.#directory.get(id) : undefined;
  }
}

function relate(emit: CatalogProcessorEmit, from: string, type: string, to: string, inverse: string): void {
  const [source, target] = [parseEntityRef(from), parseEntityRef(to)];
  emit(processingResult.relation({ source, type, target }));
  emit(processingResult.relation({ source: target, type: inverse, target: source }));
}
