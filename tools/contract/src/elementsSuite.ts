import { ElementWorld } from './ElementWorld';
import type { TargetName } from './target';

const START_TIMEOUT_MS = 300_000;
const CASE_TIMEOUT_MS = 600_000;

const KAFKA = '/apis/kafka.strimzi.io/v1';
const ELASTIC = '/apis/elasticsearch.k8s.elastic.co/v1';
const SPARK = '/apis/sparkoperator.k8s.io/v1beta2';

const CASES: Record<string, (world: ElementWorld) => Promise<void>> = {
  'a Kafka cluster becomes ready, its volumes grow, and it goes with its pods':
    liveKafka,
  'an Elasticsearch becomes green and ready': liveElasticsearch,
  'a Spark stream runs with its driver and executors': liveSpark,
};

/**
 * Registers the life of one element of each engine, from its template's output
 * to ready, with the sandbox's scripted controllers on one target.
 */
export function elementsSuite(name: TargetName): void {
  describe(`elements under scripted controllers on ${name}`, () => {
    let world: ElementWorld;

    beforeAll(async () => {
      world = await ElementWorld.start(name);
    }, START_TIMEOUT_MS);

    afterAll(() => world?.stop(), START_TIMEOUT_MS);

    Object.entries(CASES).forEach(([title, live]) =>
      it(title, () => live(world), CASE_TIMEOUT_MS),
    );
  });
}

async function liveKafka(world: ElementWorld): Promise<void> {
  const { namespace, element } = await world.create('kafka', 'default');
  const core = `/api/v1/namespaces/${namespace}`;
  const kafka = `${KAFKA}/namespaces/${namespace}`;
  const mine = `strimzi.io/cluster=${element}`;
  await world.untilObject(`${kafka}/kafkas/${element}`, ({ status }) =>
    isReady(status),
  );
  const pods = await world.list(
    `${core}/pods`,
    `${mine},strimzi.io/kind=Kafka`,
  );
  expect(pods.length).toBeGreaterThanOrEqual(6);
  const claims = await world.list(`${core}/persistentvolumeclaims`, mine);
  expect(claims.length).toBeGreaterThanOrEqual(6);
  for (const { status } of claims) {
    expect(status).toMatchObject({ phase: 'Bound' });
  }

  const pools = await world.list(`${kafka}/kafkanodepools`);
  const brokers = pools.find(({ spec }) =>
    JSON.stringify(spec).includes('"roles":["broker"]'),
  );
  const pool = brokers?.metadata.name;
  const grown = await world.product.patch(
    `${kafka}/kafkanodepools/${pool}`,
    'json',
    [{ op: 'replace', path: '/spec/storage/volumes/0/size', value: '900Gi' }],
  );
  expect(grown.status).toBe(200);
  await world.untilAll(
    `${core}/persistentvolumeclaims`,
    `${mine},strimzi.io/pool-name=${pool}`,
    ({ status }) => JSON.stringify(status).includes('"900Gi"'),
  );

  for (const { metadata } of pools) {
    await world.product.delete(`${kafka}/kafkanodepools/${metadata.name}`);
  }
  await world.product.delete(`${kafka}/kafkas/${element}`);
  await world.untilNone(`${core}/pods`, mine);
}

async function liveElasticsearch(world: ElementWorld): Promise<void> {
  const { namespace, element } = await world.create('elasticsearch', 'default');
  const found = await world.untilObject(
    `${ELASTIC}/namespaces/${namespace}/elasticsearches/${element}`,
    ({ status }) => {
      const text = JSON.stringify(status ?? {});
      return (
        text.includes('"phase":"Ready"') && text.includes('"health":"green"')
      );
    },
  );
  expect(found.status).toMatchObject({
    observedGeneration: found.metadata.generation,
  });
  const claims = await world.list(
    `/api/v1/namespaces/${namespace}/persistentvolumeclaims`,
    `elasticsearch.k8s.elastic.co/cluster-name=${element}`,
  );
  expect(claims.length).toBeGreaterThanOrEqual(3);
}

async function liveSpark(world: ElementWorld): Promise<void> {
  const { namespace, element } = await world.create('spark', 'streaming');
  await world.untilObject(
    `${SPARK}/namespaces/${namespace}/sparkapplications/${element}`,
    ({ status }) => JSON.stringify(status ?? {}).includes('"state":"RUNNING"'),
  );
  await world.untilAll(
    `/api/v1/namespaces/${namespace}/pods`,
    `sparkoperator.k8s.io/app-name=${element}`,
    ({ status }) => JSON.stringify(status ?? {}).includes('"phase":"Running"'),
  );
}

function isReady(status: unknown): boolean {
  const conditions =
    typeof status === 'object' && status !== null && 'conditions' in status
      ? status.conditions
      : undefined;
  return (
    Array.isArray(conditions) &&
    conditions.some(
      condition => condition.type === 'Ready' && condition.status === 'True',
    )
  );
}
