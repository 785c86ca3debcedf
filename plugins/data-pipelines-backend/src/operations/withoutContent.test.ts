import { withoutContent } from './withoutContent';

describe('what is shown of an object', () => {
  it('has no values of environment variables, at any depth, and names them all the same', () => {
    const env = [{ name: 'PASSWORD', value: 'hunter2' }, { name: 'REF', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } }];
    const shown = withoutContent({ kind: 'Elasticsearch', spec: { nodeSets: [{ podTemplate: { spec: { containers: [{ env }] } } }] } });
    expect(JSON.stringify(shown)).not.toContain('hunter2');
    expect(shown).toMatchObject({
      spec: { nodeSets: [{ podTemplate: { spec: { containers: [{ env: [{ name: 'PASSWORD' }, { valueFrom: { secretKeyRef: { name: 's' } } }] }] } } }] },
    });
  });

  it.each(['ConfigMap', 'Secret'])('has the keys of a %s and not what they hold', kind => {
    expect(withoutContent({ kind, metadata: { name: 'c' }, data: { 'app.properties': 'password=hunter2' }, binaryData: { b: 'aGk=' }, stringData: { c: 'hunter2' } })).toEqual({
      kind,
      metadata: { name: 'c' },
      data: { 'app.properties': '(not shown)' },
      binaryData: { b: '(not shown)' },
      stringData: { c: '(not shown)' },
    });
  });

  it('has no program', () => {
    const shown = withoutContent({ spec: { containers: [{ name: 'a', command: ['run', '--key', 'hunter2'], args: ['hunter2'] }] } });
    expect(shown).toEqual({ spec: { containers: [{ name: 'a', command: '(not shown)', args: '(not shown)' }] } });
  });

  it.each([
    { config: { 'ssl.keystore.password': 'hunter2' } },
    { sparkConf: { 'spark.hadoop.fs.s3a.secret.key': 'hunter2', 'spark.hadoop.fs.s3a.access.key': 'hunter2' } },
    { volumeAttributes: { accessKey: 'hunter2', sasToken: 'hunter2' } },
    { config: { 'sasl.jaas.config': 'ScramLoginModule required username="a" password="hunter2";' } },
    { jvmOptions: '-Djavax.net.ssl.trustStorePassword=hunter2 -Xmx1g' },
    { annotations: { note: 'see https://me:hunter2@host/x?token=hunter2&y=1' } },
  ])('has nothing that looks like a secret: %j', spec => {
    expect(JSON.stringify(withoutContent({ spec }))).not.toContain('hunter2');
  });

  it('says where secrets are, and shows everything else as it is', () => {
    const object = {
      spec: {
        csi: { nodeStageSecretRef: { name: 's', namespace: 'n' }, volumeHandle: 'vol-1' },
        parameters: { 'csi.storage.k8s.io/provisioner-secret-name': 's', 'csi.storage.k8s.io/provisioner-secret-namespace': 'n' },
        template: { automountServiceAccountToken: false, secretName: 's', text: 'a: b, c=d' },
        authentication: { type: 'scram-sha-512' },
      },
      list: [1, null, 'x'],
    };
    expect(withoutContent(object)).toEqual(object);
  });
});
