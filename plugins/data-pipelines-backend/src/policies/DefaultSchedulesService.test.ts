import type { Element } from '@penstock/backstage-plugin-data-pipelines-common';
import { pipelineNotFound } from '../operations/pipelineNotFound';
import { DefaultSchedulesService } from './DefaultSchedulesService';
import { NOW, scheduleWorld } from './__testUtils__/scheduleWorld';

describe('a schedule of what runs no more', () => {
  let world: Awaited<ReturnType<typeof scheduleWorld>>;

  beforeEach(async () => {
    world = await scheduleWorld();
  });
  afterEach(() => world.close());

  const service = () =>
    new DefaultSchedulesService({
      store: world.store,
      elements: () => new Map<string, Element>(),
      points: () => [],
      scopeOf: async () => Promise.reject(pipelineNotFound('orders')),
      tryOut: async () => ({ preflight: [] }),
      now: () => new Date(NOW),
    });

  it('stays listed to whom may see what it covered when it was saved', async () => {
    const names = async (query: object) => (await service().list(query)).items.map(({ name }) => name);
    expect(await names({ pipeline: 'orders' })).toEqual(['nightly']);
    expect(await names({ element: 'queue' })).toEqual(['nightly']);
    expect(await names({ element: 'index' })).toEqual([]);
    const visibleTo = (team: string) => names({ visible: ({ elements }: typeof world.scope) => elements.length > 0 && elements.every(({ owner }) => owner === team) });
    expect(await visibleTo('group:default/us')).toEqual(['nightly']);
    expect(await visibleTo('group:default/them')).toEqual([]);
  });

  it('is judged by that, too, when it is to be removed', async () => {
    expect(await service().savedScope('nightly')).toEqual(world.scope);
    await expect(service().savedScope('weekly')).rejects.toMatchObject({ advice: { code: 'SCHEDULE_NOT_FOUND' } });
  });
});
