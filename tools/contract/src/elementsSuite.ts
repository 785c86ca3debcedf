import {
  type ScriptedControllers,
  startScriptedControllers,
  until,
} from 'control-plane';
import { Api } from './Api';
import type { KubeObject } from './KubeObject';
import { readManifest, resourcePath } from './resourcePath';
import { startTarget } from './startTarget';
import type { Target, TargetName } from './target';
import { manifestsOf, templateExamples } from './templates/templates';

const START_TIMEOUT_MS = 180_000;
const CASE_TIMEOUT_MS = 180_000;
const READY_TIMEOUT_MS = 150_000;
const SPEED = 50;

const KAFKA = '/apis/kafka.strimzi.io/v1';
const ELASTIC = '/apis/elasticsearch.k8s.elastic.co/v1';
const SPARK = '/apis/sparkoperator.k8s.io/v1beta2';

/**
 * Registers the life of one element of each engine, from its template's output
 * to ready, with the sandbox's scripted controllers on one target.
 */
export function elementsSuite(name: TargetName): void {
  describe(`elements under scripted controllers on ${name}`, () => {
    let target: Target;
    let controllers: ScriptedControllers;
    let product: Api;
    let admin: Api;
    const log: string[] = [];

    beforeAll(async () => {
      target = await startTarget(name);
      const { server, ca, tokens } = target;
      product = new Api({ server, ca, token: tokens.penstock });
      admin = new Api({ server, ca, token: tokens.admin });
      controllers = await startScriptedControllers(target, {
        speed: SPEED,
        log: line => log.push(line),
      });
    }, START_TIMEOUT_MS);

    afterAll(async () => {
      await controllers?.stop();
      await target?.stop();
    }, START_TIMEOUT_MS);

    /** Applies a template's output as the product does; the element's name and namespace. */
    async function create(template: string, example: string) {
      const found = templateExamples().find(
        each => each.template === template && each.name === example,
      );
      if (!found) throw new Error(`There is no ${template}/${example}.`);
      const namespace = String(found.values.namespace);
      await admin.post('/api/v1/namespaces', {
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name: namespace },
      });
      for (const value of await manifestsOf(found)) {
        const manifest = readManifest(value);
        const path = await resourcePath(product, manifest);
        const reply = await product.patch(
          `${path}?fieldManager=penstock&fieldValidation=Strict`,
          'apply',
          manifest,
        );
        expect([manifest.kind, reply.status]).toEqual([manifest.kind, 201]);
      }
      return { namespace, element: String(found.values.name) };
    }

    /** Waits until `holds`; the error shows the last state and what the controllers said. */
    async function untilObject(
      path: string,
      holds: (text: string, object: KubeObject) => boolean,
    ): Promise<KubeObject> {
      let last = '';
      try {
        return await until(path, READY_TIMEOUT_MS, async () => {
          const reply = await admin.get(path);
          last = reply.text;
          return holds(last, reply.object) ? reply.object : undefined;
        });
      } catch (error) {
        throw new Error(
          `${error instanceof Error ? error.message : error}\n${last.slice(
            -1500,
          )}\n${log.slice(-20).join('\n')}`,
        );
      }
    }

    async function list(
      namespace: string,
      resource: string,
      selector: string,
    ): Promise<KubeObject[]> {
      const query = `labelSelector=${encodeURIComponent(selector)}`;
      return (
        await admin.get(`/api/v1/namespaces/${namespace}/${resource}?${query}`)
      ).items;
    }

    it(
      'a Kafka cluster becomes ready, its volumes grow, and it goes with its pods',
      async () => {
        const { namespace, element } = await create('kafka', 'default');
        const mine = `strimzi.io/cluster=${element}`;
        const path = `${KAFKA}/namespaces/${namespace}`;
        await untilObject(`${path}/kafkas/${element}`, (_, { status }) =>
          isReady(status),
        );
        const pods = await list(
          namespace,
          'pods',
          `${mine},strimzi.io/kind=Kafka`,
        );
        expect(pods.length).toBeGreaterThanOrEqual(6);
        const claims = await list(namespace, 'persistentvolumeclaims', mine);
        expect(claims.length).toBeGreaterThanOrEqual(6);
        for (const { status } of claims) {
          expect(status).toMatchObject({ phase: 'Bound' });
        }

        const pools = (await admin.get(`${path}/kafkanodepools`)).items;
        const brokers = pools.find(pool =>
          JSON.stringify(pool.spec).includes('"roles":["broker"]'),
        );
        const pool = brokers?.metadata.name ?? '';
        const grown = await product.patch(
          `${path}/kafkanodepools/${pool}`,
          'json',
          [
            {
              op: 'replace',
              path: '/spec/storage/volumes/0/size',
              value: '900Gi',
            },
          ],
        );
        expect(grown.status).toBe(200);
        await untilAll(
          () =>
            list(
              namespace,
              'persistentvolumeclaims',
              `${mine},strimzi.io/pool-name=${pool}`,
            ),
          claim => JSON.stringify(claim.status).includes('"900Gi"'),
        );

        for (const each of pools) {
          await product.delete(`${path}/kafkanodepools/${each.metadata.name}`);
        }
        await product.delete(`${path}/kafkas/${element}`);
        await until('the pods to be gone', READY_TIMEOUT_MS, async () =>
          (await list(namespace, 'pods', mine)).length === 0 ? true : undefined,
        );
      },
      CASE_TIMEOUT_MS * 2,
    );

    it(
      'an Elasticsearch becomes green and ready',
      async () => {
        const { namespace, element } = await create('elasticsearch', 'default');
        const found = await untilObject(
          `${ELASTIC}/namespaces/${namespace}/elasticsearches/${element}`,
          (_, { status }) => {
            const text = JSON.stringify(status ?? {});
            return (
              text.includes('"phase":"Ready"') &&
              text.includes('"health":"green"')
            );
          },
        );
        expect(found.status).toMatchObject({
          observedGeneration: found.metadata.generation,
        });
        const claims = await list(
          namespace,
          'persistentvolumeclaims',
          `elasticsearch.k8s.elastic.co/cluster-name=${element}`,
        );
        expect(claims.length).toBeGreaterThanOrEqual(3);
      },
      CASE_TIMEOUT_MS,
    );

    it(
      'a Spark stream runs with its driver and executors',
      async () => {
        const { namespace, element } = await create('spark', 'streaming');
        await untilObject(
          `${SPARK}/namespaces/${namespace}/sparkapplications/${element}`,
          text => text.includes('"state":"RUNNING"'),
        );
        await untilAll(
          () =>
            list(namespace, 'pods', `sparkoperator.k8s.io/app-name=${element}`),
          pod => JSON.stringify(pod.status).includes('"phase":"Running"'),
        );
      },
      CASE_TIMEOUT_MS,
    );
  });
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

async function untilAll(
  find: () => Promise<KubeObject[]>,
  holds: (object: KubeObject) => boolean,
): Promise<void> {
  await until('all of them', READY_TIMEOUT_MS, async () => {
    const found = await find();
    if (found.length > 0 && found.every(holds)) return true;
    throw new Error(
      JSON.stringify(
        found.filter(each => !holds(each)).map(each => each.status),
      ).slice(0, 1500),
    );
  });
}
