import {
  discoveredElementRef,
  discoveredPipelineRef,
} from '@penstock/backstage-plugin-data-pipelines-common';
import type { CatalogFacts } from './CatalogFacts';

/** The catalog entity of an element: the one that a file names, else the one that discovery makes. */
export function elementEntityRef({ id, engine }: { id: string; engine: { id: string } }, facts: CatalogFacts): string {
  return facts.element(id)?.entityRef ?? discoveredElementRef({ id, engine: engine.id });
}

/** The catalog entity of a pipeline: the one that a file names, else the one that discovery makes. */
export function pipelineEntityRef(name: string, facts: CatalogFacts): string {
  return facts.pipeline(name)?.entityRef ?? discoveredPipelineRef(name);
}
