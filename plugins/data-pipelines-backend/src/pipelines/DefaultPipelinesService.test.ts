import { mockCredentials } from '@backstage/backend-test-utils';
import { inventoryOf } from '@penstock/backstage-plugin-data-pipelines-node/testUtils';
import { widget } from '../testing/fakeEngine';
import { readModelOf } from '../testing/readModelOf';

const credentials = mockCredentials.user();
const anyone = { credentials };
const north = (...objects: ReturnType<typeof widget>[]) => inventoryOf(objects, { cluster: 'prod-north' });
const south = (...objects: ReturnType<typeof widget>[]) => inventoryOf(objects, { cluster: 'prod-south' });

const three = () =>
  readModelOf([
    north(widget('b-1', { pipeline: 'b' }), widget('a-1', { pipeline: 'a', severity: 'warning' })),
    south(widget('c-1', { pipeline: 'c', severity: 'critical' }), widget('d-1', { pipeline: 'd' })),
  ]).service;

describe('the list of pipelines', () => {
  it('has the worst first, then goes by name, and counts over all pages before the status filter', async () => {
    const list = await three().listPipelines({ limit: 10, status: ['Healthy'] }, anyone);
    expect(list.items.map(({ name }) => name)).toEqual(['b', 'd']);
    expect(list.total).toBe(2);
    expect(list.counts).toEqual([
      { word: 'Critical', count: 1 },
      { word: 'Warning', count: 1 },
      { word: 'Healthy', count: 2 },
    ]);
    expect(list.nextCursor).toBeUndefined();
  });

  it('is read to its end by cursors, each pipeline once', async () => {
    const service = three();
    const names: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await service.listPipelines({ limit: 1, cursor }, anyone);
      expect(page.total).toBe(4);
      names.push(...page.items.map(({ name }) => name));
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    expect(names).toEqual(['c', 'a', 'b', 'd']);
  });

  it.each(['', 'nonsense', Buffer.from('["p1","Splendid","a"]').toString('base64url')])(
    'refuses the cursor "%s"',
    async cursor => {
      await expect(three().listPipelines({ limit: 1, cursor }, anyone)).rejects.toMatchObject({
        name: 'InputError',
        advice: { code: 'CURSOR_INVALID' },
      });
    },
  );

  it('does not read on with the cursor of another filter', async () => {
    const { nextCursor } = await three().listPipelines({ limit: 1 }, anyone);
    await expect(three().listPipelines({ limit: 1, cluster: 'prod-south', cursor: nextCursor }, anyone)).rejects.toMatchObject({
      advice: { code: 'CURSOR_INVALID' },
    });
  });

  it('has the pipelines of the page in whole where that is asked for, as they are told one by one', async () => {
    const service = three();
    const page = await service.listPipelines({ limit: 2, expand: 'elements' }, anyone);
    const whole = await Promise.all(page.items.map(({ name }) => service.getPipeline(name, anyone)));
    expect(whole).toHaveLength(2);
    expect(page.pipelines).toEqual(whole);
    expect(await service.listPipelines({ limit: 2 }, anyone)).not.toHaveProperty('pipelines');
  });

  it('filters by cluster and engine, and by no owner finds nothing', async () => {
    const names = async (filter: object) =>
      (await three().listPipelines({ limit: 10, ...filter }, anyone)).items.map(({ name }) => name);
    expect(await names({ cluster: 'prod-south' })).toEqual(['c', 'd']);
    expect(await names({ engine: 'kafka' })).toEqual([]);
    expect(await names({ owners: [] })).toEqual([]);
  });
});

