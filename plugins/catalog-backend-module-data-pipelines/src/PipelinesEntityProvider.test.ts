import { mockServices } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import type { EntityProviderConnection } from '@backstage/plugin-catalog-node';
import { buildEntities } from './buildEntities';
import type { ObservedWorld } from './ObservedWorld';
import { PipelinesEntityProvider } from './PipelinesEntityProvider';
import { cluster, element, pipeline } from './testing/world';

const DEFAULTS = { defaultOwner: 'group:default/unowned', namespace: 'default' };

const worldOf = (namespace: string): ObservedWorld => ({
  clusters: [cluster('prod-north')],
  pipelines: [
    pipeline('orders', [
      element('kafka-1', { object: { cluster: 'prod-north', apiVersion: 'v1', kind: 'Kafka', namespace, name: 'kafka-1' } }),
    ]),
  ],
});

/** A replica's provider over a catalog and a world that a test changes. */
async function replica(shared: { world: () => Promise<ObservedWorld>; existing: Entity[]; at?: number }) {
  const connection = { applyMutation: jest.fn(), refresh: jest.fn() } satisfies EntityProviderConnection;
  const logger = mockServices.logger.mock();
  const provider = new PipelinesEntityProvider({
    observe: () => shared.world(),
    readExisting: async () => shared.existing,
    defaults: DEFAULTS,
    absentForMs: 20_000,
    now: () => shared.at ?? 0,
    logger,
  });
  await provider.connect(connection);
  return { provider, connection, logger };
}

describe('a round of discovery', () => {
  it('sends all that there is, so that it does not matter which replica did the round before', async () => {
    const shared = { world: async () => worldOf('orders'), existing: [] };
    const [a, b] = [await replica(shared), await replica(shared)];
    await a.provider.refresh();
    shared.world = async () => worldOf('moved');
    await b.provider.refresh();
    shared.world = async () => worldOf('orders');
    await a.provider.refresh();
    const sent = [a.connection.applyMutation.mock.calls[0], b.connection.applyMutation.mock.calls[0], a.connection.applyMutation.mock.calls[1]];
    const namespaces = sent.map(([{ added }]) => added[1].entity.metadata.annotations['backstage.io/kubernetes-namespace']);
    expect(namespaces).toEqual(['orders', 'moved', 'orders']);
  });

  it('has changed elements processed again until every replica must have seen the change', async () => {
    const shared = { world: async () => worldOf('orders'), existing: [] };
    const { provider, connection } = await replica(shared);
    for (let round = 0; round < 4; round += 1) await provider.refresh();
    expect(connection.refresh.mock.calls).toEqual(Array(3).fill([{ keys: ['data-pipelines:element:kafka-1'] }]));
    shared.world = async () => worldOf('moved');
    for (let round = 0; round < 4; round += 1) await provider.refresh();
    expect(connection.refresh).toHaveBeenCalledTimes(6);
  });

  it('that fails changes nothing and is logged once per failure', async () => {
    const away = async () => Promise.reject(new Error('away'));
    const { provider, connection, logger } = await replica({ world: away, existing: [] });
    await provider.refresh();
    await provider.refresh();
    expect(connection.applyMutation).not.toHaveBeenCalled();
    expect(logger.warn).toHaveBeenCalledTimes(1);
  });

  it('takes an entity away only once its object was absent for a while, in every look of that while', async () => {
    const nothing: ObservedWorld = { clusters: [cluster('prod-north')], pipelines: [] };
    const shared = { world: async () => nothing, existing: buildEntities(worldOf('orders').pipelines[0], DEFAULTS), at: 0 };
    const { provider, connection } = await replica(shared);
    const lookAt = async (at: number, world: ObservedWorld) => {
      Object.assign(shared, { at, world: async () => world });
      connection.applyMutation.mockClear();
      await provider.refresh();
      return connection.applyMutation.mock.calls.flatMap(([{ removed }]) => removed.map(({ entityRef }: { entityRef: string }) => entityRef));
    };
    expect(await lookAt(0, nothing)).toEqual([]);
    expect(await lookAt(19_000, worldOf('orders'))).toEqual([]);
    expect(await lookAt(21_000, nothing)).toEqual([]);
    expect(await lookAt(40_999, nothing)).toEqual([]);
    expect(await lookAt(41_000, nothing)).toEqual(['system:default/orders', 'resource:default/kafka-1']);
  });
});
