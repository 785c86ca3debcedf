import { operationNames } from '../../operations/plan/operationNames';
import { copyOf } from './copies';

const object = {
  apiVersion: 'example.com/v1',
  kind: 'Tank',
  metadata: { name: 'orders', namespace: 'shop', uid: 'u', labels: { 'penstock.dev/element': 'orders' }, annotations: { 'penstock.dev/title': 'Orders', 'penstock.dev/owner': 'group:default/us' } },
};
const annotationsOf = (name: string, namespace: string) =>
  copyOf({ id: 'orders' }, object, { target: { name, namespace, names: operationNames('op-abcdefghijkl', 'shop') }, name, root: true }).metadata.annotations;

describe('the title of a copy', () => {
  it('tells it apart where it has the name of the original', () => {
    expect(annotationsOf('orders', 'drill')).toMatchObject({ 'penstock.dev/title': 'Orders (copy)', 'penstock.dev/owner': 'group:default/us' });
  });

  it('is its name where it has one of its own', () => {
    expect(annotationsOf('orders-test', 'shop')).not.toHaveProperty(['penstock.dev/title']);
    expect(annotationsOf('orders-test', 'shop')).toMatchObject({ 'penstock.dev/owner': 'group:default/us' });
  });
});
