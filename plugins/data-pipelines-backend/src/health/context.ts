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
import type { ThresholdSettings } from './thresholds';

/** All that is known of one element before it is judged. */
export interface ElementFacts {
  /** Stable id. */
  id: string;
  engine: Engine;
  root: KubernetesObject;
  description: ElementDescription;
  /** What the engine found, and what was found while assembling. */
  findings: readonly Finding[];
  /** Of the element's own resource. */
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

/** What of an element its pipeline is judged from. */
export type JudgedElement = Pick<Element, 'id' | 'title' | 'health' | 'measures' | 'volumes'>;

/** The questions that this room answers. Each is a pure function. */
export interface HealthRules {
  element(facts: ElementFacts): ElementVerdict;
  /** Worst-of over the elements in flow order, with the findings about the pipeline as a whole. */
  pipeline(name: string, elements: readonly JudgedElement[], findings: readonly Finding[]): { health: Health; measures: PipelineMeasures };
  /** What waits between two elements. */
  edge(from: JudgedElement, to: JudgedElement): Pick<FlowEdge, 'backlogTime' | 'backlogMessages'>;
}

/** By what an assessment is made. */
export interface AssessContext {
  now: Date;
  settings: ThresholdSettings;
  /** Age in seconds from which a number is stale: three intervals of its source. */
  metricsStaleAfterSeconds: number;
}
