import { configMap } from '../configMap';
import type { ContractCase } from '../ContractCase';
import { expectFailure } from '../expectFailure';
import { badRequest, invalidField, notFound } from '../failures';

const created: ContractCase = {
  id: 'create',
  title: 'creates an object and gives it its identity',
  async run({ admin, core, namespace }) {
    const reply = await admin.post(core('configmaps'), configMap('new'));
    expect(reply.status).toBe(201);
    expect(reply.object).toMatchObject({
      kind: 'ConfigMap',
      apiVersion: 'v1',
      metadata: {
        name: 'new',
        namespace,
        uid: expect.stringMatching(/^[0-9a-f-]{36}$/),
        resourceVersion: expect.stringMatching(/^\d+$/),
        creationTimestamp: expect.stringMatching(
          /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/,
        ),
      },
      data: { k: '1' },
    });
    expect((await admin.get(core('configmaps/new'))).body).toEqual(reply.body);
  },
};

const exists: ContractCase = {
  id: 'create-exists',
  title: 'refuses a second object of the same name',
  async run({ admin, core }) {
    await admin.post(core('configmaps'), configMap('new'));
    expectFailure(await admin.post(core('configmaps'), configMap('new')), {
      code: 409,
      reason: 'AlreadyExists',
      message: 'configmaps "new" already exists',
      details: { name: 'new', kind: 'configmaps' },
    });
  },
};

const generatedName: ContractCase = {
  id: 'create-generateName',
  title: 'completes a generateName with five characters',
  async run({ admin, core }) {
    const reply = await admin.post(core('configmaps'), {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { generateName: 'g-' },
    });
    expect(reply.status).toBe(201);
    expect(reply.object.metadata.name).toMatch(/^g-[a-z0-9]{5}$/);
    expect(reply.object.metadata.generateName).toBe('g-');
  },
};

const noName: ContractCase = {
  id: 'create-no-name',
  title: 'refuses an object without a name',
  async run({ admin, core }) {
    expectFailure(
      await admin.post(core('configmaps'), {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: {},
      }),
      invalidField(
        { kind: 'ConfigMap' },
        {
          field: 'metadata.name',
          reason: 'FieldValueRequired',
          message: 'Required value: name or generateName is required',
        },
      ),
    );
  },
};

const badNames: ContractCase = {
  id: 'name-bad',
  title: 'refuses names and labels with wrong characters or lengths',
  async run({ admin, core }) {
    const refused = async (
      body: { metadata: { name: string }; kind: string },
      resource: string,
      field: string,
      message: RegExp,
    ) => {
      const reply = await admin.post(core(resource), body);
      expectFailure(reply, {
        code: 422,
        reason: 'Invalid',
        message: new RegExp(
          `^${body.kind} "${body.metadata.name}" is invalid: ${field}: `,
        ),
        details: {
          name: body.metadata.name,
          kind: body.kind,
          causes: [
            {
              reason: 'FieldValueInvalid',
              message: expect.stringMatching(message),
              field,
            },
          ],
        },
      });
    };
    await refused(
      configMap('Bad_Name'),
      'configmaps',
      'metadata.name',
      /^Invalid value: "Bad_Name": a lowercase RFC 1123 subdomain must consist of/,
    );
    const tooLong = 'x'.repeat(254);
    await refused(
      configMap(tooLong),
      'configmaps',
      'metadata.name',
      /must be no more than 253 characters$/,
    );
    await refused(
      {
        ...configMap('lb', {}, { labels: { a: 'has space' } }),
      },
      'configmaps',
      'metadata.labels',
      /^Invalid value: "has space": a valid label must be an empty string or/,
    );
  },
};

const dryRun: ContractCase = {
  id: 'create-dryrun',
  title: 'answers a dry run like the real thing and keeps nothing',
  async run({ admin, core }) {
    const reply = await admin.post(
      core('configmaps?dryRun=All'),
      configMap('dry'),
    );
    expect(reply.status).toBe(201);
    expect(reply.object.metadata.name).toBe('dry');
    expect(reply.object.metadata).not.toHaveProperty('resourceVersion');
    expectFailure(
      await admin.get(core('configmaps/dry')),
      notFound('configmaps', 'dry'),
    );
    expectFailure(
      await admin.post(core('configmaps?dryRun=Yes'), configMap('dry')),
      invalidField(
        { kind: 'CreateOptions', group: 'meta.k8s.io' },
        {
          field: 'dryRun',
          reason: 'FieldValueNotSupported',
          message: 'Unsupported value: ["Yes"]: supported values: "All"',
        },
      ),
    );
  },
};

