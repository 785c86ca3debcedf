import type { Freshness } from '@penstock/backstage-plugin-data-pipelines-common';
import type { Engine, InventoryReader, KubernetesObject, MetricReader } from '@penstock/backstage-plugin-data-pipelines-node';
import type { VolumeUsage } from '../metrics/Metrics';
import type { ThresholdSettings } from './thresholds';

/** One element and all that was gathered about it. */
export interface ElementSubject {
  /** Stable id. */
  id: string;
  engine: Engine;
  root: KubernetesObject;
  inventory: InventoryReader;
  metrics: MetricReader;
  volumeUsage(namespace: string, claim: string): VolumeUsage;
  /** Of the element's objects; see `elementFreshness`. */
  freshness: Freshness;
}

/** By what an assessment is made. */
export interface AssessContext {
  now: Date;
  settings: ThresholdSettings;
  /** Age in seconds from which a number is stale: three intervals of its source. */
  metricsStaleAfterSeconds: number;
}
