import { basin } from '../basins';
import { configMap } from '../configMap';
import type { CaseContext, ContractCase } from '../ContractCase';
import { expectFailure, type Failure } from '../expectFailure';
import { invalidField } from '../failures';

type Data = Record<string, string>;

/** Applies the data of the case's ConfigMap as a manager. */
function apply({ admin, core }: CaseContext, manager: string, data?: Data) {
  return admin.patch(
    core(`configmaps/ssa?fieldManager=${manager}`),
    'apply',
    configMap('ssa', data),
  );
}

/** Another manager has set `.data.k`. */
function conflictWith(manager: string, of = ''): Failure {
  return {
    code: 409,
    reason: 'Conflict',
    message: `Apply failed with 1 conflict: conflict with "${manager}"${of}: .data.k`,
    details: {
      causes: [
        {
          reason: 'FieldManagerConflict',
          message: `conflict with "${manager}"${of}`,
          field: '.data.k',
        },
      ],
    },
  };
}

const create: ContractCase = {
  id: 'apply-create',
  title: 'creates by apply and remembers who set which field',
  async run(context) {
    const first = await apply(context, 'alpha');
    expect(first.status).toBe(201);
    expect(first.object.metadata.managedFields).toEqual([
      expect.objectContaining({
        manager: 'alpha',
        operation: 'Apply',
        apiVersion: 'v1',
        fieldsType: 'FieldsV1',
        fieldsV1: { 'f:data': { 'f:k': {} } },
      }),
    ]);
    const again = await apply(context, 'alpha');
    expect(again.status).toBe(200);
    expect(again.object.metadata.resourceVersion).toBe(
      first.object.metadata.resourceVersion,
    );
  },
};

const conflict: ContractCase = {
  id: 'apply-conflict',
  title:
    'shows a conflict with the other manager, shares equal values, obeys force',
  async run(context) {
    const { admin, core } = context;
    await apply(context, 'alpha', { k: '1' });
    expectFailure(
      await apply(context, 'beta', { k: '2' }),
      conflictWith('alpha'),
    );
    const shared = await apply(context, 'beta', { k: '1' });
    expect(shared.status).toBe(200);
    const forced = await apply(context, 'gamma&force=true', { k: '3' });
    expect(forced.status).toBe(200);
    expect(forced.object.data).toEqual({ k: '3' });
    const managers = (await admin.get(core('configmaps/ssa'))).object.metadata
      .managedFields;
    expect(managers).toEqual([
      expect.objectContaining({ manager: 'gamma', operation: 'Apply' }),
    ]);
  },
};

const updateManager: ContractCase = {
  id: 'apply-conflict-with-update-manager',
  title: 'shows a conflict with a manager that updated',
  async run(context) {
    const { admin, core } = context;
    await apply(context, 'alpha', { k: '1' });
    await admin.patch(
      core('configmaps/ssa?fieldManager=kubectl-edit'),
      'merge',
      { data: { k: '2' } },
    );
    expectFailure(
      await apply(context, 'alpha', { k: '1' }),
      conflictWith('kubectl-edit', ' using v1'),
    );
  },
};

const removal: ContractCase = {
  id: 'apply-removes',
  title: 'removes a field that its only manager no longer applies',
  async run(context) {
    await apply(context, 'alpha', { a: '1', b: '2' });
    const reply = await apply(context, 'alpha', { a: '1' });
    expect(reply.object.data).toEqual({ a: '1' });
  },
};

const noManager: ContractCase = {
  id: 'apply-no-manager',
  title: 'refuses an apply without a field manager',
  async run({ admin, core }) {
    expectFailure(
      await admin.patch(core('configmaps/ssa'), 'apply', configMap('ssa')),
      invalidField(
        { kind: 'PatchOptions', group: 'meta.k8s.io' },
        {
          field: 'fieldManager',
          reason: 'FieldValueRequired',
          message: 'Required value: is required for apply patch',
        },
      ),
    );
  },
};

const dryRun: ContractCase = {
  id: 'apply-dryrun',
  title: 'finds a conflict and strict errors in a dry run, and keeps nothing',
  async run({ admin, core }) {
    const path = (query: string) =>
      core(`configmaps/ssa?fieldManager=alpha&dryRun=All${query}`);
    const dry = await admin.patch(path(''), 'apply', configMap('ssa'));
    expect(dry.status).toBe(201);
    expect((await admin.get(core('configmaps/ssa'))).status).toBe(404);
    const strict = await admin.patch(path('&fieldValidation=Strict'), 'apply', {
      ...configMap('ssa'),
      datta: {},
    });
    expect(strict.status).toBe(500);
    expect(strict.body).toMatchObject({
      message: expect.stringContaining('.datta: field not declared in schema'),
    });
  },
};

const wrongType: ContractCase = {
  id: 'apply-wrong-type',
  title:
    'refuses values of a wrong type, by 500 without a reason, and keeps nothing',
  async run({ admin, core, basins }) {
    const refused = async (path: string, body: unknown, message: RegExp) => {
      const query = 'fieldManager=alpha&fieldValidation=Strict';
      for (const rehearsed of ['&dryRun=All', '']) {
        expectFailure(
          await admin.patch(`${path}?${query}${rehearsed}`, 'apply', body),
          { code: 500, message },
        );
      }
      expect((await admin.get(path)).status).toBe(404);
    };
    await refused(
      core('configmaps/ssa'),
      { ...configMap('ssa'), data: { k: 1 } },
      /^failed to create typed patch object .*: \.data\.k: expected string, got /,
    );
    await refused(
      `${basins}/b`,
      basin('b', { basins: [{ count: 'two' }] }),
      /^failed to create typed patch object .*: \.spec\.basins\[0\]\.count: expected numeric \(int or float\), got string$/,
    );
  },
};

/** Server-side apply: ownership, conflicts, dry runs. */
export const applyCases: ContractCase[] = [
  create,
  conflict,
  updateManager,
  removal,
  noManager,
  dryRun,
  wrongType,
];
