import { actionsRegistryServiceFactory, actionsServiceFactory } from '@backstage/backend-defaults/alpha';
import { mockCredentials, mockServices, startTestBackend, type TestBackend } from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import mcpActionsPlugin from '@backstage/plugin-mcp-actions-backend';
import dataPipelinesPlugin from '@penstock/backstage-plugin-data-pipelines-backend';
import request from 'supertest';

const KAFKA = {
  apiVersion: 'kafka.strimzi.io/v1',
  kind: 'Kafka',
  metadata: { name: 'k', labels: { 'penstock.dev/element': 'k', 'app.kubernetes.io/part-of': 'p' } },
};

describe('an agent over MCP', () => {
  let backend: TestBackend;
  beforeAll(async () => {
    backend = await startTestBackend({
      features: [
        dataPipelinesPlugin,
        mcpActionsPlugin,
        catalogServiceMock.factory(),
        actionsServiceFactory,
        actionsRegistryServiceFactory,
        mockServices.rootConfig.factory({
          data: { backend: { baseUrl: 'http://localhost:7007', actions: { pluginSources: ['data-pipelines'] } } },
        }),
      ],
    });
  }, 60_000);
  afterAll(() => backend.stop());

  /** One JSON-RPC call; the answer is an event stream of one message. */
  async function rpc(method: string, params: object = {}) {
    const { text } = await request(backend.server)
      .post('/api/mcp-actions/v1')
      .set('authorization', mockCredentials.user.header())
      .set('accept', 'application/json, text/event-stream')
      .send({ jsonrpc: '2.0', id: 1, method, params });
    const data = text.split('\n').find(line => line.startsWith('data: '));
    return JSON.parse(data?.slice('data: '.length) ?? '{}').result;
  }
  const callTool = (name: string, input: object) => rpc('tools/call', { name: `data-pipelines.${name}`, arguments: input });

  it('finds every action, and is told which may change something', async () => {
    const { tools } = await rpc('tools/list');
    const hints = tools.map(({ name, annotations }: { name: string; annotations: { readOnlyHint: boolean } }) => [name, annotations.readOnlyHint]);
    expect(Object.fromEntries(hints)).toEqual({
      'data-pipelines.list-pipelines': true,
      'data-pipelines.get-pipeline': true,
      'data-pipelines.get-element': true,
      'data-pipelines.list-clusters': true,
      'data-pipelines.lint-manifests': true,
      'data-pipelines.dry-run-manifests': true,
      'data-pipelines.apply-manifests': false,
      'data-pipelines.plan-operation': true,
      'data-pipelines.start-operation': false,
      'data-pipelines.get-operation': true,
      'data-pipelines.list-operations': true,
      'data-pipelines.cancel-operation': false,
      'data-pipelines.list-leftovers': true,
      'data-pipelines.list-recovery-points': true,
      'data-pipelines.get-recovery-point': true,
      'data-pipelines.list-schedules': true,
      'data-pipelines.put-schedule': false,
      'data-pipelines.delete-schedule': false,
    });
  });

  it('is answered as the API answers', async () => {
    const { content } = await callTool('list-pipelines', {});
    const { body } = await request(backend.server).get('/api/data-pipelines/pipelines');
    expect(JSON.parse(content[0].text)).toEqual(body);
  });

  it('is told in words why something does not work', async () => {
    const { isError, content } = await callTool('apply-manifests', { cluster: 'nowhere', namespace: 'n', manifests: [KAFKA] });
    expect(isError).toBe(true);
    expect(content[0].text).toContain('nowhere');
  });
});
