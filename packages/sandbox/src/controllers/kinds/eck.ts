import { Condition, KubernetesObject, namespaced } from '../../client';
import { ClaimTemplate, PodSpec } from './core';

export interface NodeSet {
  name: string;
  count: number;
  config?: Record<string, unknown>;
  podTemplate?: {
    metadata?: {
      labels?: Record<string, string>;
      annotations?: Record<string, string>;
    };
    spec?: Partial<PodSpec>;
  };
  resources?: object;
  volumeClaimTemplates?: ClaimTemplate[];
}

export interface Elasticsearch extends KubernetesObject {
  spec: {
    version: string;
    nodeSets: NodeSet[];
    volumeClaimDeletePolicy?: string;
    [part: string]: unknown;
  };
  status?: {
    observedGeneration?: number;
    health?: string;
    phase?: string;
    availableNodes?: number;
    version?: string;
    conditions?: Condition[];
  };
}

export const ELASTICSEARCHES = namespaced<Elasticsearch>(
  'elasticsearch.k8s.elastic.co/v1',
  'Elasticsearch',
  'elasticsearches',
);
