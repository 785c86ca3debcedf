import type { ServerResponse } from 'node:http';
import { mockServices } from '@backstage/backend-test-utils';
import type { WatchedKind } from '@penstock/backstage-plugin-data-pipelines-node';
import { ClustersFixture } from '../clusters/__testUtils__/ClustersFixture';
import { DefaultInventory } from './DefaultInventory';
import { ManualClock, settle } from './__testUtils__/ManualClock';

const KAFKA: WatchedKind = { group: 'kafka.strimzi.io', kind: 'Kafka', versions: ['v1'], keep: ['status'] };
const GROUP = '/apis/kafka.strimzi.io/v1';

let fixture: ClustersFixture;
let inventory: DefaultInventory | undefined;

beforeEach(async () => {
  fixture = await ClustersFixture.open();
});

afterEach(async () => {
  await inventory?.stop();
  await fixture.close();
});

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await settle();
}

function asked(line: string): number {
  return fixture.server.asked.filter(entry => entry.line === line).length;
}

/** A server without aggregated discovery, with one Kafka. */
function serveOlderDiscovery() {
  fixture.server.json('/api', { kind: 'APIVersions', versions: [] });
  fixture.server.json('/apis', {
    kind: 'APIGroupList',
    groups: [{ name: KAFKA.group, versions: [{ groupVersion: 'kafka.strimzi.io/v1', version: 'v1' }] }],
  });
  fixture.server.json(GROUP, { resources: [{ name: 'kafkas', kind: 'Kafka', namespaced: true, verbs: ['list', 'watch'] }] });
  fixture.server.answers.set(`${GROUP}/kafkas`, (request, response: ServerResponse) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    if (request.url?.includes('watch=')) response.flushHeaders();
    else response.end(JSON.stringify({ metadata: { resourceVersion: '1' }, items: [{ metadata: { name: 'orders', namespace: 'a', uid: 'k' } }] }));
  });
}

it.each([429, 503])('keeps the objects of a group whose document is refused with %d', async status => {
  serveOlderDiscovery();
  const clock = new ManualClock();
  const { clusters } = await fixture.north({}, { now: () => clock.now() });
  inventory = DefaultInventory.create({ clusters, kinds: [KAFKA], logger: mockServices.logger.mock(), clock });
  inventory.start();
  const reader = inventory.reader('prod-north');
  await until(() => reader.list(KAFKA).length === 1);

  fixture.server.json(GROUP, {}, status);
  // Once well, then refused; with the third refusal under way the first two have been dealt with.
  await until(async () => {
    await clock.advance(10_000);
    return asked(`GET ${GROUP}`) >= 4;
  });

  expect(reader.list(KAFKA)).toHaveLength(1);
  expect(reader.kindState(KAFKA)).toMatchObject({ state: 'watched' });
  const lists = fixture.server.asked.filter(({ line }) => line.startsWith(`GET ${GROUP}/kafkas`) && !line.includes('watch='));
  expect(lists).toHaveLength(1);
});
