import type { CaseContext, ContractCase } from '../ContractCase';
import { expectFailure } from '../expectFailure';
import { badRequest, invalidField } from '../failures';

/** Secrets, because a namespace has none of its own. */
async function makeSecrets(context: CaseContext, count: number) {
  for (let i = 0; i < count; i++) {
    const made = await context.admin.post(context.core('secrets'), {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: {
        name: `c${i}`,
        labels: { parity: i % 2 === 0 ? 'even' : 'odd', [`only-${i}`]: '' },
      },
    });
    expect(made.status).toBe(201);
  }
}

const paging: ContractCase = {
  id: 'list-limit',
  title: 'pages through a list at the version of its first page',
  async run(context) {
    const { admin, core } = context;
    await makeSecrets(context, 8);
    const first = await admin.get(core('secrets?limit=3'));
    expect(first.object).toMatchObject({
      kind: 'SecretList',
      apiVersion: 'v1',
    });
    expect(first.names).toEqual(['c0', 'c1', 'c2']);
    expect(first.object.metadata.remainingItemCount).toBe(5);
    expect(first.items[0]).not.toHaveProperty('kind');
    expect(first.items[0]).not.toHaveProperty('apiVersion');

    const late = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'c9' } };
    expect((await admin.post(core('secrets'), late)).status).toBe(201);

    const page = (token: string | undefined) =>
      admin.get(
        core(`secrets?limit=3&continue=${encodeURIComponent(token ?? '')}`),
      );
    const second = await page(first.object.metadata.continue);
    expect(second.names).toEqual(['c3', 'c4', 'c5']);
    const third = await page(second.object.metadata.continue);
    expect(third.names).toEqual(['c6', 'c7']);
    expect(third.object.metadata.continue ?? '').toBe('');
    for (const later of [second, third]) {
      expect(later.object.metadata.resourceVersion).toBe(
        first.object.metadata.resourceVersion,
      );
    }
  },
};

const selectors: ContractCase = {
  id: 'list-selectors',
  title: 'selects by labels and by name, without counting what remains',
  async run(context) {
    const { admin, core } = context;
    await makeSecrets(context, 5);
    const named = async (query: string) =>
      (await admin.get(core(`secrets?${query}`))).names;
    const label = (selector: string) =>
      named(`labelSelector=${encodeURIComponent(selector)}`);

    expect(await label('parity=odd')).toEqual(['c1', 'c3']);
    expect(await label('parity!=odd')).toEqual(['c0', 'c2', 'c4']);
    expect(await label('parity in (odd),only-3')).toEqual(['c3']);
    expect(await label('parity notin (odd, none)')).toEqual(['c0', 'c2', 'c4']);
    expect(await label('!only-0,parity=even')).toEqual(['c2', 'c4']);
    expect(await named('fieldSelector=metadata.name%3Dc4')).toEqual(['c4']);

    const limited = await admin.get(
      core('secrets?limit=1&labelSelector=parity%3Deven'),
    );
    expect(limited.names).toEqual(['c0']);
    expect(limited.object.metadata.continue).toBeTruthy();
    expect(limited.object.metadata).not.toHaveProperty('remainingItemCount');
  },
};

const emptyNamespace: ContractCase = {
  id: 'list-in-missing-ns',
  title: 'lists an unknown namespace as empty',
  async run({ admin }) {
    const reply = await admin.get('/api/v1/namespaces/nope/configmaps');
    expect(reply.status).toBe(200);
    expect(reply.items).toEqual([]);
    expect(reply.object.kind).toBe('ConfigMapList');
  },
};