describe('a pipeline', () => {
  it('tells its elements in flow order and what waits between them', async () => {
    const { service } = readModelOf([
      north(widget('sink', { readsFrom: 'job' }), widget('job', { readsFrom: 'source', writesTo: 'sink' }), widget('source')),
    ]);
    const pipeline = await service.getPipeline('orders', anyone);
    expect(pipeline.elements.map(({ id }) => id)).toEqual(['source', 'job', 'sink']);
    expect(pipeline.flow.map(({ from, to }) => `${from} > ${to}`)).toEqual(['source > job', 'job > sink']);
    expect(pipeline.summary).toMatchObject({ elementCount: 3, entityRef: 'system:default/orders', health: { word: 'Healthy' } });
  });

  it('tolerates a circle and tells it', async () => {
    const { service } = readModelOf([north(widget('a', { readsFrom: 'b' }), widget('b', { readsFrom: 'a' }))]);
    const { summary, elements } = await service.getPipeline('orders', anyone);
    expect(elements.map(({ id }) => id)).toEqual(['a', 'b']);
    expect(summary.health.findings.map(({ code }) => code)).toContain('FLOW_CYCLE');
  });

  it('goes by one object when two clusters use an id, the older, and says so', async () => {
    const { service } = readModelOf([
      north(widget('x', { created: '2026-01-01T00:05:00Z' })),
      south(widget('x', { created: '2026-01-01T00:00:00Z' })),
    ]);
    const element = await service.getElement('x', anyone);
    expect(element.object.cluster).toBe('prod-south');
    expect(element.health.findings).toEqual([expect.objectContaining({ code: 'ELEMENT_ID_AMBIGUOUS', severity: 'warning' })]);
  });

  it('is Unknown where an engine throws, and the others are as they were', async () => {
    const { service } = readModelOf([north(widget('bad', { pipeline: 'bad', severity: 'throw' }), widget('good'))]);
    const words = (await service.listPipelines({ limit: 9 }, anyone)).items.map(({ name, health }) => [name, health.word]);
    expect(words).toEqual([['bad', 'Unknown'], ['orders', 'Healthy']]);
    expect((await service.getElement('bad', anyone)).health.cause).toContain('the widget is beyond me');
  });

  it('keeps what was last known of a dead cluster as Unknown, with reason and time', async () => {
    const model = readModelOf([north(widget('n', { pipeline: 'n' })), south(widget('s', { pipeline: 's' }))]);
    model.onWordsChanged.mockClear();
    model.kill('prod-south', 'Connection refused.');
    model.views.recompute();
    const dead = await model.service.getElement('s', anyone);
    expect(dead).toMatchObject({
      freshness: { state: 'unknown', reason: 'Connection refused.', lastObservedAt: '2026-01-01T00:00:00Z' },
      health: { word: 'Unknown' },
      members: [{ word: 'Unknown', reason: 'Connection refused.' }],
    });
    expect((await model.service.getPipeline('n', anyone)).summary.health.word).toBe('Healthy');
    expect(model.onWordsChanged).toHaveBeenCalledTimes(1);
  });

  it('is gone with its last object', async () => {
    const model = readModelOf([north(widget('n'))]);
    model.setReader(north());
    model.views.recompute();
    await expect(model.service.getPipeline('orders', anyone)).rejects.toMatchObject({ advice: { code: 'PIPELINE_NOT_FOUND' } });
  });

  it('belongs to whom the file says, else to whom the annotation says', async () => {
    const facts = {
      element: (id: string) =>
        id === 'filed' ? { entityRef: 'resource:default/by-file', owner: 'group:default/file' } : undefined,
      pipeline: () => undefined,
    };
    const { service } = readModelOf([north(widget('filed', { owner: 'annotated' }), widget('bare', { owner: 'annotated' }))], facts);
    expect(await service.getElement('filed', anyone)).toMatchObject({
      owner: 'group:default/file',
      entityRef: 'resource:default/by-file',
    });
    expect((await service.getElement('bare', anyone)).owner).toBe('group:default/annotated');
  });
});

describe('for somebody who may see only some elements', () => {
  const model = () =>
    readModelOf([
      north(widget('open', { owner: 'us', readsFrom: 'secret' })),
      south(widget('secret', { owner: 'them', severity: 'critical', writesTo: 'open' })),
      inventoryOf([widget('other', { pipeline: 'theirs', owner: 'them' })], { cluster: 'prod-west' }),
    ]);
  const options = { credentials, visible: ({ owner }: { owner?: string }) => owner === 'group:default/us' };

  it('tells pipelines as if they had only those', async () => {
    const { service } = model();
    const list = await service.listPipelines({ limit: 10 }, options);
    expect(list).toMatchObject({ total: 1, counts: [{ word: 'Healthy', count: 1 }] });
    expect(JSON.stringify(await service.listPipelines({ limit: 10, expand: 'elements' }, options))).not.toContain('secret');
    const pipeline = await service.getPipeline('orders', options);
    expect(pipeline.summary.elementCount).toBe(1);
    expect(JSON.stringify(pipeline)).not.toContain('secret');
  });

  it('does not know the rest', async () => {
    const { service } = model();
    await expect(service.getElement('secret', options)).rejects.toMatchObject({ name: 'NotFoundError' });
    await expect(service.getPipeline('theirs', options)).rejects.toMatchObject({ name: 'NotFoundError' });
    const clusters = await service.listClusters(options);
    expect(clusters.items.map(({ name, elementCount }) => [name, elementCount])).toEqual([
      ['prod-north', 1],
      ['prod-south', 0],
      ['prod-west', 0],
    ]);
  });
});
