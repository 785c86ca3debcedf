import type { Caller } from '../audit/Audit';
import type { ElementResource } from './ElementResource';
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
  /** Also answers the pipelines of the page in whole. */
  expand?: 'elements';
}

/** Who asks, and which elements exist for them. */
export interface ReadOptions extends Caller {
  /**
   * Which elements the answer may speak of; everything where absent. A pipeline
   * of which only some elements are visible is told as if it had only those.
   * Set by `authorization/`, never by a door.
   */
  visible?: (element: ElementResource) => boolean;
}

/**
 * The read side of Penstock. Every method takes the caller, so that one
 * decorator around it (see `authorization/`) can decide for all doors.
 */
export interface PipelinesService {
  listPipelines(filter: PipelineFilter, options: ReadOptions): Promise<PipelineList>;
  /** @throws NotFoundError (code PIPELINE_NOT_FOUND) */
  getPipeline(name: string, options: ReadOptions): Promise<Pipeline>;
  /** @throws NotFoundError (code ELEMENT_NOT_FOUND) */
  getElement(id: string, options: ReadOptions): Promise<Element>;
  listClusters(options: ReadOptions): Promise<ClusterList>;
}
