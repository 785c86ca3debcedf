import type { Element, ElementMeasure, FlowEdge, Pipeline } from '@penstock/backstage-plugin-data-pipelines-common';

/** One line of the flow: an element, or the hop from one element to the next. */
export type FlowRow =
  | { kind: 'element'; id: string; element: Element }
  | { kind: 'hop'; id: string; edge: FlowEdge; toTitle: string };

/**
 * The pipeline as list: elements in flow order as the backend gives them, each
 * followed by its hops. Structure only; drawn by list and graph alike.
 */
export function flowRows(pipeline: Pipeline): FlowRow[] {
  const titles = new Map(pipeline.elements.map(element => [element.id, element.title]));
  return pipeline.elements.flatMap((element): FlowRow[] => [
    { kind: 'element', id: element.id, element },
    ...pipeline.flow
      .filter(edge => edge.from === element.id)
      .map((edge): FlowRow => ({ kind: 'hop', id: `${edge.from} ${edge.to}`, edge, toTitle: titles.get(edge.to) ?? edge.to })),
  ]);
}

/** Ids of the elements that this one reads from, and of those that read it, in flow order. */
export function neighboursOf(pipeline: Pipeline, id: string): { upstream: string[]; downstream: string[] } {
  const linked = (from: string, to: string) => pipeline.flow.some(edge => edge.from === from && edge.to === to);
  const ids = pipeline.elements.map(element => element.id).filter(other => other !== id);
  return {
    upstream: ids.filter(other => linked(other, id)),
    downstream: ids.filter(other => linked(id, other)),
  };
}

/** The part of a pipeline around one element: itself, its direct neighbours, and the hops that touch it. */
export function neighbourhood(pipeline: Pipeline, id: string): Pipeline {
  const { upstream, downstream } = neighboursOf(pipeline, id);
  const kept = new Set([id, ...upstream, ...downstream]);
  return {
    ...pipeline,
    elements: pipeline.elements.filter(element => kept.has(element.id)),
    flow: pipeline.flow.filter(edge => edge.from === id || edge.to === id),
  };
}

/** The two measures that stand for an element in tight places: the first two that the engine names. */
export function leadingMeasures(element: Element): [ElementMeasure | undefined, ElementMeasure | undefined] {
  return [element.measures[0], element.measures[1]];
}
