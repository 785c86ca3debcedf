import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { KubernetesObject, PlanDraft, PlannedManifest } from '@penstock/backstage-plugin-data-pipelines-node';
import { fixture, NAMES, plannedElementOf } from '../../__testUtils__/engineOperations/plannedElementOf';
import { setField } from '../../__testUtils__/engineOperations/setField';
import { kafkaEngine } from '../../engines/kafka/engine';
import { sparkEngine } from '../../engines/spark/engine';
import { statefulSetEngine } from '../../engines/statefulset/engine';
import { inlineSecrets, withoutInlineSecrets } from './inlineSecrets';

const PASSWORD = 'hunter2';
const TARGET = { name: 'trial', namespace: 'drill', names: NAMES };

function draftOf(where: 'acts' | 'undo', object: PlannedManifest): PlanDraft {
  const act = { act: 'create' as const, cluster: 'prod-north', object };
  return {
    ...{ title: 'Clone', summary: '', locks: [], basis: [], preflight: [], changes: [], effects: { restarts: 0, sentences: [] }, undo: { possible: false, sentence: '' }, cancel: [], comparison: [], consumers: [] },
    ...{ safety: { level: 1, button: 'Clone' }, deadlineSeconds: 1 },
    steps: [{ id: 'make', title: 'Make', phase: 'Running', acts: where === 'acts' ? [act] : [], ...(where === 'undo' ? { undo: [act] } : {}), deadlineSeconds: 1 }],
  };
}

function refusal(object: PlannedManifest, where: 'acts' | 'undo' = 'acts'): string[] {
  const { preflight } = withoutInlineSecrets(draftOf(where, object));
  expect(JSON.stringify(preflight)).not.toContain(PASSWORD);
  return preflight.map(({ code, result, sentence }) => `${result} ${code}: ${sentence}`);
}

/** The root of a fixture with one more field, as its engine copies it. */
function copied(engine: typeof sparkEngine, file: string, root: string, path: string, value: unknown): PlannedManifest {
  const objects = fixture(file);
  const [kind, name] = root.split(' ');
  const found = objects.find(object => object.kind === kind && object.metadata.name === name);
  if (found === undefined) throw new Error(`no ${root} in ${file}`);
  setField(found, path, value);
  const copy = engine.operations?.copy?.(plannedElementOf(engine, objects, { root }), TARGET);
  const manifest = copy?.manifests.find(each => each.kind === kind);
  if (manifest === undefined) throw new Error(`${root} is not copied: ${JSON.stringify(copy?.checks)}`);
  return manifest;
}

describe('a plan that would store a secret', () => {
  it('is refused for an application with a password in its environment', () => {
    const application = copied(sparkEngine, 'spark/testdata/stream-healthy.yaml', 'SparkApplication orders-enrich', 'spec/driver/env', [{ name: 'DB_PASSWORD', value: PASSWORD }, { name: 'REGION', value: 'eu' }]);
    expect(refusal(application)).toEqual(['block NO_SECRETS_KEPT: SparkApplication trial would be made again with what looks like a secret in spec.driver.env[0].value, and what is made again is stored with the operation']);
  });

  it('is refused for a Kafka with a password in its configuration', () => {
    const kafka = copied(kafkaEngine, 'kafka/testdata/healthy.yaml', 'Kafka orders', 'spec/kafka/config/listener.sasl.jaas.config', `org.x.PlainLoginModule required username="a" password="${PASSWORD}";`);
    expect(refusal(kafka)[0]).toContain('Kafka trial would be made again with what looks like a secret in spec.kafka.config.listener.sasl.jaas.config');
  });

  it('is refused for a StatefulSet that is made again, also where only the undo makes it', () => {
    const objects = fixture('statefulset/testdata/healthy.yaml');
    const set = objects.find(({ kind }) => kind === 'StatefulSet');
    if (set === undefined) throw new Error('no StatefulSet in the fixture');
    setField(set, 'spec/template/spec/containers/0/env', [{ name: 'REDIS_PASSWORD', value: PASSWORD }]);
    const element = plannedElementOf(statefulSetEngine, objects, { root: `StatefulSet ${set.metadata.name}` });
    const said = statefulSetEngine.operations?.sizeGroups(element)[0].restate?.([{ path: ['spec', 'volumeClaimTemplates', 0, 'spec', 'resources', 'requests', 'storage'], from: '10Gi', to: '20Gi' }], NAMES);
    if (!said?.possible) throw new Error('it cannot be restated');
    const [made] = said.steps.flatMap(({ acts }) => acts.flatMap(act => (act.act === 'create' ? [act.object] : [])));
    for (const where of ['acts', 'undo'] as const) expect(refusal(made, where)[0]).toContain('spec.template.spec.containers[0].env[0].value');
  });
});

describe('what looks like a secret', () => {
  it.each<[string, unknown, string[]]>([
    ['a field by its name', { sasl: { password: PASSWORD } }, ['sasl/password']],
    ['a name that says where it is', { passwordSecret: { secretName: 'a', passwordKey: undefined }, tokenPath: '/var/run/token', 'token.endpoint.url': 'https://a/b' }, []],
    ['a text with an assignment', { args: ['--user=a', `--db-password=${PASSWORD}`] }, ['args/1']],
    ['a URL with a password', { uri: `jdbc:postgresql://app:${PASSWORD}@db/orders` }, ['uri']],
    ['a URL without', { uri: 'https://db.example.com:8443/a@b' }, []],
    ['an environment from a Secret', { env: [{ name: 'PASSWORD', valueFrom: { secretKeyRef: { name: 'a', key: 'b' } } }] }, []],
    ['references', { password: '$(PASSWORD)', secret: '${env:SECRET}', token: '$TOKEN', args: ['--password=${secrets:ns/a:b}', 'password="$PASS"'], url: 'http://u:${PASS}@h' }, []],
    ['switches, numbers, classes and nothing', { token: '', 'delegation.token.max.lifetime.ms': '86400000', 'aws.credentials.provider': 'com.amazonaws.auth.Chain', automountServiceAccountToken: 'false' }, []],
    ['the content of a ConfigMap', { data: { 'app.properties': `user=a\npassword=${PASSWORD}\n` } }, ['data/app.properties']],
  ])('%s', (_, value, paths) => {
    expect(inlineSecrets(value).map(path => path.join('/'))).toEqual(paths);
  });

  it('is in none of the objects that engines are tested with', () => {
    const engines = join(__dirname, '../../engines');
    const files = ['kafka', 'elasticsearch', 'spark', 'statefulset'].flatMap(engine => readdirSync(join(engines, engine, 'testdata')).filter(name => name.endsWith('.yaml') && !name.endsWith('.expected.yaml')).map(name => `${engine}/testdata/${name}`));
    const found = files.flatMap(file => fixture(file).flatMap((object: KubernetesObject) => inlineSecrets(object).map(path => `${file}: ${object.kind} ${path.join('.')}`)));
    expect(found).toEqual([]);
  });
});
