import type { FlowEdge, Freshness, Health, PipelineMeasures } from '@penstock/backstage-plugin-data-pipelines-common';
import { assessElement } from './assessElement';
import type { ElementAssessment } from './assessElement';
import { edgeBacklog } from './backlog';
import type { AssessContext, ElementSubject } from './context';
import { worstFreshness } from './freshness';
import { describeElement } from './describeElement';
import { rollUp } from './rollUp';

/** Two elements of which the second reads what the first holds. */
export interface Flow {
  from: string;
  to: string;
}

/** All that is shown of a pipeline's health. */
export interface PipelineAssessment {
  health: Health;
  measures: PipelineMeasures;
  freshness: Freshness;
  /** In the order of the subjects. */
  elements: ElementAssessment[];
  flow: FlowEdge[];
}

/**
 * Judges a pipeline: each element, each hop, and the whole. The one function
 * behind card, page, list and API. Pure: the same subjects and the same
 * instant give the same words.
 *
 * @param subjects - in flow order
 */
export function assessPipeline(subjects: readonly ElementSubject[], flows: readonly Flow[], context: AssessContext): PipelineAssessment {
  const described = subjects.map(subject => ({ subject, description: describeElement(subject) }));
  const groups = new Set(
    described.flatMap(({ description }) => [
      ...(description.readsAs ?? []),
      ...(description.consumers ?? []).map(consumer => consumer.consumerGroup),
    ]),
  );
  const elements = described.map(({ subject, description }) => assessElement(subject, description, groups, context));
  const byId = new Map(elements.map(element => [element.id, element]));
  return {
    ...rollUp(elements, context),
    freshness: worstFreshness(elements.map(element => element.freshness)),
    elements,
    flow: flows.flatMap(({ from, to }) => {
      const source = byId.get(from);
      const sink = byId.get(to);
      if (source === undefined || sink === undefined) return [];
      const onlySink = flows.filter(flow => flow.from === from).length === 1;
      return [{ from, to, ...edgeBacklog(source, sink, onlySink, context) }];
    }),
  };
}
