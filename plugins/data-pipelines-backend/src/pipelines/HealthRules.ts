import type {
  Element,
  ElementMeasure,
  Finding,
  FlowEdge,
  Freshness,
  Health,
  Member,
  PipelineMeasures,
  Volume,
} from '@penstock/backstage-plugin-data-pipelines-common';
import type { ElementDescription, Engine, InventoryReader, KubernetesObject } from '@penstock/backstage-plugin-data-pipelines-node';
import type { Metrics } from '../metrics/Metrics';

/** All that is known of one element before it is judged. */
export interface ElementFacts {
  id: string;
  engine: Engine;
  root: KubernetesObject;
  description: ElementDescription;
  /** What the engine found. */
  findings: readonly Finding[];
  freshness: Freshness;
  inventory: InventoryReader;
  metrics: Metrics;
  now: Date;
}

/** What is said of one element. */
export interface ElementVerdict {
  health: Health;
  measures: ElementMeasure[];
  members: Member[];
  volumes: Volume[];
}

/** The health room as this room uses it: pure functions, one for each question. */
export interface HealthRules {
  element(facts: ElementFacts): ElementVerdict;
  /** Worst-of over the elements, with the findings about the pipeline as a whole. */
  pipeline(name: string, elements: readonly Element[], findings: readonly Finding[]): { health: Health; measures: PipelineMeasures };
  /** What waits between two elements. */
  edge(from: Element, to: Element): Pick<FlowEdge, 'backlogTime' | 'backlogMessages'>;
}
