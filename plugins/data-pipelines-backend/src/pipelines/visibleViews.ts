import type { Element, Pipeline } from '@penstock/backstage-plugin-data-pipelines-common';
import type { ElementResource } from './ElementResource';
import type { HealthRules } from '../health';
import { assemblePipeline } from './assemblePipeline';
import type { CatalogFacts } from './CatalogFacts';
import { comparePipelines, type PipelinesSnapshot } from './PipelineViews';

/** Which elements somebody may know of. */
export type ElementFilter = (element: ElementResource) => boolean;

/** What a policy decides on, of an element. */
export function resourceOf(element: Element): ElementResource {
  const { cluster, namespace = '' } = element.object;
  return { pipeline: element.pipeline, owner: element.owner, cluster, namespace };
}

/**
 * The snapshot as somebody sees it who may know of some elements only: what is
 * hidden is not counted, not named as a neighbour and does not colour the
 * status. Pure.
 */
export function visibleSnapshot(
  snapshot: PipelinesSnapshot,
  visible: ElementFilter,
  context: { facts: CatalogFacts; rules: HealthRules },
): PipelinesSnapshot {
  const hidden = new Set(
    [...snapshot.elements.values()].filter(element => !visible(resourceOf(element))).map(element => element.id),
  );
  if (hidden.size === 0) return snapshot;
  const pipelines = snapshot.pipelines.flatMap(pipeline => visiblePipeline(pipeline, hidden, context));
  return {
    pipelines: pipelines.sort((a, b) => comparePipelines(a.summary, b.summary)),
    elements: new Map(pipelines.flatMap(({ elements }) => elements.map(element => [element.id, element]))),
    sources: new Map([...snapshot.sources].filter(([id]) => !hidden.has(id))),
  };
}

function visiblePipeline(
  pipeline: Pipeline,
  hidden: ReadonlySet<string>,
  context: { facts: CatalogFacts; rules: HealthRules },
): Pipeline[] {
  const [first, ...rest] = pipeline.elements
    .filter(element => !hidden.has(element.id))
    .map(element => withoutNeighbours(element, hidden));
  if (!first) return [];
  const seen = assemblePipeline(pipeline.summary.name, [first, ...rest], context);
  const { operation } = pipeline.summary;
  if (!operation || operation.elements.some(id => hidden.has(id))) return [seen];
  return [{ ...seen, summary: { ...seen.summary, operation } }];
}

function withoutNeighbours(element: Element, hidden: ReadonlySet<string>): Element {
  const known = (id: string) => !hidden.has(id);
  return { ...element, readsFrom: element.readsFrom.filter(known), writesTo: element.writesTo.filter(known) };
}
