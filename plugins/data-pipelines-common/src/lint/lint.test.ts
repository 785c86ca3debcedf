import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseAllDocuments } from 'yaml';
import { isManifest, LINT_RULES, lintManifests, type KubernetesManifest } from '.';

const TESTDATA = path.join(__dirname, 'testdata');
const PAGE = path.join(__dirname, '../../../../docs/lint-rules.md');

function manifestsOf(text: string): KubernetesManifest[] {
  const documents = parseAllDocuments(text);
  const values: unknown[] = Array.isArray(documents) ? documents.map(document => document.toJS()) : [];
  return values.map(value => {
    if (!isManifest(value)) throw new Error(`no manifest: ${JSON.stringify(value)}`);
    return value;
  });
}

const fixture = (name: string) => readFileSync(path.join(TESTDATA, `${name}.yaml`), 'utf8');

describe('lint rules', () => {
  it('have ids of their own', () => {
    const ids = LINT_RULES.map(rule => rule.id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('have a bad and a good fixture each, and no fixture is left over', () => {
    const wanted = LINT_RULES.flatMap(({ id }) => [`${id}.bad.yaml`, `${id}.good.yaml`]).sort();
    expect(readdirSync(TESTDATA).sort()).toEqual(wanted);
  });

  it('stand on the page with their sentence, and no other does', () => {
    const rows = readFileSync(PAGE, 'utf8').split('\n').filter(line => line.startsWith('| `'));
    expect(rows.map(row => row.split('|').slice(1, 3).map(cell => cell.trim()))).toEqual(
      LINT_RULES.map(({ id, sentence }) => [`\`${id}\``, sentence]),
    );
  });

  it.each(LINT_RULES.map(rule => [rule.id, rule] as const))('%s finds what it is about, and nothing else', (id, rule) => {
    const bad = fixture(`${id}.bad`);
    const times = Number(/^# Breaks the rule (\d+) time/.exec(bad)?.[1]);
    const findings = rule.check(manifestsOf(bad));
    expect(findings).toHaveLength(times);
    for (const finding of findings) {
      expect(finding.rule).toBe(id);
      expect(finding.sentence).toMatch(/^.+\.$/);
      expect(finding.remedy).toMatch(/^.+[.:].*$/);
      expect(finding.name).not.toBe('');
    }
    expect(rule.check(manifestsOf(fixture(`${id}.good`)))).toEqual([]);
  });

  it('say nothing about objects that they do not know', () => {
    expect(lintManifests([{ apiVersion: 'example.com/v1', kind: 'Thing', metadata: { name: 'a' }, spec: null }])).toEqual([]);
  });

  it.each([
    ['a text where a map belongs', { apiVersion: 'kafka.strimzi.io/v1', kind: 'Kafka', metadata: { name: 'a' }, spec: 'x' }],
    ['null where a list belongs', { apiVersion: 'elasticsearch.k8s.elastic.co/v1', kind: 'Elasticsearch', metadata: { name: 'a' }, spec: { nodeSets: null } }],
    ['lists of nothing', { apiVersion: 'kafka.strimzi.io/v1', kind: 'KafkaNodePool', metadata: { name: 'a' }, spec: { storage: { type: 'jbod', volumes: [null, 3] } } }],
  ])('survive %s', (_reason, manifest) => {
    expect(() => lintManifests([manifest])).not.toThrow();
  });

  it('answer for hundreds of manifests at once', () => {
    const many = Array.from({ length: 100 }, () => manifestsOf(fixture('kafka-replication.bad'))).flat();
    expect(lintManifests(many).length).toBeGreaterThan(100);
  });
});
