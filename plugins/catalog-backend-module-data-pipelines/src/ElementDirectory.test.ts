import { mockServices } from '@backstage/backend-test-utils';
import { ElementDirectory } from './ElementDirectory';
import type { ObservedWorld } from './ObservedWorld';
import { element, pipeline } from './testing/world';

const MAX_AGE = 1000;
const ORDERS: ObservedWorld = {
  clusters: [],
  pipelines: [pipeline('orders', [element('kafka-1'), element('es-1', { engine: 'elasticsearch' })], ['kafka-1>es-1'])],
};
const NOTHING: ObservedWorld = { clusters: [], pipelines: [] };

function directoryOf(observe: () => Promise<ObservedWorld>) {
  const clock = { ms: 0 };
  const observed = jest.fn(observe);
  const logger = mockServices.logger.mock();
  const directory = new ElementDirectory({ observe: observed, maxAgeMs: MAX_AGE, now: () => clock.ms, logger });
  return { directory, observed, clock, logger };
}

describe('what a replica knows of elements', () => {
  it('is read when it is first asked, once for all who ask', async () => {
    const { directory, observed } = directoryOf(async () => ORDERS);
    const [es, kafka, none] = await Promise.all(['es-1', 'kafka-1', 'nowhere'].map(id => directory.get(id)));
    expect(es).toMatchObject({ sources: ['resource:default/kafka-1'], system: 'system:default/orders' });
    expect(kafka).toMatchObject({ sources: [] });
    expect(none).toBeUndefined();
    expect(observed).toHaveBeenCalledTimes(1);
  });

  it('is read again only when it is too old, and not where discovery has just brought it', async () => {
    const { directory, observed, clock } = directoryOf(async () => ORDERS);
    directory.take(ORDERS);
    clock.ms = MAX_AGE - 1;
    expect(await directory.get('kafka-1')).toBeDefined();
    expect(observed).not.toHaveBeenCalled();
    clock.ms = MAX_AGE;
    await directory.get('kafka-1');
    await directory.get('es-1');
    expect(observed).toHaveBeenCalledTimes(1);
  });

  it('outlives the element and the reading: a cluster or the API may only be away', async () => {
    const answers = [async () => NOTHING, async () => Promise.reject(new Error('away'))];
    const { directory, observed, clock, logger } = directoryOf(async () => answers.shift()?.() ?? ORDERS);
    directory.take(ORDERS);
    clock.ms = MAX_AGE;
    expect(await directory.get('kafka-1')).toMatchObject({ element: { id: 'kafka-1' } });
    clock.ms = 2 * MAX_AGE;
    expect(await directory.get('kafka-1')).toMatchObject({ element: { id: 'kafka-1' } });
    expect(logger.warn).toHaveBeenCalledWith(expect.stringContaining('away'));
    await directory.get('kafka-1');
    expect(observed).toHaveBeenCalledTimes(2);
  });
});
