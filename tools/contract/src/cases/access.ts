import { Api, type Reply } from '../Api';
import { configMap } from '../configMap';
import type { CaseContext, ContractCase } from '../ContractCase';
import { expectFailure } from '../expectFailure';

const stranger: ContractCase = {
  id: 'wrong-token',
  title: 'answers 401 to a token that it does not know',
  async run({ target, core }) {
    const { server, ca } = target;
    const api = new Api({ server, ca, token: 'wrong' });
    expectFailure(await api.get(core('configmaps')), {
      code: 401,
      reason: 'Unauthorized',
      message: 'Unauthorized',
    });
  },
};

const anonymous: ContractCase = {
  id: 'no-token',
  title: 'lets nobody read without a token',
  async run({ target, core }) {
    const { server, ca } = target;
    const reply = await new Api({ server, ca }).get(core('configmaps'));
    // With anonymous requests switched on, as by default, 403; otherwise 401.
    expect([401, 403]).toContain(reply.status);
    expect(reply.body).toMatchObject({
      kind: 'Status',
      status: 'Failure',
      code: reply.status,
    });
  },
};

/** What `nobody` asks for, and how the refusal names it. */
function denials({ as, core, basins, namespace }: CaseContext): Denial[] {
  const nobody = as('nobody');
  const here = `in the namespace "${namespace}"`;
  const maps = { resource: 'configmaps', where: here };
  return [
    { ...maps, verb: 'list', ask: () => nobody.get(core('configmaps')) },
    {
      ...maps,
      verb: 'get',
      name: 'any',
      ask: () => nobody.get(core('configmaps/any')),
    },
    {
      ...maps,
      verb: 'list',
      where: 'in the namespace "nope"',
      ask: () => nobody.get('/api/v1/namespaces/nope/configmaps'),
    },
    {
      ...maps,
      verb: 'watch',
      ask: () => nobody.get(core('configmaps?watch=1')),
    },
    {
      resource: 'nodes',
      verb: 'list',
      where: 'at the cluster scope',
      ask: () => nobody.get('/api/v1/nodes'),
    },
    {
      resource: 'basins',
      group: 'contract.example.org',
      name: 'b',
      verb: 'patch',
      where: here,
      ask: () => nobody.patch(`${basins}/b`, 'merge', {}),
    },
    {
      resource: 'pods',
      subresource: 'eviction',
      name: 'ev',
      verb: 'create',
      where: here,
      ask: () => nobody.post(core('pods/ev/eviction'), {}),
    },
  ];
}

interface Denial {
  resource: string;
  subresource?: string;
  group?: string;
  name?: string;
  verb: string;
  where: string;
  ask(): Promise<Reply>;
}

const denied: ContractCase = {
  id: 'forbidden',
  title: 'answers 403 naming user, verb, resource and place, there or not',
  async run(context) {
    for (const denial of denials(context)) {
      const { resource, subresource, group, name, verb, where } = denial;
      const subject = [
        group ? `${resource}.${group}` : resource,
        ...(name ? [`"${name}"`] : []),
      ].join(' ');
      const full = subresource ? `${resource}/${subresource}` : resource;
      expectFailure(await denial.ask(), {
        code: 403,
        reason: 'Forbidden',
        message: `${subject} is forbidden: User "nobody" cannot ${verb} resource "${full}" in API group "${
          group ?? ''
        }" ${where}`,
        details: {
          ...(name && { name }),
          ...(group && { group }),
          kind: resource,
        },
      });
    }
  },
};

const readOnly: ContractCase = {
  id: 'read-only',
  title: 'lets the reader read and not write, and the product write',
  async run({ as, admin, core }) {
    const reader = as('read-only');
    await admin.post(core('configmaps'), configMap('c'));
    expect((await reader.get(core('configmaps/c'))).status).toBe(200);
    expect((await reader.post(core('configmaps'), configMap('d'))).status).toBe(
      403,
    );
    expect((await reader.delete(core('configmaps/c'))).status).toBe(403);
    const product = as('penstock');
    expect(
      (await product.post(core('configmaps'), configMap('d'))).status,
    ).toBe(201);
  },
};

const accessReview: ContractCase = {
  id: 'ssar',
  title: 'answers whether the caller may do something',
  async run({ as, namespace }) {
    const review = async (
      user: 'penstock' | 'read-only',
      verb: string,
      resource: string,
      group: string,
    ) => {
      const reply = await as(user).post(
        '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
        {
          apiVersion: 'authorization.k8s.io/v1',
          kind: 'SelfSubjectAccessReview',
          spec: { resourceAttributes: { namespace, verb, group, resource } },
        },
      );
      expect(reply.status).toBe(201);
      expect(reply.object).toMatchObject({ kind: 'SelfSubjectAccessReview' });
      return reply.object.status;
    };
    const es = ['elasticsearches', 'elasticsearch.k8s.elastic.co'] as const;
    expect(await review('read-only', 'list', ...es)).toMatchObject({
      allowed: true,
    });
    expect(await review('read-only', 'patch', ...es)).toEqual({
      allowed: false,
    });
    expect(await review('penstock', 'patch', ...es)).toMatchObject({
      allowed: true,
      reason: expect.stringMatching(/^RBAC: allowed by /),
    });
  },
};

const whoAmI: ContractCase = {
  id: 'selfsubjectreview',
  title: 'tells the caller who it is',
  async run({ as }) {
    const reply = await as('penstock').post(
      '/apis/authentication.k8s.io/v1/selfsubjectreviews',
      { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' },
    );
    expect(reply.status).toBe(201);
    expect(reply.object.status).toMatchObject({
      userInfo: {
        username: 'penstock',
        groups: expect.arrayContaining(['system:authenticated']),
      },
    });
  },
};

/** Who may do what, and how a refusal reads. */
export const accessCases: ContractCase[] = [
  stranger,
  anonymous,
  denied,
  readOnly,
  accessReview,
  whoAmI,
];
