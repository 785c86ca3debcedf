import { configMap } from '../configMap';
import type { CaseContext, ContractCase } from '../ContractCase';
import { expectFailure } from '../expectFailure';
import { badRequest, notFound } from '../failures';

async function makeOne({ admin, core }: CaseContext) {
  return (await admin.post(core('configmaps'), configMap('new'))).object;
}

const merge: ContractCase = {
  id: 'patch-merge',
  title:
    'merges, removes with null, and leaves the version when nothing changes',
  async run(context) {
    const { admin, core } = context;
    await makeOne(context);
    const path = core('configmaps/new');
    const first = await admin.patch(path, 'merge', {
      data: { k: null, other: '2' },
    });
    expect(first.status).toBe(200);
    expect(first.object.data).toEqual({ other: '2' });
    const second = await admin.patch(path, 'merge', { data: { other: '2' } });
    expect(second.status).toBe(200);
    expect(second.object.metadata.resourceVersion).toBe(
      first.object.metadata.resourceVersion,
    );
  },
};

const stale: ContractCase = {
  id: 'stale-version',
  title: 'refuses a change made on an old version, by PUT and by PATCH',
  async run(context) {
    const { admin, core } = context;
    const old = await makeOne(context);
    const path = core('configmaps/new');
    await admin.patch(path, 'merge', { data: { k: '2' } });
    const conflict = {
      code: 409,
      reason: 'Conflict',
      message:
        'Operation cannot be fulfilled on configmaps "new": the object has been modified; please apply your changes to the latest version and try again',
      details: { name: 'new', kind: 'configmaps' },
    };
    const resourceVersion = old.metadata.resourceVersion;
    expectFailure(
      await admin.patch(path, 'merge', {
        metadata: { resourceVersion },
        data: { k: '3' },
      }),
      conflict,
    );
    expectFailure(
      await admin.put(path, configMap('new', { k: '3' }, { resourceVersion })),
      conflict,
    );
    const blind = await admin.put(path, configMap('new', { k: '77' }));
    expect(blind.status).toBe(200);
    expect(blind.object.data).toEqual({ k: '77' });
  },
};

const jsonPatch: ContractCase = {
  id: 'patch-json',
  title: 'applies a JSON patch as a whole or not at all',
  async run(context) {
    const { admin, core } = context;
    await makeOne(context);
    const path = core('configmaps/new');
    const failed = {
      code: 422,
      reason: 'Invalid',
      message: 'the server rejected our request due to an error in our request',
      details: {},
    };
    expectFailure(
      await admin.patch(path, 'json', [
        { op: 'replace', path: '/data/k', value: '5' },
        { op: 'test', path: '/data/k', value: '1' },
      ]),
      failed,
    );
    expectFailure(
      await admin.patch(path, 'json', [
        { op: 'replace', path: '/nope/k', value: '5' },
      ]),
      failed,
    );
    const passed = await admin.patch(path, 'json', [
      { op: 'test', path: '/data/k', value: '1' },
      { op: 'add', path: '/data/l', value: '2' },
    ]);
    expect(passed.object.data).toEqual({ k: '1', l: '2' });
  },
};

const refused: ContractCase = {
  id: 'patch-refused',
  title: 'refuses patches of a missing object, a wrong type, another identity',
  async run(context) {
    const { admin, core } = context;
    await makeOne(context);
    expectFailure(
      await admin.patch(core('configmaps/absent'), 'merge', {}),
      notFound('configmaps', 'absent'),
    );
    expectFailure(
      await admin.send({
        method: 'PATCH',
        path: core('configmaps/new'),
        body: {},
        contentType: 'application/json',
      }),
      {
        code: 415,
        reason: 'UnsupportedMediaType',
        message: '415: Unsupported Media Type',
        details: {},
      },
    );
    const uid = '11111111-1111-1111-1111-111111111111';
    const other = await admin.patch(core('configmaps/new'), 'merge', {
      metadata: { uid },
    });
    expect(other.status).toBe(422);
    expect(other.body).toMatchObject({
      reason: 'Invalid',
      message: `ConfigMap "new" is invalid: metadata.uid: Invalid value: "${uid}": field is immutable`,
    });
    expectFailure(
      await admin.put(core('configmaps/new'), configMap('other')),
      badRequest(
        'the name of the object (other) does not match the name on the URL (new)',
      ),
    );
  },
};

const strategic: ContractCase = {
  id: 'patch-strategic',
  title:
    'merges lists of a built-in kind by their key when patched strategically',
  async run({ admin, core }) {
    const port = (name: string, number: number) => ({
      name,
      port: number,
      protocol: 'TCP',
      targetPort: number,
    });
    const made = await admin.post(core('services'), {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 's' },
      spec: { clusterIP: 'None', ports: [port('a', 1), port('b', 2)] },
    });
    expect(made.status).toBe(201);
    const patched = await admin.patch(core('services/s'), 'strategic', {
      spec: { ports: [{ port: 2, name: 'renamed' }] },
    });
    expect(patched.status).toBe(200);
    const { spec } = (await admin.get(core('services/s'))).object;
    expect(spec).toMatchObject({
      ports: expect.arrayContaining([
        expect.objectContaining({ port: 1, name: 'a' }),
        expect.objectContaining({ port: 2, name: 'renamed' }),
      ]),
    });
  },
};

const dryRun: ContractCase = {
  id: 'patch-dryrun',
  title: 'answers a dry-run patch with the result and keeps the old object',
  async run(context) {
    const { admin, core } = context;
    const before = await makeOne(context);
    const reply = await admin.patch(
      core('configmaps/new?dryRun=All'),
      'merge',
      { data: { k: '2' } },
    );
    expect(reply.status).toBe(200);
    expect(reply.object.data).toEqual({ k: '2' });
    expect((await admin.get(core('configmaps/new'))).body).toEqual(before);
  },
};

/** Changing: merge, JSON and strategic patches, PUT, conflicts. */
export const patchCases: ContractCase[] = [
  merge,
  stale,
  jsonPatch,
  refused,
  strategic,
  dryRun,
];
