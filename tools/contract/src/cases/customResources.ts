import { basin } from '../basins';
import type { ContractCase } from '../ContractCase';
import { expectFailure } from '../expectFailure';
import { badRequest, invalidField } from '../failures';

const RESOURCE = 'Basin.contract.example.org';
const DETAILS = { name: 'bad', group: 'contract.example.org', kind: 'Basin' };

const generations: ContractCase = {
  id: 'cr-generation',
  title: 'counts generations for spec changes only, and keeps status apart',
  async run({ admin, basins }) {
    const made = await admin.post(basins, {
      ...basin('b'),
      status: { phase: 'Invented' },
    });
    expect(made.status).toBe(201);
    expect(made.object.metadata.generation).toBe(1);
    expect(made.object).not.toHaveProperty('status');

    const viaStatus = await admin.patch(`${basins}/b/status`, 'merge', {
      spec: { version: '9' },
      status: { phase: 'Full', observedGeneration: 1 },
    });
    expect(viaStatus.object).toMatchObject({
      metadata: { generation: 1 },
      spec: { version: '1.0' },
      status: { phase: 'Full', observedGeneration: 1 },
    });

    const viaMain = await admin.patch(`${basins}/b`, 'merge', {
      spec: { version: '2.0' },
      status: { phase: 'Empty' },
    });
    expect(viaMain.object).toMatchObject({
      metadata: { generation: 2 },
      spec: { version: '2.0' },
      status: { phase: 'Full' },
    });

    const labelled = await admin.patch(`${basins}/b`, 'merge', {
      metadata: { labels: { a: 'b' } },
    });
    expect(labelled.object.metadata.generation).toBe(2);
  },
};

const schema: ContractCase = {
  id: 'cr-schema',
  title: 'refuses what the definition forbids, naming each field',
  async run({ admin, basins }) {
    const typeMessage =
      'Invalid value: "string": spec.basins[0].count in body must be of type integer: "string"';
    expectFailure(
      await admin.post(`${basins}?dryRun=All`, {
        ...basin('bad'),
        spec: { basins: [{ count: 'three' }] },
      }),
      {
        code: 422,
        reason: 'Invalid',
        message: `${RESOURCE} "bad" is invalid: [spec.basins[0].count: ${typeMessage}, spec.version: Required value]`,
        details: {
          ...DETAILS,
          causes: [
            {
              reason: 'FieldValueTypeInvalid',
              message: typeMessage,
              field: 'spec.basins[0].count',
            },
            {
              reason: 'FieldValueRequired',
              message: 'Required value',
              field: 'spec.version',
            },
          ],
        },
      },
    );
    const enumMessage =
      'Unsupported value: "Nope": supported values: "Keep", "Drain"';
    expectFailure(
      await admin.post(
        `${basins}?dryRun=All`,
        basin('bad', { policy: 'Nope' }),
      ),
      invalidField(DETAILS, {
        field: 'spec.policy',
        reason: 'FieldValueNotSupported',
        message: enumMessage,
      }),
    );
  },
};

const strict: ContractCase = {
  id: 'cr-strict',
  title: 'refuses unknown fields when strict, prunes them otherwise',
  async run({ admin, basins }) {
    const misspelt = basin('bad', { versiom: '1' });
    expectFailure(
      await admin.post(`${basins}?fieldValidation=Strict`, misspelt),
      badRequest(
        'Basin in version "v1" cannot be handled as a Basin: strict decoding error: unknown field "spec.versiom"',
      ),
    );
    const pruned = await admin.post(basins, misspelt);
    expect(pruned.status).toBe(201);
    expect(pruned.object.spec).toEqual({ version: '1.0' });
  },
};

const operators: ContractCase = {
  id: 'cr-operators',
  title: 'knows the kinds of Strimzi, ECK and Spark in their current versions',
  async run({ admin, namespace }) {
    for (const [group, version, plural, kind] of [
      ['kafka.strimzi.io', 'v1', 'kafkas', 'Kafka'],
      ['kafka.strimzi.io', 'v1', 'kafkanodepools', 'KafkaNodePool'],
      ['kafka.strimzi.io', 'v1', 'kafkatopics', 'KafkaTopic'],
      ['kafka.strimzi.io', 'v1', 'kafkaconnects', 'KafkaConnect'],
      ['kafka.strimzi.io', 'v1', 'kafkaconnectors', 'KafkaConnector'],
      ['core.strimzi.io', 'v1', 'strimzipodsets', 'StrimziPodSet'],
      [
        'elasticsearch.k8s.elastic.co',
        'v1',
        'elasticsearches',
        'Elasticsearch',
      ],
      [
        'sparkoperator.k8s.io',
        'v1beta2',
        'sparkapplications',
        'SparkApplication',
      ],
      [
        'sparkoperator.k8s.io',
        'v1beta2',
        'scheduledsparkapplications',
        'ScheduledSparkApplication',
      ],
    ]) {
      const list = await admin.get(
        `/apis/${group}/${version}/namespaces/${namespace}/${plural}`,
      );
      expect(list.object).toMatchObject({
        apiVersion: `${group}/${version}`,
        kind: `${kind}List`,
      });
    }
    const old = await admin.get(
      `/apis/kafka.strimzi.io/v1beta2/namespaces/${namespace}/kafkas`,
    );
    expect(old.status).toBe(404);
  },
};

