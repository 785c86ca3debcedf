import {
  clusterReadPermission,
  elementCreatePermission,
  elementReadPermission,
  type ClusterList,
  type Element,
  type Pipeline,
  type PipelineList,
} from '@penstock/backstage-plugin-data-pipelines-common';
import type { Audit } from '../audit/Audit';
import type { PipelineFilter, PipelinesService, ReadOptions } from '../pipelines/PipelinesService';
import type { AccessDecision, ElementAccess } from './ElementAccess';
import { permissionDenied } from './permissionDenied';

/** The list of a caller who may see nothing: empty, and it says why. */
const NO_RIGHT: PipelineList = {
  items: [],
  counts: [],
  total: 0,
  access: { allowed: false, permission: elementReadPermission.name },
};

/**
 * Decides for every door what a caller may read. Decided once, for all:
 * a list leaves out what is not permitted, and is empty and says so when nothing is; one
 * thing asked for by name is refused (403) when reading is denied outright, and
 * not found (404) when it is outside the caller's conditions, exactly as if it
 * did not exist.
 */
export class AuthorizedPipelinesService implements PipelinesService {
  readonly #inner: PipelinesService;
  readonly #access: ElementAccess;
  readonly #audit: Audit;

  constructor(options: { inner: PipelinesService; access: ElementAccess; audit: Audit }) {
    this.#inner = options.inner;
    this.#access = options.access;
    this.#audit = options.audit;
  }

  async listPipelines(filter: PipelineFilter, options: ReadOptions): Promise<PipelineList> {
    return this.#audit.record({ eventId: 'pipeline-list', severityLevel: 'low' }, options, async notes => {
      const decision = await this.#access.decide(elementReadPermission, options.credentials);
      if (decision.kind === 'none') {
        notes.refuse(permissionDenied(elementReadPermission, 'see data pipelines'));
        return { ...NO_RIGHT };
      }
      const answer = await this.#inner.listPipelines(filter, within(options, decision));
      notes.add({ total: answer.total });
      return { ...answer, access: { allowed: true, permission: elementReadPermission.name } };
    });
  }

  async getPipeline(name: string, options: ReadOptions): Promise<Pipeline> {
    return this.#audit.record(
      { eventId: 'pipeline-read', severityLevel: 'low', meta: { pipeline: name } },
      options,
      async () => {
        const decision = await this.#permitted(options);
        return this.#inner.getPipeline(name, within(options, decision));
      },
    );
  }

  async getElement(id: string, options: ReadOptions): Promise<Element> {
    return this.#audit.record(
      { eventId: 'element-read', severityLevel: 'low', meta: { element: id } },
      options,
      async () => {
        const decision = await this.#permitted(options);
        return this.#inner.getElement(id, within(options, decision));
      },
    );
  }

  async listClusters(options: ReadOptions): Promise<ClusterList> {
    return this.#audit.record({ eventId: 'cluster-list', severityLevel: 'low' }, options, async notes => {
      const [mayRead, elements, creation] = await Promise.all([
        this.#access.allows(clusterReadPermission, options.credentials),
        this.#access.decide(elementReadPermission, options.credentials),
        this.#access.decide(elementCreatePermission, options.credentials),
      ]);
      const right = { allowed: creation.kind !== 'none', permission: elementCreatePermission.name };
      if (!mayRead) {
        notes.refuse(permissionDenied(clusterReadPermission, 'see the clusters'));
        return { items: [], creation: right };
      }
      const answer = await this.#inner.listClusters(within(options, elements));
      notes.add({ total: answer.items.length });
      return { ...answer, creation: right };
    });
  }

  async #permitted(options: ReadOptions): Promise<AccessDecision> {
    const decision = await this.#access.decide(elementReadPermission, options.credentials);
    if (decision.kind === 'none') throw permissionDenied(elementReadPermission, 'see data pipelines');
    return decision;
  }
}

function within(options: ReadOptions, decision: AccessDecision): ReadOptions {
  switch (decision.kind) {
    case 'all':
      return options;
    case 'some':
      return { ...options, visible: decision.allows };
    default:
      return { ...options, visible: () => false };
  }
}
