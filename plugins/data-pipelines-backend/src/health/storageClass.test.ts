import type { KubernetesObject } from '@penstock/backstage-plugin-data-pipelines-node';
import { encryptionOf, expandableOf, volumeCopies } from './storageClass';

function storageClass(parameters: Record<string, string>, allowVolumeExpansion?: boolean): KubernetesObject {
  return {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name: 'c', uid: 'u' },
    provisioner: 'csi.example.com',
    parameters,
    ...(allowVolumeExpansion === undefined ? {} : { allowVolumeExpansion }),
  };
}

describe('a storage class', () => {
  it.each([
    [{ encrypted: 'true' }, 'yes', 'parameter encrypted: true'],
    [{ Encrypted: 'false' }, 'no', 'parameter encrypted: false'],
    [{ secure: 'true' }, 'yes', 'parameter secure: true'],
    [{ kmsKeyId: 'arn:key' }, 'yes', 'names a key'],
    [{ 'disk-encryption-kms-key': 'k' }, 'yes', 'names a key'],
    [{ encrypted: 'perhaps' }, 'not-stated', 'No parameter'],
    [{ type: 'gp3' }, 'not-stated', 'csi.example.com'],
  ])('with %j encrypts: %s', (parameters, answer, source) => {
    const fact = encryptionOf(storageClass(parameters));
    expect(fact.answer).toBe(answer);
    expect(fact.source).toContain(source);
  });

  it('never gives a key away', () => {
    expect(encryptionOf(storageClass({ kmsKeyId: 'arn:key' })).source).not.toContain('arn:key');
  });

  it('says whether claims may grow, and how many copies it keeps', () => {
    expect(expandableOf(storageClass({}, true))).toBe('yes');
    expect(expandableOf(storageClass({}))).toBe('no');
    expect(expandableOf(undefined)).toBe('unknown');
    expect(volumeCopies(storageClass({ repl: '2' }))).toBe('2 volume copies');
    expect(volumeCopies(storageClass({ numberOfReplicas: '1' }))).toBe('1 volume copy');
    expect(volumeCopies(storageClass({ 'replication-type': 'regional-pd' }))).toBe('volume copies: regional-pd');
    expect(volumeCopies(storageClass({}))).toBeUndefined();
  });
});