const malformed: ContractCase = {
  id: 'list-malformed',
  title: 'refuses malformed tokens, versions and selectors',
  async run(context) {
    const { admin, core } = context;
    await makeSecrets(context, 3);
    const page = await admin.get(core('secrets?limit=1'));
    const token = encodeURIComponent(page.object.metadata.continue ?? '');
    const refusals: [path: string, message: string][] = [
      [
        'configmaps?limit=3&continue=abc',
        "invalid continue token: continue key is not valid: invalid character 'i' looking for beginning of value",
      ],
      [
        `secrets?limit=1&continue=${token}&resourceVersion=5`,
        'specifying resource version is not allowed when using continue',
      ],
      [
        'configmaps?resourceVersion=abc',
        'invalid resource version: resourceVersion: Invalid value: "abc": strconv.ParseUint: parsing "abc": invalid syntax',
      ],
      [
        'configmaps?fieldSelector=data.a%3D1',
        '"data.a" is not a known field selector: only "metadata.name", "metadata.namespace"',
      ],
      [
        'configmaps?labelSelector=a%3D%3D%3D',
        "unable to parse requirement: found '=', expected: identifier",
      ],
    ];
    for (const [path, message] of refusals) {
      expectFailure(await admin.get(core(path)), badRequest(message));
    }
  },
};

const matchWithoutVersion: ContractCase = {
  id: 'list-rvmatch-without-rv',
  title: 'refuses resourceVersionMatch without a resourceVersion',
  async run({ admin, core }) {
    expectFailure(
      await admin.get(core('configmaps?resourceVersionMatch=Exact')),
      invalidField(
        { kind: 'ListOptions', group: 'meta.k8s.io' },
        {
          field: 'resourceVersionMatch',
          reason: 'FieldValueForbidden',
          message:
            'Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided',
        },
      ),
    );
  },
};

const future: ContractCase = {
  id: 'list-rv-future',
  title: 'answers 504 with a retry hint to a version of the future',
  async run({ admin, core }) {
    const reply = await admin.get(core('configmaps?resourceVersion=99999999'));
    expectFailure(reply, {
      code: 504,
      reason: 'Timeout',
      message: /^Timeout: Too large resource version: 99999999, current: \d+$/,
      details: {
        causes: [
          {
            reason: 'ResourceVersionTooLarge',
            message: 'Too large resource version',
          },
        ],
        retryAfterSeconds: 1,
      },
    });
    expect(reply.headers['retry-after']).toBe('1');
  },
};

const metadataOnly: ContractCase = {
  id: 'list-metadata-only',
  title: 'lists metadata only when asked for it',
  async run(context) {
    const { admin, core } = context;
    await makeSecrets(context, 2);
    const reply = await admin.get(core('secrets?limit=1'), {
      accept:
        'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1',
    });
    expect(reply.object).toMatchObject({
      kind: 'PartialObjectMetadataList',
      apiVersion: 'meta.k8s.io/v1',
    });
    expect(reply.items).toEqual([
      {
        kind: 'PartialObjectMetadata',
        apiVersion: 'meta.k8s.io/v1',
        metadata: expect.objectContaining({ name: 'c0' }),
      },
    ]);
  },
};

const table: ContractCase = {
  id: 'list-table',
  title: 'lists as the table that kubectl prints',
  async run(context) {
    const { admin, core } = context;
    await makeSecrets(context, 1);
    const reply = await admin.get(core('secrets'), {
      accept: 'application/json;as=Table;g=meta.k8s.io;v=v1',
    });
    expect(reply.body).toMatchObject({
      kind: 'Table',
      apiVersion: 'meta.k8s.io/v1',
      columnDefinitions: expect.arrayContaining([
        expect.objectContaining({ name: 'Name', format: 'name' }),
      ]),
      rows: [
        {
          cells: expect.arrayContaining(['c0']),
          object: { kind: 'PartialObjectMetadata' },
        },
      ],
    });
  },
};

/** Lists: pages, selectors, versions, representations. */
export const listCases: ContractCase[] = [
  paging,
  selectors,
  emptyNamespace,
  malformed,
  matchWithoutVersion,
  future,
  metadataOnly,
  table,
];
