import { NotFoundError } from '@backstage/errors';
import type {
  ClusterList,
  DataPipelinesApi,
  Element,
  LintReport,
  ManifestsReport,
  Pipeline,
  PipelineList,
} from '@penstock/backstage-plugin-data-pipelines-common';
import { clusters, pipelines } from './story';

/** Penstock's API over fixtures that a test may change while pages are open. */
export class FakeDataPipelinesApi implements DataPipelinesApi {
  pipelines: Pipeline[];
  clusters: ClusterList;
  /** When set, every read fails with it. */
  failure?: Error;
  /** Whether the user may see any pipeline; as from an older backend where not set. */
  access?: PipelineList['access'];
  /** When set, reads wait for it. */
  gate?: Promise<void>;
  readonly calls: string[] = [];

  constructor(options: { pipelines?: Pipeline[]; clusters?: ClusterList } = {}) {
    this.pipelines = options.pipelines ?? pipelines;
    this.clusters = options.clusters ?? clusters;
  }

  async listPipelines(): Promise<PipelineList> {
    await this.#read('listPipelines');
    const items = this.pipelines.map(({ summary }) => summary);
    return { items, counts: [], total: items.length, ...(this.access && { access: this.access }) };
  }

  async getPipeline(name: string): Promise<Pipeline> {
    await this.#read(`getPipeline ${name}`);
    const found = this.pipelines.find(({ summary }) => summary.name === name);
    if (!found) throw new NotFoundError(`There is no pipeline ${name}`);
    return found;
  }

  async getElement(id: string): Promise<Element> {
    await this.#read(`getElement ${id}`);
    const found = this.pipelines.flatMap(({ elements }) => elements).find(element => element.id === id);
    if (!found) throw new NotFoundError(`There is no element ${id}`);
    return found;
  }

  async listClusters(): Promise<ClusterList> {
    await this.#read('listClusters');
    return this.clusters;
  }

  async lintManifests(): Promise<LintReport> {
    await this.#read('lintManifests');
    return { findings: [], rulesChecked: 0 };
  }

  async dryRunManifests(): Promise<ManifestsReport> {
    await this.#read('dryRunManifests');
    return { cluster: 'prod-north', namespace: 'default', dryRun: true, succeeded: true, outcomes: [] };
  }

  async applyManifests(): Promise<ManifestsReport> {
    await this.#read('applyManifests');
    return { cluster: 'prod-north', namespace: 'default', dryRun: false, succeeded: true, outcomes: [] };
  }

  async #read(call: string): Promise<void> {
    this.calls.push(call);
    await this.gate;
    if (this.failure) throw this.failure;
  }
}
