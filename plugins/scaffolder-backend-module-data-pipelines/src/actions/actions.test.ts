import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { ResponseError } from '@backstage/errors';
import type { ActionContext } from '@backstage/plugin-scaffolder-node';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import type { JsonObject } from '@backstage/types';
import type { DataPipelinesApi, ManifestOutcome, ManifestsReport } from '@penstock/backstage-plugin-data-pipelines-common';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parse } from 'yaml';
import { createApplyAction } from './apply';
import { examples as applyExamples } from './apply.examples';
import { createDryRunAction } from './dryRun';
import { examples as dryRunExamples } from './dryRun.examples';
import { createLintAction } from './lint';
import { examples as lintExamples } from './lint.examples';

const TOPIC = `apiVersion: kafka.strimzi.io/v1
kind: KafkaTopic
metadata: { name: events, namespace: orders, labels: { strimzi.io/cluster: orders } }
spec: { partitions: 3, replicas: 3 }
`;

const outcome = (name: string, word: ManifestOutcome['outcome'], reason?: string): ManifestOutcome => ({
  object: { cluster: 'north', apiVersion: 'v1', kind: 'ConfigMap', namespace: 'orders', name },
  outcome: word,
  reason,
});

const report = (overrides: Partial<ManifestsReport> = {}): ManifestsReport => ({
  cluster: 'north',
  namespace: 'orders',
  dryRun: false,
  succeeded: true,
  outcomes: [outcome('a', 'created')],
  ...overrides,
});

let workspacePath: string;

beforeEach(async () => {
  workspacePath = await mkdtemp(path.join(os.tmpdir(), 'penstock-scaffolder-'));
  await mkdir(path.join(workspacePath, 'manifests'));
});

afterEach(() => rm(workspacePath, { recursive: true }));

const write = (name: string, text: string) => writeFile(path.join(workspacePath, 'manifests', name), text);

function contextFor<I extends JsonObject, O extends JsonObject>(input: I): ActionContext<I, O, 'v2'> {
  return createMockActionContext<I, O>({ input, workspacePath });
}

/** An API of which only the given methods may be called. */
function apiOf(methods: Partial<DataPipelinesApi>): DataPipelinesApi {
  const refuse = () => Promise.reject(new Error('not expected to be called'));
  return {
    listPipelines: refuse,
    getPipeline: refuse,
    getElement: refuse,
    getVolume: refuse,
    listClusters: refuse,
    lintManifests: refuse,
    dryRunManifests: refuse,
    applyManifests: refuse,
    createPlan: refuse,
    startOperation: refuse,
    listOperations: refuse,
    getOperation: refuse,
    cancelOperation: refuse,
    listRecoveryPoints: refuse,
    getRecoveryPoint: refuse,
    listSchedules: refuse,
    putSchedule: refuse,
    deleteSchedule: refuse,
    listLeftovers: refuse,
    ...methods,
  };
}

