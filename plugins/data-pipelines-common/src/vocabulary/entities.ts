import { stringifyEntityRef } from '@backstage/catalog-model';

/** Namespace of the entities that discovery makes. @public */
export const DISCOVERED_NAMESPACE = 'default';

/**
 * Scheme of the location annotations of entities that discovery makes, e.g.
 * `data-pipelines:prod-north`: they come from a cluster and not from a file.
 * @public
 */
export const DISCOVERED_LOCATION_TYPE = 'data-pipelines';

const COMPONENT_ENGINES: readonly string[] = ['spark'];

/**
 * The catalog kind of an element: programs are Components, stores are
 * Resources.
 * @public
 */
export function elementEntityKind(engine: string): 'Component' | 'Resource' {
  return COMPONENT_ENGINES.includes(engine) ? 'Component' : 'Resource';
}

/** Reference of the entity that discovery makes of an element. @public */
export function discoveredElementRef({ id, engine }: { id: string; engine: string }): string {
  return stringifyEntityRef({ kind: elementEntityKind(engine), namespace: DISCOVERED_NAMESPACE, name: id });
}

/** Reference of the System entity that discovery makes of a pipeline. @public */
export function discoveredPipelineRef(name: string): string {
  return stringifyEntityRef({ kind: 'System', namespace: DISCOVERED_NAMESPACE, name });
}
