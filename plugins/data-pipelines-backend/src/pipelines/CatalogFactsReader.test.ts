import { mockServices } from '@backstage/backend-test-utils';
import type { GetEntitiesRequest } from '@backstage/catalog-client';
import type { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { CatalogFactsReader } from './CatalogFactsReader';

const entity = (kind: string, name: string, over: { origin?: string; annotations?: object; spec?: object; title?: string } = {}): Entity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind,
  metadata: {
    name,
    namespace: 'default',
    ...(over.title && { title: over.title }),
    annotations: { 'backstage.io/managed-by-origin-location': over.origin ?? 'url:https://example.com/catalog-info.yaml', ...over.annotations },
  },
  spec: { ...over.spec },
});
const kafka = (name: string, owner: string, origin?: string) =>
  entity('Resource', name, { origin, annotations: { 'penstock.dev/element': 'orders-kafka' }, spec: { owner, type: 'kafka' }, title: name });
const system = (name: string, owner: string, annotations = {}) =>
  entity('System', name, { annotations, spec: { owner, type: 'data-pipeline' } });

/** A reader of a catalog whose entities a test changes between two readings. */
function readerOf(first: Entity[]) {
  const logger = mockServices.logger.mock();
  const changed = jest.fn();
  let answer: (request?: GetEntitiesRequest) => Promise<{ items: Entity[] }>;
  const holds = (entities: Entity[]) => {
    const catalog = catalogServiceMock({ entities });
    answer = request => catalog.getEntities(request);
  };
  holds(first);
  const reader = new CatalogFactsReader({ catalog: { getEntities: request => answer(request) }, auth: mockServices.auth(), logger });
  reader.onChange(changed);
  const fails = (reason: string) => {
    answer = async () => {
      throw new Error(reason);
    };
  };
  return { reader, logger, changed, holds, fails };
}

describe('facts of the catalog', () => {
  it('are reference, owner in full and title, for elements by id and for pipelines by name', async () => {
    const { reader } = readerOf([kafka('events', 'checkout'), system('orders', 'group:default/checkout')]);
    expect(reader.element('orders-kafka')).toBeUndefined();
    await reader.refresh();
    expect(reader.element('orders-kafka')).toEqual({ entityRef: 'resource:default/events', owner: 'group:default/checkout', title: 'events' });
    expect(reader.pipeline('orders')).toMatchObject({ entityRef: 'system:default/orders', owner: 'group:default/checkout' });
  });

  it('go by the annotation of a System that is called otherwise than its pipeline', async () => {
    const { reader } = readerOf([system('order-flow', 'checkout', { 'penstock.dev/pipeline': 'orders' })]);
    await reader.refresh();
    expect(reader.pipeline('orders')).toMatchObject({ entityRef: 'system:default/order-flow' });
    expect(reader.pipeline('order-flow')).toBeUndefined();
  });

  it('take no owner and no title from what discovery made, and prefer the file', async () => {
    const discovered = kafka('orders-kafka', 'group:default/guessed', 'data-pipelines:prod-north');
    const { reader, holds } = readerOf([discovered]);
    await reader.refresh();
    expect(reader.element('orders-kafka')).toEqual({ entityRef: 'resource:default/orders-kafka' });
    holds([kafka('a-file', 'checkout'), discovered]);
    await reader.refresh();
    expect(reader.element('orders-kafka')).toMatchObject({ entityRef: 'resource:default/a-file', owner: 'group:default/checkout' });
  });

  it('know no owner where two files name different ones, and the one where they agree', async () => {
    const { reader, holds } = readerOf([kafka('a-file', 'checkout'), kafka('b-file', 'payments'), system('orders', 'checkout'), system('flow', 'payments', { 'penstock.dev/pipeline': 'orders' })]);
    await reader.refresh();
    expect(reader.element('orders-kafka')).toMatchObject({ entityRef: 'resource:default/b-file', owner: undefined });
    expect(reader.pipeline('orders')).toMatchObject({ owner: undefined });
    holds([kafka('a-file', 'checkout'), kafka('b-file', 'group:default/checkout')]);
    await reader.refresh();
    expect(reader.element('orders-kafka')).toMatchObject({ owner: 'group:default/checkout' });
  });

  it('are not taken from a System that is no pipeline', async () => {
    const { reader } = readerOf([entity('System', 'billing', { spec: { owner: 'checkout', type: 'product' } })]);
    await reader.refresh();
    expect(reader.pipeline('billing')).toBeUndefined();
  });

  it('know no owner where the file writes none that is an entity reference', async () => {
    const { reader } = readerOf([kafka('events', ':::')]);
    await reader.refresh();
    expect(reader.element('orders-kafka')?.owner).toBeUndefined();
  });

  it('go with their entity, and are told as changed only when they changed', async () => {
    const { reader, changed, holds } = readerOf([kafka('events', 'checkout')]);
    await reader.refresh();
    await reader.refresh();
    expect(changed).toHaveBeenCalledTimes(1);
    holds([]);
    await reader.refresh();
    expect(reader.element('orders-kafka')).toBeUndefined();
    expect(changed).toHaveBeenCalledTimes(2);
  });

  it('hold while the catalog cannot be read, which is logged once per failure', async () => {
    const { reader, logger, fails, holds } = readerOf([kafka('events', 'checkout')]);
    await reader.refresh();
    fails('catalog is away');
    await reader.refresh();
    await reader.refresh();
    expect(reader.element('orders-kafka')).toMatchObject({ owner: 'group:default/checkout' });
    expect(logger.warn).toHaveBeenCalledTimes(1);
    expect(logger.warn).toHaveBeenCalledWith(expect.stringContaining('catalog is away'));
    holds([kafka('events', 'checkout')]);
    await reader.refresh();
    fails('again');
    await reader.refresh();
    expect(logger.warn).toHaveBeenCalledTimes(2);
  });

  it('are asked for as the backend itself, with only what they are made of', async () => {
    const getEntities = jest.fn(async () => ({ items: [] }));
    const auth = mockServices.auth();
    const reader = new CatalogFactsReader({ catalog: { getEntities }, auth, logger: mockServices.logger.mock() });
    await reader.refresh();
    expect(getEntities).toHaveBeenCalledTimes(1);
    expect(getEntities).toHaveBeenCalledWith(
      expect.objectContaining({ fields: expect.arrayContaining(['spec.owner', 'metadata.annotations']) }),
      { credentials: await auth.getOwnServiceCredentials() },
    );
  });
});
