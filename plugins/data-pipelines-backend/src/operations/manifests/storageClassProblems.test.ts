import type { StorageClassFact } from '@penstock/backstage-plugin-data-pipelines-common';
import type { KnownStorageClasses } from '../../health/KnownStorageClasses';
import { ALLOWED_KINDS } from './allowedKinds';
import { storageClassProblems } from './storageClassProblems';
import { validateManifests } from './validateManifests';

const fact = (name: string, answer: StorageClassFact['encrypted']['answer']): StorageClassFact => ({
  name,
  provisioner: 'disk.example.com',
  isDefault: false,
  expandable: true,
  encrypted: { answer, source: `parameter of ${name}` },
});

const KNOWN: KnownStorageClasses = {
  state: 'known',
  classes: [fact('safe', 'yes'), fact('plain', 'no'), fact('silent', 'not-stated')],
};

/** A Kafka with a pool, an Elasticsearch, a Spark application and a claim, all on one class. */
function elementsOn(storageClass: string, encryption: string) {
  const metadataOf = (element: string) => ({
    labels: { 'app.kubernetes.io/part-of': 'orders', 'penstock.dev/element': element },
    annotations: { 'penstock.dev/owner': 'group:default/checkout', 'penstock.dev/encryption': encryption },
  });
  const claim = { storageClassName: storageClass, resources: { requests: { storage: '10Gi' } } };
  const { manifests, problems } = validateManifests({
    namespace: 'orders',
    kinds: ALLOWED_KINDS,
    manifests: [
      { apiVersion: 'kafka.strimzi.io/v1', kind: 'KafkaNodePool', metadata: { ...metadataOf('queue'), name: 'pool' }, spec: { storage: { type: 'jbod', volumes: [{ id: 0, type: 'persistent-claim', size: '1Gi', class: storageClass }] } } },
      { apiVersion: 'elasticsearch.k8s.elastic.co/v1', kind: 'Elasticsearch', metadata: { ...metadataOf('search'), name: 'search' }, spec: { nodeSets: [{ volumeClaimTemplates: [{ metadata: { name: 'elasticsearch-data' }, spec: claim }] }] } },
      { apiVersion: 'sparkoperator.k8s.io/v1beta2', kind: 'SparkApplication', metadata: { ...metadataOf('enrich'), name: 'enrich' }, spec: { sparkConf: { 'spark.kubernetes.executor.volumes.persistentVolumeClaim.local.options.storageClass': storageClass, 'spark.app.class': 'com.example.Main' } } },
      { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { ...metadataOf('enrich'), name: 'checkpoint' }, spec: claim },
    ],
  });
  expect(problems).toEqual([]);
  return manifests;
}

const codesAndPaths = (known: KnownStorageClasses, storageClass: string, encryption: string) =>
  storageClassProblems(elementsOn(storageClass, encryption), known, 'prod-north').map(({ code, path }) => `${code} ${path}`);

/** Claims are written first, so they come first. */
const PATHS = [
  'spec.storageClassName',
  'spec.storage.volumes[0].class',
  'spec.nodeSets[0].volumeClaimTemplates[0].spec.storageClassName',
  'spec.sparkConf.spark.kubernetes.executor.volumes.persistentVolumeClaim.local.options.storageClass',
];

describe('storage classes of manifests', () => {
  it.each([
    ['an encrypting class where encryption is required', 'safe', 'required', []],
    ['a class that does not encrypt, where it need not', 'plain', 'not-required', []],
    ['a class that does not encrypt, where it must', 'plain', 'required', PATHS.map(path => `ENCRYPTION_MISSING ${path}`)],
    ['a class that says nothing of encryption, where it must', 'silent', 'required', PATHS.map(path => `ENCRYPTION_MISSING ${path}`)],
    ['a class that the cluster does not have', 'gone', 'not-required', PATHS.map(path => `STORAGE_CLASS_MISSING ${path}`)],
  ])('%s', (_reason, storageClass, encryption, expected) => {
    expect(codesAndPaths(KNOWN, storageClass, encryption)).toEqual(expected);
  });

  it('names what to choose instead', () => {
    expect(storageClassProblems(elementsOn('gone', 'x'), KNOWN, 'prod-north')[0]).toMatchObject({
      sentence: 'PersistentVolumeClaim checkpoint asks for storage class gone at spec.storageClassName, which prod-north does not have',
      remedy: 'choose one of safe, plain, silent',
    });
    expect(storageClassProblems(elementsOn('plain', 'required'), KNOWN, 'prod-north')[0]).toMatchObject({
      sentence: 'PersistentVolumeClaim checkpoint requires encrypted volumes, and storage class plain of prod-north does not encrypt (parameter of plain)',
      remedy: 'choose safe, or do not require encryption',
    });
  });

  it('classes that cannot be read stop only what requires encryption', () => {
    const unknown: KnownStorageClasses = { state: 'unknown', reason: 'Penstock may not list storage classes' };
    expect(codesAndPaths(unknown, 'safe', 'not-required')).toEqual([]);
    expect(codesAndPaths(unknown, 'safe', 'required')).toHaveLength(4);
  });
});
