import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, parseAllDocuments, stringify } from 'yaml';
import { LABEL_ELEMENT, worstOf, wordOfSeverity } from '@penstock/backstage-plugin-data-pipelines-common';
import { groupKindKey } from '@penstock/backstage-plugin-data-pipelines-node';
import type { Engine, KindState, KubernetesObject, MetricReader } from '@penstock/backstage-plugin-data-pipelines-node';
import { inventoryOf } from '@penstock/backstage-plugin-data-pipelines-node/testUtils';
import { CORE_KINDS, mergeKinds } from '../inventory/coreKinds';
import { trimmerOf } from '../inventory/trim';
import { engines } from './index';
import { COMMON_CODES } from './shared/codes';
import { ELASTICSEARCH_CODES } from './elasticsearch/codes';
import { KAFKA_CODES } from './kafka/codes';
import { SPARK_CODES } from './spark/codes';

/*
 * One walker for all engines. A fixture is `<engine>/testdata/<case>.yaml`:
 * whole objects, the first line says which operator they are shaped after.
 * What must come of it stands in `<case>.expected.yaml`. After a change that is
 * meant, `UPDATE_FIXTURES=1` writes it anew; read the difference before you
 * commit it.
 */

interface Expectation {
  given: {
    now: string;
    /** Kind and name of the element's resource. */
    root: string;
    /** One measured sample per key; every other query is not measured. */
    metrics?: Record<string, number>;
    kindStates?: Record<string, KindState>;
  };
  then: Outcome & {
    /** Codes that must not be found. */
    absent?: string[];
  };
}

interface Outcome {
  word: string;
  findings: { code: string; severity: string; sentence: string }[];
  members: string[];
  volumes: string[];
  parts: string[];
}

/** Folders here that are no engine. */
const NO_ENGINE = ['shared'];

const CODES: Record<string, readonly string[]> = {
  shared: Object.keys(COMMON_CODES),
  kafka: Object.keys(KAFKA_CODES),
  elasticsearch: Object.keys(ELASTICSEARCH_CODES),
  spark: Object.keys(SPARK_CODES),
};

const folders = readdirSync(__dirname, { withFileTypes: true })
  .filter(entry => entry.isDirectory() && !NO_ENGINE.includes(entry.name))
  .map(entry => entry.name);

function filesOf(folder: string): string[] {
  const path = join(__dirname, folder, 'testdata');
  return existsSync(path) ? readdirSync(path) : [];
}

function casesOf(folder: string): string[] {
  return filesOf(folder)
    .filter(file => file.endsWith('.yaml') && !file.endsWith('.expected.yaml'))
    .map(file => file.slice(0, -'.yaml'.length));
}

function readerOf(metrics: Record<string, number> = {}, now: string, engine: Engine): MetricReader {
  return {
    answer(key) {
      const value = metrics[key];
      const query = engine.queries.find(entry => entry.key === key);
      if (value === undefined || query === undefined) return { state: 'not-measured', reason: 'the fixture gives none' };
      return { state: 'measured', unit: query.unit, samples: [{ labels: {}, value }], observedAt: now, source: 'fixture' };
    },
  };
}

/** What the inventory would have kept of the objects: an engine that reads a field it did not ask for finds nothing. */
function objectsOf(text: string, engine: Engine): KubernetesObject[] {
  const kinds = new Map(mergeKinds([...CORE_KINDS, ...engine.roots, ...engine.reads]).map(kind => [groupKindKey(kind), kind]));
  return parseAllDocuments(text).map(document => {
    if (document.errors.length > 0) throw document.errors[0];
    const raw = document.toJS() as KubernetesObject;
    const group = raw.apiVersion.includes('/') ? raw.apiVersion.split('/')[0] : '';
    const kind = kinds.get(groupKindKey({ group, kind: raw.kind }));
    const kept = kind && trimmerOf(kind, raw.apiVersion)(raw);
    if (kept === undefined) throw new Error(`${engine.id} watches no ${raw.kind} of ${raw.apiVersion}`);
    return kept;
  });
}

function outcomeOf(engine: Engine, text: string, { now, root: wanted, metrics, kindStates }: Expectation['given']): Outcome {
  const inventory = inventoryOf(objectsOf(text, engine), { kindStates });
  const [kind, name] = wanted.split(' ');
  const watched = engine.roots.find(entry => entry.kind === kind);
  const root = watched && inventory.list(watched).find(object => object.metadata.name === name);
  if (root === undefined) throw new Error(`no root ${wanted} among ${engine.id}'s`);
  expect(root.metadata.labels?.[LABEL_ELEMENT]).toBeDefined();
  expect(engine.isElement?.(root) ?? true).toBe(true);
  const element = engine.describe(root, inventory);
  const reader = readerOf(metrics, now, engine);
  const findings = engine.assess({ root, element, inventory, metrics: reader, now: new Date(now) });
  return {
    word: worstOf(['Healthy', ...findings.map(entry => wordOfSeverity(entry.severity))]),
    findings: findings.map(({ code, severity, sentence }) => ({ code, severity, sentence })),
    members: element.members.map(member => `${member.name} ${member.role} ${member.word}${member.reason ? ` (${member.reason})` : ''}`),
    volumes: element.volumes.map(
      volume => `${volume.claim} ${volume.role} at ${volume.member ?? 'no pod'}; size: ${volume.sizeOwner.object.kind} ${volume.sizeOwner.object.name} ${volume.sizeOwner.field}`,
    ),
    parts: element.parts.map(part => `${part.role} ${part.object.name} ${part.word} (${part.summary})`),
  };
}

describe('engine folders', () => {
  it('are exactly the registered engines', () => {
    expect([...folders].sort()).toEqual(engines.map(engine => engine.id).sort());
  });

  it.each(folders)('%s has fixtures, each with its expectation and none beside', folder => {
    const cases = casesOf(folder);
    expect(cases.length).toBeGreaterThan(0);
    const expected = filesOf(folder)
      .filter(file => file.endsWith('.expected.yaml'))
      .map(file => file.slice(0, -'.expected.yaml'.length));
    expect(expected.sort()).toEqual([...cases].sort());
  });
});

const found = new Set<string>();

for (const engine of engines) {
  describe(`${engine.id} fixtures`, () => {
    it.each(casesOf(engine.id))('%s', name => {
      const path = join(__dirname, engine.id, 'testdata', name);
      const text = readFileSync(`${path}.yaml`, 'utf8');
      expect(text).toMatch(/^# \S+ \d+\.\d+\.\d+/);
      const expectation = parse(readFileSync(`${path}.expected.yaml`, 'utf8')) as Expectation;
      const outcome = outcomeOf(engine, text, expectation.given);
      for (const entry of outcome.findings) found.add(entry.code);
      if (process.env.UPDATE_FIXTURES === '1') {
        const { absent } = expectation.then;
        const then = { ...outcome, ...(absent === undefined ? {} : { absent }) };
        writeFileSync(`${path}.expected.yaml`, stringify({ given: expectation.given, then }, { lineWidth: 0 }));
        return;
      }
      const { absent = [], ...then } = expectation.then;
      expect(outcome).toEqual(then);
      for (const code of absent) expect(outcome.findings.map(entry => entry.code)).not.toContain(code);
    });
  });
}

describe('finding codes', () => {
  it('are each the outcome of at least one fixture', () => {
    const silent = Object.values(CODES).flat().filter(code => !found.has(code));
    expect(silent).toEqual([]);
  });

  it('are all declared', () => {
    const declared = new Set(Object.values(CODES).flat());
    expect([...found].filter(code => !declared.has(code))).toEqual([]);
  });
});
