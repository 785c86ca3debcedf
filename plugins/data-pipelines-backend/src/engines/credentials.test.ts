import { groupKindKey, type Engine, type KubernetesObject } from '@penstock/backstage-plugin-data-pipelines-node';
import { inventoryOf } from '@penstock/backstage-plugin-data-pipelines-node/testUtils';
import { trimmerOf } from '../inventory/trim';
import { engines } from './index';

const PASSWORD = 'hunter2';
const SECRETS = { 'sasl.jaas.config': PASSWORD, 'xpack.http.password': PASSWORD, 'spark.hadoop.fs.s3a.secret.key': PASSWORD, password: PASSWORD };

/** Each map in which operators let people write credentials, with a key beside them that the rules read. */
const SPECS: Record<string, object> = {
  Kafka: { kafka: { config: { ...SECRETS, 'min.insync.replicas': 2 } } },
  KafkaTopic: { config: { ...SECRETS, 'retention.ms': 1000 } },
  KafkaConnect: { replicas: 1, config: SECRETS, externalConfiguration: SECRETS },
  KafkaConnector: { class: 'x', config: { ...SECRETS, topics: 'orders' } },
  Elasticsearch: { nodeSets: [{ name: 'data', count: 1, config: { ...SECRETS, 'node.roles': ['data'], node: { ...SECRETS, roles: ['data'] } } }] },
  SparkApplication: { sparkConf: { ...SECRETS, 'spark.metrics.namespace': 'n' }, hadoopConf: SECRETS, volumes: [{ name: 'v', csi: { volumeAttributes: SECRETS } }] },
  ScheduledSparkApplication: { template: { sparkConf: SECRETS, hadoopConf: SECRETS } },
  SparkConnect: { sparkConf: SECRETS, hadoopConf: SECRETS },
  StatefulSet: { replicas: 1, template: { spec: { containers: [{ name: 'c', env: [{ name: 'PASSWORD', value: PASSWORD }], args: [PASSWORD] }] } }, volumeClaimTemplates: [{ metadata: { name: 'data', annotations: SECRETS }, spec: { ...SECRETS, volumeAttributesClassName: 'gold' } }] },
};

const kindsOf = (engine: Engine) => [...engine.roots, ...engine.reads];

function kept(engine: Engine): KubernetesObject[] {
  return kindsOf(engine).flatMap(kind => {
    const spec = SPECS[kind.kind];
    const raw = { metadata: { name: 'a', uid: groupKindKey(kind), namespace: 'n', labels: { 'strimzi.io/cluster': 'a' } }, spec, status: {} };
    const apiVersion = `${kind.group}/${kind.versions[0]}`;
    return spec === undefined ? [] : (trimmerOf(kind, apiVersion)(raw) ?? []);
  });
}

describe.each(engines.map(engine => [engine.id, engine] as const))('credentials in the resources of %s', (_, engine) => {
  const objects = kept(engine);

  it('are not kept, and so in no answer', () => {
    expect(objects.length).toBeGreaterThan(0);
    const inventory = inventoryOf(objects);
    const metrics = { answer: () => ({ state: 'not-measured', reason: 'none' }) as const };
    const told = objects
      .filter(root => engine.roots.some(({ kind }) => kind === root.kind))
      .map(root => {
        const element = engine.describe(root, inventory);
        return { element, findings: engine.assess({ root, element, inventory, metrics, now: new Date(0) }) };
      });
    expect(JSON.stringify({ objects, told })).not.toContain(PASSWORD);
  });
});

it('the keys beside them are', () => {
  const all = JSON.stringify(engines.flatMap(kept));
  for (const key of ['min.insync.replicas', 'retention.ms', '"node.roles":["data"]', '"roles":["data"]', 'spark.metrics.namespace', '"volumeAttributesClassName":"gold"']) {
    expect(all).toContain(key);
  }
});