describe.each([
  ['data-pipelines:dry-run', createDryRunAction, 'dryRunManifests'],
  ['data-pipelines:apply', createApplyAction, 'applyManifests'],
] as const)('%s', (_id, create, method) => {
  const input = { path: 'manifests', cluster: 'north', namespace: 'orders' };

  it('sends what the template wrote, as the person who started it', async () => {
    await write('b.yaml', TOPIC);
    await write('a.yaml', `${TOPIC}---\n${TOPIC.replace('events', 'more')}`);
    await write('notes.txt', 'no manifest');
    const auth = mockServices.auth.mock({ getPluginRequestToken: async () => ({ token: 'of-the-caller' }) });
    const send = jest.fn(async () => report());
    const context = contextFor<typeof input, { summary: string }>(input);
    context.getInitiatorCredentials = async () => mockCredentials.user('user:default/owner');
    await create({ api: apiOf({ [method]: send }), auth }).handler(context);
    expect(send).toHaveBeenCalledTimes(1);
    expect(send).toHaveBeenCalledWith(
      {
        cluster: 'north',
        namespace: 'orders',
        manifests: ['events', 'more', 'events'].map(name => expect.objectContaining({ metadata: expect.objectContaining({ name }) })),
      },
      { token: 'of-the-caller' },
    );
    expect(auth.getPluginRequestToken).toHaveBeenCalledWith({
      onBehalfOf: mockCredentials.user('user:default/owner'),
      targetPluginId: 'data-pipelines',
    });
    expect(context.output).toHaveBeenCalledWith('summary', expect.stringContaining('+ created ConfigMap a'));
  });

  it.each([
    ['a path outside the workspace', '../..', /outside|not allowed/i],
    ['a path that is not there', 'elsewhere', /There is no file or folder "elsewhere"/],
  ])('refuses %s', async (_reason, place, sentence) => {
    await expect(create({ api: apiOf({}), auth: mockServices.auth() }).handler(contextFor({ ...input, path: place }))).rejects.toThrow(sentence);
  });

  it.each([
    ['broken YAML', 'a: [', /manifests\/x\.yaml/],
    ['an object without a kind', 'apiVersion: v1\nmetadata: { name: a }\n', /has no apiVersion, kind or metadata\.name/],
    ['nothing but comments', '# nothing\n', /holds no manifest/],
  ])('refuses %s before any cluster is asked', async (_reason, text, sentence) => {
    await write('x.yaml', text);
    await expect(create({ api: apiOf({}), auth: mockServices.auth() }).handler(contextFor(input))).rejects.toThrow(sentence);
  });

  it("passes on the server's sentence and remedy", async () => {
    await write('a.yaml', TOPIC);
    const response = new Response(
      JSON.stringify({
        error: { name: 'NotFoundError', message: 'There is no cluster "north".', remedy: 'Choose one of east, west.', code: 'CLUSTER_UNKNOWN' },
        response: { statusCode: 404 },
      }),
      { status: 404, headers: { 'content-type': 'application/json' } },
    );
    const send = async () => {
      throw await ResponseError.fromResponse(response);
    };
    await expect(create({ api: apiOf({ [method]: send }), auth: mockServices.auth() }).handler(contextFor(input))).rejects.toThrow(
      'There is no cluster "north". Choose one of east, west.',
    );
  });

  it('fails when an object failed, and lists what exists', async () => {
    await write('a.yaml', TOPIC);
    const send = async () =>
      report({ succeeded: false, outcomes: [outcome('a', 'created'), outcome('b', 'failed', 'quota exceeded'), outcome('c', 'not-tried')] });
    await expect(create({ api: apiOf({ [method]: send }), auth: mockServices.auth() }).handler(contextFor(input))).rejects.toThrow(
      /ConfigMap b: quota exceeded.*What exists now: ConfigMap a \(created\)/,
    );
  });
});

describe('data-pipelines:lint', () => {
  it('ends the task at an error, with rule, sentence and remedy', async () => {
    await write('a.yaml', TOPIC.replace('labels: { strimzi.io/cluster: orders }', 'labels: {}'));
    await expect(createLintAction().handler(contextFor({ path: 'manifests' }))).rejects.toThrow(/strimzi\.io\/cluster is missing.*kafka-pool-cluster/);
  });

  it('counts warnings and goes on', async () => {
    await write('a.yaml', 'apiVersion: monitoring.coreos.com/v1\nkind: PodMonitor\nmetadata: { name: m }\nspec: {}\n');
    const context = contextFor<{ path: string; allow?: string[] }, { warnings: number }>({ path: 'manifests' });
    await createLintAction().handler(context);
    expect(context.output).toHaveBeenCalledWith('warnings', 1);
  });

  it('lets a template break a rule on purpose, but not a rule that does not exist', async () => {
    await write('a.yaml', TOPIC.replace('labels: { strimzi.io/cluster: orders }', 'labels: {}'));
    await createLintAction().handler(contextFor({ path: 'manifests', allow: ['kafka-pool-cluster'] }));
    await expect(createLintAction().handler(contextFor({ path: 'manifests', allow: ['kafka-pool'] }))).rejects.toThrow(/no lint rule kafka-pool/);
  });
});

describe('examples', () => {
  it.each([...lintExamples, ...dryRunExamples, ...applyExamples].map(example => [example.description, example] as const))('%s', (_description, { example }) => {
    const actions = [createLintAction(), ...[createDryRunAction, createApplyAction].map(create => create({ api: apiOf({}), auth: mockServices.auth() }))];
    const [step] = parse(example).steps;
    const action = actions.find(({ id }) => id === step.action);
    expect(action?.schema?.input?.required).toEqual(expect.arrayContaining(['path']));
    expect(Object.keys(action?.schema?.input?.properties ?? {})).toEqual(expect.arrayContaining(Object.keys(step.input)));
  });
});
