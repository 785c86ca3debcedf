import { STATUS_WORDS, type StatusWord } from './statusWords';
import type { PipelinesService } from '../pipelines/PipelinesService';
import type { ActionsRegistryService } from './alphaActions';

const READS = { readOnly: true, destructive: false, idempotent: true };
const DEFAULT_LIMIT = 50;

/** The read side as Backstage actions: the same service, so the same permissions and the same audit. */
export function registerReadActions(registry: ActionsRegistryService, pipelines: PipelinesService): void {
  registerListPipelines(registry, pipelines);
  registerGetPipeline(registry, pipelines);
  registerGetElement(registry, pipelines);
  registerListClusters(registry, pipelines);
}

function registerListPipelines(registry: ActionsRegistryService, pipelines: PipelinesService): void {
  registry.register({
    name: 'list-pipelines',
    title: 'List data pipelines',
    description: [
      'Lists the data pipelines that you may see, worst first: status word, the cause in one sentence, and numbers.',
      '## When to use',
      'To find out which pipelines are in trouble and why, before looking at one with get-pipeline.',
      'A number that is "not-measured" or "unknown" carries the reason; it is never zero.',
    ].join('\n'),
    attributes: READS,
    schema: {
      input: z =>
        z.object({
          status: z.array(z.enum(STATUS_WORDS)).optional().describe('Only pipelines with one of these status words.'),
          cluster: z.string().min(1).max(253).optional().describe('Only pipelines with an element in this cluster.'),
          engine: z.string().min(1).max(63).optional().describe('Only pipelines with an element of this engine, e.g. kafka.'),
          limit: z.number().int().min(1).max(500).optional().describe(`How many to answer at most; ${DEFAULT_LIMIT} where absent.`),
          cursor: z.string().min(1).max(1000).optional().describe('The nextCursor of the answer before.'),
        }),
      output: z =>
        z.object({
          total: z.number().describe('Pipelines that match all filters.'),
          counts: z.array(z.object({ word: z.string(), count: z.number() })).describe('Per status word, before the status filter.'),
          items: z.array(z.object({ name: z.string() }).passthrough()).describe('One summary per pipeline.'),
          nextCursor: z.string().optional().describe('Give it back to read on.'),
          access: z
            .object({ allowed: z.boolean(), permission: z.string() })
            .optional()
            .describe('Whether you may see any pipeline at all; where not, an empty list does not mean that there are none.'),
        }),
    },
    examples: [
      { title: 'Critical pipelines', input: { status: ['Critical' satisfies StatusWord] } },
      { title: 'Everything in one cluster', input: { cluster: 'prod-north' } },
    ],
    action: async ({ input, credentials }) => {
      const list = await pipelines.listPipelines({ ...input, limit: input.limit ?? DEFAULT_LIMIT }, { credentials });
      return { output: { ...list, items: list.items.map(item => ({ ...item })) } };
    },
  });
}

function registerGetPipeline(registry: ActionsRegistryService, pipelines: PipelinesService): void {
  registry.register({
    name: 'get-pipeline',
    title: 'Get a data pipeline',
    description: [
      'Answers one data pipeline: its status with cause and findings, its elements in flow order with members and volumes, and what waits between them.',
      '## When to use',
      'When the name of the pipeline is known, e.g. from list-pipelines, and the question is what is wrong in it.',
    ].join('\n'),
    attributes: READS,
    schema: {
      input: z => z.object({ name: z.string().min(1).max(253).describe('Name of the pipeline, e.g. orders.') }),
      output: z =>
        z.object({
          summary: z.object({ name: z.string() }).passthrough().describe('Status, cause, numbers and freshness of the whole.'),
          elements: z.array(z.object({ id: z.string() }).passthrough()).describe('Elements, sources first.'),
          flow: z.array(z.object({ from: z.string(), to: z.string() }).passthrough()).describe('Which element feeds which.'),
        }),
    },
    examples: [{ title: 'The pipeline orders', input: { name: 'orders' } }],
    action: async ({ input, credentials }) => {
      const { summary, elements, flow } = await pipelines.getPipeline(input.name, { credentials });
      return {
        output: {
          summary: { ...summary },
          elements: elements.map(element => ({ ...element })),
          flow: flow.map(edge => ({ ...edge })),
        },
      };
    },
  });
}

function registerGetElement(registry: ActionsRegistryService, pipelines: PipelinesService): void {
  registry.register({
    name: 'get-element',
    title: 'Get an element of a data pipeline',
    description: [
      'Answers one element (a Kafka, an Elasticsearch, a Spark application) by its id, in whichever cluster runs it: findings, measures, pods and volumes.',
      '## When to use',
      'When the id is known, e.g. from get-pipeline or from the annotation penstock.dev/element of a catalog entity.',
    ].join('\n'),
    attributes: READS,
    schema: {
      input: z => z.object({ id: z.string().min(1).max(253).describe('Id of the element, e.g. orders-kafka.') }),
      output: z => z.object({ id: z.string().describe('Id of the element.') }).passthrough(),
    },
    examples: [{ title: 'One Kafka', input: { id: 'orders-kafka' } }],
    action: async ({ input, credentials }) => {
      const element = await pipelines.getElement(input.id, { credentials });
      return { output: { ...element } };
    },
  });
}

function registerListClusters(registry: ActionsRegistryService, pipelines: PipelinesService): void {
  registry.register({
    name: 'list-clusters',
    title: 'List Kubernetes clusters',
    description: [
      'Lists the configured clusters: whether they answer, when they last did, which operators they have, and their storage classes.',
      '## When to use',
      'Before creating an element, to choose a cluster that has its operator; or to find out why something is Unknown.',
    ].join('\n'),
    attributes: READS,
    schema: {
      input: z => z.object({}),
      output: z =>
        z.object({
          items: z.array(z.object({ name: z.string() }).passthrough()).describe('The clusters that you may see.'),
          creation: z.object({ allowed: z.boolean(), permission: z.string() }).optional().describe('Whether you may create elements at all.'),
        }),
    },
    examples: [{ title: 'All clusters', input: {} }],
    action: async ({ credentials }) => {
      const list = await pipelines.listClusters({ credentials });
      return { output: { ...list, items: list.items.map(item => ({ ...item })) } };
    },
  });
}
