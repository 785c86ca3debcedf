import type {
  Element,
  Finding,
  FlowEdge,
  Pipeline,
} from '@penstock/backstage-plugin-data-pipelines-common';
import { worstFreshness, type HealthRules } from '../health';
import type { CatalogFacts } from './CatalogFacts';
import { pipelineEntityRef } from './entityRefs';
import { flowOrder, type Flow } from './flowOrder';

/**
 * A pipeline out of its elements, in flow order. Given only some of the
 * elements it tells of a pipeline that has only those. Pure.
 *
 * @param elements - at least one
 */
export function assemblePipeline(
  name: string,
  elements: readonly [Element, ...Element[]],
  { facts, rules }: { facts: CatalogFacts; rules: HealthRules },
): Pipeline {
  const byId = new Map(elements.map(element => [element.id, element]));
  const flow = flowOrder(elements);
  const ordered = flow.order.flatMap(id => byId.get(id) ?? []);
  const { health, measures } = rules.pipeline(name, ordered, cycleFindings(flow, byId));
  const fact = facts.pipeline(name);
  const owner = fact?.owner ?? commonOwner(elements);
  return {
    summary: {
      name,
      title: fact?.title ?? name,
      entityRef: pipelineEntityRef(name, facts),
      ...(owner && { owner }),
      clusters: distinct(elements.map(element => element.object.cluster)),
      engines: distinct(elements.map(element => element.engine)),
      elementCount: elements.length,
      health,
      measures,
      freshness: worstFreshness(elements.map(element => element.freshness)),
      simulated: elements.some(element => element.simulated),
    },
    elements: ordered,
    flow: flow.links.flatMap(link => edgeOf(link, byId, rules)),
  };
}

function edgeOf(link: { from: string; to: string }, byId: ReadonlyMap<string, Element>, rules: HealthRules): FlowEdge[] {
  const from = byId.get(link.from);
  const to = byId.get(link.to);
  return from && to ? [{ ...link, ...rules.edge(from, to) }] : [];
}

function cycleFindings(flow: Flow, byId: ReadonlyMap<string, Element>): Finding[] {
  const first = flow.cyclic.flatMap(id => byId.get(id) ?? [])[0];
  if (!first) return [];
  return [
    {
      code: 'FLOW_CYCLE',
      severity: 'info',
      sentence: `Records go in a circle through ${flow.cyclic.join(', ')}, so the flow order of these is arbitrary`,
      remedy: 'Check the annotations penstock.dev/reads-from and penstock.dev/writes-to of these elements.',
      object: first.object,
    },
  ];
}

/** The owner of all elements, where they agree; a pipeline of several teams has no owner of its own. */
function commonOwner(elements: readonly Element[]): string | undefined {
  const owners = distinct(elements.flatMap(element => element.owner ?? []));
  return owners.length === 1 ? owners[0] : undefined;
}

function distinct(values: readonly string[]): string[] {
  return [...new Set(values)].sort();
}
