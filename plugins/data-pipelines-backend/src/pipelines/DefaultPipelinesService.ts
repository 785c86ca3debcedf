import {
  WORST_OF_ORDER,
  type ClusterList,
  type Element,
  type Pipeline,
  type PipelineList,
  type PipelineSummary,
  type StatusCount,
} from '@penstock/backstage-plugin-data-pipelines-common';
import { UnknownNameError } from '../errors';
import type { HealthRules } from '../health';
import type { CatalogFacts } from './CatalogFacts';
import { readCursor, writeCursor } from './cursor';
import type { ClusterViews } from './ClusterViews';
import { comparePipelines, type PipelinesSnapshot, type PipelineViews } from './PipelineViews';
import type { PipelineFilter, PipelinesService, ReadOptions } from './PipelinesService';
import { visibleSnapshot } from './visibleViews';

/** What the service reads. */
export interface DefaultPipelinesOptions {
  views: PipelineViews;
  clusters: ClusterViews;
  facts: CatalogFacts;
  rules: HealthRules;
}

/** Answers from the read model in memory; nothing here asks a cluster. */
export class DefaultPipelinesService implements PipelinesService {
  readonly #options: DefaultPipelinesOptions;

  constructor(options: DefaultPipelinesOptions) {
    this.#options = options;
  }

  async listPipelines(filter: PipelineFilter, options: ReadOptions): Promise<PipelineList> {
    const after = filter.cursor === undefined ? undefined : readCursor(filter.cursor, filter);
    const others = this.#snapshot(options).pipelines.filter(({ summary }) => matches(summary, filter));
    const wanted = filter.status;
    const all = wanted ? others.filter(({ summary }) => wanted.includes(summary.health.word)) : others;
    const rest = after
      ? all.filter(({ summary }) => comparePipelines({ health: { word: after.word }, name: after.name }, summary) < 0)
      : all;
    const page = rest.slice(0, filter.limit);
    const last = page.at(-1);
    return {
      items: page.map(({ summary }) => summary),
      counts: countWords(others.map(({ summary }) => summary)),
      total: all.length,
      ...(last && rest.length > page.length && { nextCursor: writeCursor(last.summary, filter) }),
      ...(filter.expand === 'elements' && { pipelines: page }),
    };
  }

  async getPipeline(name: string, options: ReadOptions): Promise<Pipeline> {
    const pipeline = this.#snapshot(options).pipelines.find(({ summary }) => summary.name === name);
    if (pipeline) return pipeline;
    throw new UnknownNameError(
      `There is no pipeline ${name} that you may see; check the name, or label its objects with app.kubernetes.io/part-of: ${name}`,
      {
        code: 'PIPELINE_NOT_FOUND',
        reason: `No element that you may see carries the label app.kubernetes.io/part-of: ${name}.`,
        remedy: 'Check the name, the labels of its objects, and whether their clusters are reachable.',
      },
    );
  }

  async getElement(id: string, options: ReadOptions): Promise<Element> {
    const element = this.#snapshot(options).elements.get(id);
    if (element) return element;
    throw new UnknownNameError(
      `There is no element ${id} that you may see; check the id, or label its object with penstock.dev/element: ${id}`,
      {
        code: 'ELEMENT_NOT_FOUND',
        reason: `No object that you may see carries the label penstock.dev/element: ${id}.`,
        remedy: 'Check the id, the labels of its object, and whether its cluster is reachable.',
      },
    );
  }

  async listClusters(options: ReadOptions): Promise<ClusterList> {
    return { items: this.#options.clusters.list(this.#snapshot(options)) };
  }

  #snapshot({ visible }: ReadOptions): PipelinesSnapshot {
    const { views, facts, rules } = this.#options;
    const snapshot = views.current();
    return visible ? visibleSnapshot(snapshot, visible, { facts, rules }) : snapshot;
  }
}

function matches(summary: PipelineSummary, { cluster, owners, engine }: PipelineFilter): boolean {
  return (
    (cluster === undefined || summary.clusters.includes(cluster)) &&
    (engine === undefined || summary.engines.includes(engine)) &&
    (owners === undefined || (summary.owner !== undefined && owners.includes(summary.owner)))
  );
}

function countWords(summaries: readonly PipelineSummary[]): StatusCount[] {
  return WORST_OF_ORDER.flatMap(word => {
    const count = summaries.filter(({ health }) => health.word === word).length;
    return count > 0 ? [{ word, count }] : [];
  });
}
