import { entityData } from './entityData';

const entity = (kind: string, type: string, annotations?: Record<string, string>) => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind,
  metadata: { name: 'orders', ...(annotations ? { annotations } : {}) },
  spec: { type },
});

describe('entityData', () => {
  it('takes a System of the right type for a pipeline, by its name or its annotation', () => {
    expect(entityData(entity('System', 'data-pipeline'))).toEqual({ kind: 'pipeline', name: 'orders' });
    expect(entityData(entity('System', 'data-pipeline', { 'penstock.dev/pipeline': 'orders-eu' }))).toEqual({ kind: 'pipeline', name: 'orders-eu' });
  });

  it('takes the annotation for an element, whatever the kind', () => {
    expect(entityData(entity('Component', 'service', { 'penstock.dev/element': 'gateway' }))).toEqual({ kind: 'element', id: 'gateway' });
  });

  it('finds nothing in other entities', () => {
    expect(entityData(entity('System', 'product'))).toEqual({ kind: 'none' });
    expect(entityData(entity('Resource', 'kafka'))).toEqual({ kind: 'none' });
  });
});
