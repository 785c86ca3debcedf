import { withoutContent } from './withoutContent';

describe('what is shown of an object that was written', () => {
  it('has no values of environment variables, at any depth, and names them all the same', () => {
    const env = [{ name: 'PASSWORD', value: 'hunter2' }, { name: 'REF', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } }];
    const shown = withoutContent({ kind: 'Elasticsearch', spec: { nodeSets: [{ podTemplate: { spec: { containers: [{ env }] } } }] } });
    expect(JSON.stringify(shown)).not.toContain('hunter2');
    expect(shown).toMatchObject({
      spec: { nodeSets: [{ podTemplate: { spec: { containers: [{ env: [{ name: 'PASSWORD' }, { valueFrom: { secretKeyRef: { name: 's' } } }] }] } } }] },
    });
  });

  it('has the keys of a ConfigMap and not what they hold', () => {
    expect(withoutContent({ kind: 'ConfigMap', metadata: { name: 'c' }, data: { 'app.properties': 'password=hunter2' }, binaryData: { b: 'aGk=' } })).toEqual({
      kind: 'ConfigMap',
      metadata: { name: 'c' },
      data: { 'app.properties': '(not shown)' },
      binaryData: { b: '(not shown)' },
    });
  });
});