const malformed: ContractCase = {
  id: 'create-malformed',
  title: 'refuses bodies of another kind, namespace, syntax or media type',
  async run({ admin, core }) {
    const path = core('configmaps');
    const refusals: [body: unknown, message: string][] = [
      [
        configMap('x', {}, { namespace: 'elsewhere' }),
        'the namespace of the provided object does not match the namespace sent on the request',
      ],
      [
        { ...configMap('x', {}), kind: 'Secret' },
        'Secret in version "v1" cannot be handled as a ConfigMap: converting (v1.Secret) to (core.ConfigMap): unknown conversion',
      ],
      [
        '{nope',
        "the object provided is unrecognized (must be of type ConfigMap): couldn't get version/kind; json parse error: invalid character 'n' looking for beginning of object key string ({nope)",
      ],
    ];
    for (const [body, message] of refusals) {
      expectFailure(await admin.post(path, body), badRequest(message));
    }
    expectFailure(await admin.post(path, 'x', 'text/plain'), {
      code: 415,
      reason: 'UnsupportedMediaType',
      message:
        'the body of the request was in an unknown format - accepted media types include: application/json, application/yaml, application/vnd.kubernetes.protobuf',
    });
  },
};

const notThere: ContractCase = {
  id: 'not-found',
  title: 'says what is not there: object, namespace, resource, group',
  async run({ admin, core }) {
    const namespaceMissing = notFound('namespaces', 'nope');
    expectFailure(
      await admin.post('/api/v1/namespaces/nope/configmaps', configMap('x')),
      namespaceMissing,
    );
    expectFailure(await admin.get('/api/v1/namespaces/nope'), namespaceMissing);
    expectFailure(
      await admin.get(core('configmaps/absent')),
      notFound('configmaps', 'absent'),
    );
    expectFailure(await admin.get(core('gizmos')), {
      code: 404,
      reason: 'NotFound',
      message: 'the server could not find the requested resource',
      details: {},
    });
    const group = await admin.get('/apis/nope.example/v1/things');
    expect(group.status).toBe(404);
    expect(group.text).toBe('404 page not found\n');
    expect(group.headers['content-type']).toBe('text/plain; charset=utf-8');
    await admin.post(core('configmaps'), configMap('new'));
    expectFailure(await admin.post(core('configmaps/new'), configMap('new')), {
      code: 405,
      reason: 'MethodNotAllowed',
      message:
        'the server does not allow this method on the requested resource',
      details: {},
    });
  },
};

const strict: ContractCase = {
  id: 'strict-fields',
  title: 'refuses unknown and doubled fields when strict, warns when asked',
  async run({ admin, core }) {
    const unknown = { ...configMap('st'), datta: {} };
    const strictError = (what: string) =>
      badRequest(
        `ConfigMap in version "v1" cannot be handled as a ConfigMap: strict decoding error: ${what}`,
      );
    expectFailure(
      await admin.post(core('configmaps?fieldValidation=Strict'), unknown),
      strictError('unknown field "datta"'),
    );
    expectFailure(
      await admin.post(
        core('configmaps?fieldValidation=Strict'),
        '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"st"},"data":{"a":"1","a":"2"}}',
      ),
      strictError('duplicate field "data.a"'),
    );
    const warned = await admin.post(
      core('configmaps?fieldValidation=Warn'),
      unknown,
    );
    expect(warned.status).toBe(201);
    expect(warned.headers.warning).toBe('299 - "unknown field \\"datta\\""');
    expect(warned.object).not.toHaveProperty('datta');
  },
};

const terminating: ContractCase = {
  id: 'create-in-terminating-ns',
  title: 'creates nothing in a namespace that is being deleted',
  async run({ admin, core, namespace }) {
    await admin.post(
      core('configmaps'),
      configMap('holds', {}, { finalizers: ['contract.example.org/hold'] }),
    );
    await admin.delete(`/api/v1/namespaces/${namespace}`);
    expectFailure(await admin.post(core('configmaps'), configMap('late')), {
      code: 403,
      reason: 'Forbidden',
      message: `configmaps "late" is forbidden: unable to create new content in namespace ${namespace} because it is being terminated`,
      details: {
        name: 'late',
        kind: 'configmaps',
        causes: [
          {
            reason: 'NamespaceTerminating',
            message: `namespace ${namespace} is being terminated`,
            field: 'metadata.namespace',
          },
        ],
      },
    });
    const freed = await admin.patch(core('configmaps/holds'), 'merge', {
      metadata: { finalizers: null },
    });
    expect(freed.status).toBe(200);
  },
};

/** Creating: identity, names, dry runs, strictness, refusals. */
export const createCases: ContractCase[] = [
  created,
  exists,
  generatedName,
  noName,
  badNames,
  dryRun,
  malformed,
  notThere,
  strict,
  terminating,
];
