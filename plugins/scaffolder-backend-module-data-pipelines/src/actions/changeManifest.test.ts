import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parse } from 'yaml';
import { createChangeManifestAction } from './changeManifest';
import { examples } from './changeManifest.examples';

const POOL = 'kind: KafkaNodePool\napiVersion: kafka.strimzi.io/v1\nmetadata: { name: broker, namespace: orders }\nspec: { storage: { volumes: [{ size: 100Gi }] } } # one\n';
const action = createChangeManifestAction();
let workspacePath: string;

beforeEach(async () => {
  workspacePath = await mkdtemp(path.join(os.tmpdir(), 'penstock-change-'));
  await mkdir(path.join(workspacePath, 'source', 'kafka'), { recursive: true });
  await writeFile(path.join(workspacePath, 'source', 'kafka', 'broker.yaml'), POOL);
});

afterEach(() => rm(workspacePath, { recursive: true }));

const run = (input: Parameters<typeof action.handler>[0]['input']) => {
  const context = createMockActionContext<typeof input, { summary: string }>({ input, workspacePath });
  return action.handler(context).then(() => context);
};

describe('data-pipelines:change-manifest', () => {
  it.each(examples.map(({ description, example }) => [description, example] as const))('%s', async (_, example) => {
    const [step] = parse(example).steps;
    expect(step.action).toBe(action.id);
    const context = await run(step.input);
    expect(await readFile(path.join(workspacePath, step.input.path), 'utf8')).toBe(POOL.replace('100Gi', '200Gi'));
    expect(context.output).toHaveBeenCalledWith('summary', '- KafkaNodePool broker: spec.storage.volumes[0].size from 100Gi to 200Gi');
  });

  it.each([
    ['source/none.yaml', 'There is no file'],
    ['../outside.yaml', 'Relative path is not allowed'],
  ])('refuses %s', async (file, sentence) => {
    await expect(run({ path: file, apiVersion: 'v1', kind: 'A', name: 'a', changes: [{ field: 'a', to: 'b' }] })).rejects.toThrow(sentence);
  });
});

describe('the template that changes a source', () => {
  const template = async () => parse(await readFile(path.join(__dirname, '../../../../templates/change-source/template.yaml'), 'utf8'));

  it('gives the action what it takes, and nothing else', async () => {
    const { spec } = await template();
    const step = spec.steps.find((each: { action: string }) => each.action === action.id);
    expect(Object.keys(action.schema?.input?.properties ?? {})).toEqual(expect.arrayContaining(Object.keys(step.input)));
    expect(Object.keys(step.input)).toEqual(expect.arrayContaining(['path', 'apiVersion', 'kind', 'name', 'changes']));
  });

  it('uses only parameters that its form has', async () => {
    const { spec } = await template();
    const fields = spec.parameters.flatMap(({ properties }: { properties: object }) => Object.keys(properties));
    const used = [...JSON.stringify(spec.steps).matchAll(/parameters\.(\w+)/g)].map(([, name]) => name);
    expect([...new Set(used)].filter(name => !fields.includes(name))).toEqual([]);
  });
});
