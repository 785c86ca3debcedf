import { parse, parseAllDocuments } from 'yaml';
import { changeManifest, type ManifestChange } from './changeManifest';

const FILE = `# brokers of the orders pipeline
apiVersion: kafka.strimzi.io/v1
kind: KafkaNodePool
metadata:
  name: broker   # asked for by team orders
  namespace: orders
spec:
  storage:
    type: jbod
    volumes:
      - {id: 0, type: persistent-claim, size: 100Gi, class: fast}   # one disk
  replicas: 3
---
apiVersion: kafka.strimzi.io/v1
kind: KafkaNodePool
metadata: { name: controller }
spec:
  # small
  storage: { type: ephemeral, "size": '20Gi' }
`;
const BROKER = { apiVersion: 'kafka.strimzi.io/v1beta2', kind: 'KafkaNodePool', name: 'broker', namespace: 'orders' };
const SIZE: ManifestChange = { field: 'spec.storage.volumes[0].size', from: '100Gi', to: '200Gi' };
const change = (changes: ManifestChange[], object = BROKER, text = FILE) => changeManifest(text, object, changes);

describe('changing a manifest in its file', () => {
  it('replaces a value where it stands and nothing else', () => {
    expect(change([SIZE])).toBe(FILE.replace('100Gi', '200Gi'));
    expect(change([{ field: 'spec.storage.size', from: '20Gi', to: '30Gi' }], { ...BROKER, name: 'controller' })).toBe(FILE.replace("'20Gi'", "'30Gi'"));
    expect(change([{ field: 'spec.replicas', from: '3', to: '5' }, SIZE])).toBe(FILE.replace('100Gi', '200Gi').replace('replicas: 3', 'replicas: 5'));
  });

  it('asks for no namespace where a form left it empty', () => {
    expect(change([SIZE], { ...BROKER, namespace: '' })).toContain('size: 200Gi');
  });

  it('takes the same amount in another unit for the same', () => {
    expect(change([{ ...SIZE, from: '102400Mi' }])).toContain('size: 200Gi');
  });

  it('adds and takes away fields, and keeps comments and the other manifests', () => {
    const added = change([{ field: 'metadata.annotations["a.b/c"]', to: 'yes' }]);
    expect(parse(added.split('---')[0]).metadata.annotations).toEqual({ 'a.b/c': 'yes' });
    expect(added).toContain('# asked for by team orders');
    expect(added).toContain('# small');
    const documents = parseAllDocuments(change([{ field: 'spec.replicas', from: '3' }]));
    expect(documents.map(document => document.toJS().spec.replicas)).toEqual([undefined, undefined]);
  });

  it('writes no value as something else', () => {
    const text = 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\ndata: { flag: "true", n: "1" }\nspec: { on: false }\n';
    const changed = parse(change([{ field: 'data.flag', from: 'true', to: 'false' }, { field: 'data.n', from: '1', to: '2: #' }, { field: 'spec.on', from: 'false', to: 'true' }], { apiVersion: 'v1', kind: 'ConfigMap', name: 'a', namespace: 'x' }, text));
    expect(changed).toMatchObject({ data: { flag: 'false', n: '2: #' }, spec: { on: true } });
  });

  it.each<[string, () => string, string]>([
    ['another value than in the cluster', () => change([{ ...SIZE, from: '50Gi' }]), 'spec.storage.volumes[0].size is 100Gi in the file, but 50Gi in the cluster'],
    ['a field that is not there', () => change([{ field: 'spec.size', from: '1Gi', to: '2Gi' }]), 'spec.size is not in the file'],
    ['a field that should not be there', () => change([{ field: 'spec.replicas', to: '4' }]), 'spec.replicas is 3 in the file, but not there in the cluster'],
    ['a branch', () => change([{ field: 'spec.storage', from: 'x', to: 'y' }]), 'no single value'],
    ['no such object', () => change([SIZE], { ...BROKER, name: 'other' }), 'holds no KafkaNodePool other'],
    ['an object of another namespace', () => change([SIZE], { ...BROKER, namespace: 'other' }), 'holds no KafkaNodePool broker'],
    ['two of it', () => change([SIZE], BROKER, `${FILE}---\n${FILE}`), 'holds 2 manifests'],
    ['a template', () => change([SIZE], BROKER, 'metadata:\n{{- if .Values.on }}\n  name: a\n{{- end }}\n'), 'change the value that they take by hand'],
    ['no field', () => change([{ field: '..', to: 'x' }]), 'is no field'],
  ])('refuses %s', (_, attempt, sentence) => {
    expect(attempt).toThrow(sentence);
  });
});
