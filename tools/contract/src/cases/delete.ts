import { until } from 'control-plane';
import { configMap } from '../configMap';
import type { ContractCase } from '../ContractCase';
import { expectFailure } from '../expectFailure';
import { notFound } from '../failures';

const GONE_TIMEOUT_MS = 90_000;
const FINALIZER = 'contract.example.org/hold';

const plain: ContractCase = {
  id: 'delete-ok',
  title: 'deletes and says what, once',
  async run({ admin, core }) {
    const made = await admin.post(core('configmaps'), configMap('c'));
    const dry = await admin.delete(core('configmaps/c?dryRun=All'));
    expect(dry.status).toBe(200);
    expect((await admin.get(core('configmaps/c'))).status).toBe(200);

    const reply = await admin.delete(core('configmaps/c'));
    expect(reply.status).toBe(200);
    expect(reply.body).toEqual({
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Success',
      details: { name: 'c', kind: 'configmaps', uid: made.object.metadata.uid },
    });
    expectFailure(
      await admin.delete(core('configmaps/c')),
      notFound('configmaps', 'c'),
    );
  },
};

const conditions: ContractCase = {
  id: 'delete-preconditions',
  title: 'deletes only the object that the preconditions mean',
  async run({ admin, core }) {
    const made = (await admin.post(core('configmaps'), configMap('c'))).object;
    const path = core('configmaps/c');
    const conditional = (preconditions: Record<string, string | undefined>) =>
      admin.delete(path, {
        apiVersion: 'v1',
        kind: 'DeleteOptions',
        preconditions,
      });
    const { uid, resourceVersion } = made.metadata;
    const wrong = '11111111-1111-1111-1111-111111111111';
    const details = { name: 'c', kind: 'ConfigMap' };
    expectFailure(await conditional({ uid: wrong }), {
      code: 409,
      reason: 'Conflict',
      message: `Operation cannot be fulfilled on ConfigMap "c": the UID in the precondition (${wrong}) does not match the UID in record (${uid}). The object might have been deleted and then recreated`,
      details,
    });
    expectFailure(await conditional({ resourceVersion: '1' }), {
      code: 409,
      reason: 'Conflict',
      message: `Operation cannot be fulfilled on ConfigMap "c": the ResourceVersion in the precondition (1) does not match the ResourceVersion in record (${resourceVersion}). The object might have been modified`,
      details,
    });
    expect((await conditional({ uid, resourceVersion })).status).toBe(200);
  },
};

const finalizers: ContractCase = {
  id: 'delete-with-finalizer',
  title: 'keeps an object that is being deleted until its finalizers are gone',
  async run({ admin, core }) {
    const path = core('configmaps/fin');
    await admin.post(
      core('configmaps'),
      configMap('fin', {}, { finalizers: [FINALIZER] }),
    );
    const first = await admin.delete(path);
    expect(first.status).toBe(200);
    expect(first.object).toMatchObject({
      kind: 'ConfigMap',
      metadata: {
        name: 'fin',
        deletionTimestamp: expect.any(String),
        deletionGracePeriodSeconds: 0,
        finalizers: [FINALIZER],
      },
    });
    const again = await admin.delete(path);
    expect(again.object.metadata).toMatchObject({
      resourceVersion: first.object.metadata.resourceVersion,
      deletionTimestamp: first.object.metadata.deletionTimestamp,
    });
    const added = 'contract.example.org/late';
    const message = `Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{"${added}"}`;
    const cause = {
      reason: 'FieldValueForbidden',
      message,
      field: 'metadata.finalizers',
    };
    expectFailure(
      await admin.patch(path, 'merge', {
        metadata: { finalizers: [FINALIZER, added] },
      }),
      {
        code: 422,
        reason: 'Invalid',
        message: `ConfigMap "fin" is invalid: metadata.finalizers: ${message}`,
        details: {
          name: 'fin',
          kind: 'ConfigMap',
          // Two validations find it.
          causes: [cause, cause],
        },
      },
    );
    await admin.patch(path, 'merge', { metadata: { finalizers: [] } });
    expect((await admin.get(path)).status).toBe(404);
  },
};

const collection: ContractCase = {
  id: 'deletecollection',
  title: 'deletes what a selector means and answers with the list of it',
  async run({ admin, core }) {
    for (const name of ['a', 'b', 'c']) {
      await admin.post(
        core('configmaps'),
        configMap(name, {}, { labels: { doomed: String(name !== 'c') } }),
      );
    }
    const reply = await admin.delete(
      core('configmaps?labelSelector=doomed%3Dtrue'),
    );
    expect(reply.object.kind).toBe('ConfigMapList');
    expect(reply.names).toEqual(['a', 'b']);
    const left = await admin.get(core('configmaps?labelSelector=doomed'));
    expect(left.names).toEqual(['c']);
  },
};

const namespaceDeletion: ContractCase = {
  id: 'delete-namespace',
  title: 'deletes a namespace with all that is in it, after its finalizers',
  async run({ admin, core, namespace, basins }) {
    const path = `/api/v1/namespaces/${namespace}`;
    await admin.post(core('configmaps'), configMap('a'));
    await admin.post(basins, {
      apiVersion: 'contract.example.org/v1',
      kind: 'Basin',
      metadata: { name: 'b', finalizers: [FINALIZER] },
      spec: { version: '1' },
    });
    const reply = await admin.delete(path);
    expect(reply.object).toMatchObject({
      kind: 'Namespace',
      status: { phase: 'Terminating' },
    });
    await until('the basin to be marked', GONE_TIMEOUT_MS, async () => {
      const { metadata } = (await admin.get(`${basins}/b`)).object;
      return metadata.deletionTimestamp;
    });
    expect((await admin.get(path)).status).toBe(200);
    await admin.patch(`${basins}/b`, 'merge', { metadata: { finalizers: [] } });
    await until('the namespace to be gone', GONE_TIMEOUT_MS, async () =>
      (await admin.get(path)).status === 404 ? true : undefined,
    );
  },
};

/** Deleting: answers, preconditions, finalizers, namespaces. */
export const deleteCases: ContractCase[] = [
  plain,
  conditions,
  finalizers,
  collection,
  namespaceDeletion,
];
