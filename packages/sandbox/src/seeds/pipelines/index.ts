import { KubernetesObject } from '../../client';
import { clickstream } from './clickstream';
import { factoryTelemetry } from './factoryTelemetry';
import { orders } from './orders';

/** The demo's pipelines by cluster. */
export const PIPELINES: Record<string, Array<() => KubernetesObject[]>> = {
  'prod-north': [factoryTelemetry, orders],
  'prod-south': [clickstream],
};