const realStrict: ContractCase = {
  id: 'cr-elasticsearch-strict',
  title: 'refuses a misspelt field of an Elasticsearch when strict',
  async run({ admin, namespace }) {
    expectFailure(
      await admin.post(
        `/apis/elasticsearch.k8s.elastic.co/v1/namespaces/${namespace}/elasticsearches?fieldValidation=Strict&dryRun=All`,
        {
          apiVersion: 'elasticsearch.k8s.elastic.co/v1',
          kind: 'Elasticsearch',
          metadata: { name: 'bad' },
          spec: {
            version: '9.2.0',
            nodeSets: [{ name: 'data', count: 1 }],
            nodeSetz: [],
          },
        },
      ),
      badRequest(
        'Elasticsearch in version "v1" cannot be handled as a Elasticsearch: strict decoding error: unknown field "spec.nodeSetz"',
      ),
    );
  },
};

const strategicPatch: ContractCase = {
  id: 'cr-patch-types',
  title: 'merges a custom resource and refuses a strategic patch of it',
  async run({ admin, basins }) {
    await admin.post(basins, basin('b', { basins: [{ count: 1 }] }));
    const merged = await admin.patch(`${basins}/b`, 'merge', {
      spec: { basins: [{ count: 2 }, { count: 3 }] },
    });
    expect(merged.object.spec).toEqual({
      version: '1.0',
      basins: [{ count: 2 }, { count: 3 }],
    });
    expectFailure(await admin.patch(`${basins}/b`, 'strategic', {}), {
      code: 415,
      reason: 'UnsupportedMediaType',
      message:
        'the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml',
    });
  },
};

const apply: ContractCase = {
  id: 'cr-apply',
  title: 'applies a custom resource and shows conflicts on its fields',
  async run({ admin, basins }) {
    const as = (manager: string, version: string) =>
      admin.patch(`${basins}/b?fieldManager=${manager}`, 'apply', {
        ...basin('b'),
        spec: { version },
      });
    expect((await as('alpha', '1')).status).toBe(201);
    expectFailure(await as('beta', '2'), {
      code: 409,
      reason: 'Conflict',
      message:
        'Apply failed with 1 conflict: conflict with "alpha": .spec.version',
      details: {
        causes: [
          {
            reason: 'FieldManagerConflict',
            message: 'conflict with "alpha"',
            field: '.spec.version',
          },
        ],
      },
    });
  },
};

const strictApply: ContractCase = {
  id: 'cr-apply-strict',
  title: 'answers 500 without a reason to an apply with unknown fields',
  async run({ admin, basins }) {
    const reply = await admin.patch(
      `${basins}/bad?fieldManager=alpha&fieldValidation=Strict&dryRun=All`,
      'apply',
      basin('bad', { versiom: '1', basins: [{ cont: 1 }] }),
    );
    expect(reply.status).toBe(500);
    expect(reply.body).toEqual({
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message: expect.stringMatching(
        /^failed to create typed patch object \([^)]*contract\.example\.org\/v1, Kind=Basin\): (errors:\n|\.spec\.)/,
      ),
      code: 500,
    });
    // A real server names both, or now and then only one: seen both ways on 1.36.3.
    expect(reply.text).toMatch(
      /\.spec\.(versiom|basins\[0\]\.cont): field not declared in schema/,
    );
  },
};

const missing: ContractCase = {
  id: 'cr-not-found',
  title: 'names the group of a custom resource that is not there',
  async run({ admin, basins }) {
    expectFailure(await admin.get(`${basins}/absent`), {
      code: 404,
      reason: 'NotFound',
      message: 'basins.contract.example.org "absent" not found',
      details: {
        name: 'absent',
        group: 'contract.example.org',
        kind: 'basins',
      },
    });
  },
};

/** Custom resources: generations, status, schema, strictness, patches. */
export const customResourceCases: ContractCase[] = [
  generations,
  schema,
  strict,
  operators,
  realStrict,
  strategicPatch,
  apply,
  strictApply,
  missing,
];
