import {
  ANNOTATION_LOCATION,
  ANNOTATION_ORIGIN_LOCATION,
  type Entity,
} from '@backstage/catalog-model';
import {
  ANNOTATION_KUBERNETES_CLUSTER,
  ANNOTATION_KUBERNETES_NAMESPACE,
  ANNOTATION_PIPELINE,
  DISCOVERED_LOCATION_TYPE,
  elementEntityKind,
  LABEL_ELEMENT,
  PIPELINE_SYSTEM_TYPE,
  type Element,
  type Pipeline,
} from '@penstock/backstage-plugin-data-pipelines-common';

/** Annotation of discovered entities: the engine, by which one can tell whether a cluster may speak of their absence. */
export const ANNOTATION_ENGINE = 'penstock.dev/engine';
/** Annotation of discovered Systems: comma separated clusters in which the pipeline was seen. */
export const ANNOTATION_CLUSTERS = 'penstock.dev/clusters';

/** By what entities are made. */
export interface EntityDefaults {
  defaultOwner: string;
  namespace: string;
}

/**
 * The entities of a pipeline: a System, and a Resource or Component for each
 * element, which depends on the elements that records come from. Pure.
 */
export function buildEntities(pipeline: Pipeline, defaults: EntityDefaults): Entity[] {
  const refs = new Map(pipeline.elements.map(element => [element.id, element.entityRef]));
  return [
    systemOf(pipeline, defaults),
    ...pipeline.elements.map(element => elementEntity(element, pipeline, refs, defaults)),
  ];
}

function systemOf({ summary }: Pipeline, { defaultOwner, namespace }: EntityDefaults): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'System',
    metadata: {
      name: summary.name,
      namespace,
      ...(summary.title !== summary.name && { title: summary.title }),
      description: `Data pipeline with ${summary.engines.join(', ')}.`,
      annotations: {
        ...locations(summary.clusters[0] ?? 'none'),
        [ANNOTATION_PIPELINE]: summary.name,
        [ANNOTATION_CLUSTERS]: summary.clusters.join(','),
      },
    },
    spec: { type: PIPELINE_SYSTEM_TYPE, owner: summary.owner ?? defaultOwner },
  };
}

function elementEntity(
  element: Element,
  { summary, flow }: Pipeline,
  refs: ReadonlyMap<string, string>,
  { defaultOwner, namespace }: EntityDefaults,
): Entity {
  const kind = elementEntityKind(element.engine);
  const dependsOn = flow.filter(({ to }) => to === element.id).flatMap(({ from }) => refs.get(from) ?? []);
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind,
    metadata: {
      name: element.id,
      namespace,
      ...(element.title !== element.id && { title: element.title }),
      description: `${element.object.kind} ${element.object.name} in ${element.object.cluster}.`,
      annotations: {
        ...locations(element.object.cluster),
        [LABEL_ELEMENT]: element.id,
        [ANNOTATION_ENGINE]: element.engine,
        ...placeAnnotations(element),
      },
    },
    spec: {
      type: element.engine,
      owner: element.owner ?? defaultOwner,
      system: summary.entityRef,
      ...(kind === 'Component' && { lifecycle: 'production' }),
      ...(dependsOn.length > 0 && { dependsOn }),
    },
  };
}

/** Backstage's own annotations for where an element runs. */
export function placeAnnotations({ object }: Element): Record<string, string> {
  return {
    [ANNOTATION_KUBERNETES_CLUSTER]: object.cluster,
    ...(object.namespace && { [ANNOTATION_KUBERNETES_NAMESPACE]: object.namespace }),
  };
}

function locations(cluster: string): Record<string, string> {
  const location = `${DISCOVERED_LOCATION_TYPE}:${cluster}`;
  return { [ANNOTATION_LOCATION]: location, [ANNOTATION_ORIGIN_LOCATION]: location };
}

/** Whether discovery made the entity; the others come from files and win. */
export function isDiscovered(entity: Entity): boolean {
  return entity.metadata.annotations?.[ANNOTATION_ORIGIN_LOCATION]?.startsWith(`${DISCOVERED_LOCATION_TYPE}:`) === true;
}
