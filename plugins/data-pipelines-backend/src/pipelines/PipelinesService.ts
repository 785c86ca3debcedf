import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import type {
  ClusterList,
  Element,
  Pipeline,
  PipelineList,
  StatusWord,
} from '@penstock/backstage-plugin-data-pipelines-common';

/** Which pipelines are asked for. */
export interface PipelineFilter {
  status?: readonly StatusWord[];
  cluster?: string;
  /** Entity references; an empty list matches nothing. */
  owners?: readonly string[];
  engine?: string;
  limit: number;
  cursor?: string;
}

/**
 * The read side of Penstock. Every method takes the caller, so that one
 * decorator around it (see `authorization/`) can decide for all doors.
 */
export interface PipelinesService {
  listPipelines(filter: PipelineFilter, options: { credentials: BackstageCredentials }): Promise<PipelineList>;
  /** @throws NotFoundError (code PIPELINE_NOT_FOUND) */
  getPipeline(name: string, options: { credentials: BackstageCredentials }): Promise<Pipeline>;
  /** @throws NotFoundError (code ELEMENT_NOT_FOUND) */
  getElement(id: string, options: { credentials: BackstageCredentials }): Promise<Element>;
  listClusters(options: { credentials: BackstageCredentials }): Promise<ClusterList>;
}
