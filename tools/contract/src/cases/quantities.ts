import { basin } from '../basins';
import { claim } from '../claim';
import type { ContractCase } from '../ContractCase';
import { expectFailure } from '../expectFailure';
import { badRequest, invalidField } from '../failures';

const malformed: ContractCase = {
  id: 'quantity-invalid',
  title: 'answers 400 to a malformed quantity of a built-in kind',
  async run({ admin, core }) {
    for (const storage of ['10GB!', 'ten', '10GiB']) {
      expectFailure(
        await admin.post(core('persistentvolumeclaims'), claim('q', storage)),
        badRequest(
          'PersistentVolumeClaim in version "v1" cannot be handled as a PersistentVolumeClaim: quantities must match the regular expression \'^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$\'',
        ),
      );
    }
  },
};

const notPositive: ContractCase = {
  id: 'quantity-not-positive',
  title: 'answers 422 to a size of zero or less',
  async run({ admin, core }) {
    for (const storage of ['-1Gi', '0']) {
      const message = `Invalid value: "${storage}": must be greater than zero`;
      expectFailure(
        await admin.post(core('persistentvolumeclaims'), claim('q', storage)),
        invalidField(
          { kind: 'PersistentVolumeClaim', name: 'q' },
          {
            field: 'spec.resources[storage]',
            reason: 'FieldValueInvalid',
            message,
          },
        ),
      );
    }
  },
};

const canonical: ContractCase = {
  id: 'quantity-canonical',
  title: 'writes quantities of built-in kinds in their canonical form',
  async run({ admin, core }) {
    for (const [written, canonicalForm] of [
      ['1024Mi', '1Gi'],
      ['1.5Gi', '1536Mi'],
      ['1000M', '1G'],
      ['1e3', '1e3'],
      ['2Gi', '2Gi'],
    ]) {
      const reply = await admin.post(
        core('persistentvolumeclaims?dryRun=All'),
        claim('q', written),
      );
      expect(reply.object).toMatchObject({
        spec: { resources: { requests: { storage: canonicalForm } } },
      });
    }
  },
};

const custom: ContractCase = {
  id: 'quantity-invalid-crd',
  title: 'judges a quantity of a custom resource by its definition',
  async run({ admin, basins }) {
    const reply = await admin.post(
      `${basins}?dryRun=All`,
      basin('bad', { basins: [{ size: '10GB!' }] }),
    );
    expect(reply.status).toBe(422);
    expect(reply.body).toMatchObject({
      reason: 'Invalid',
      details: {
        causes: [
          {
            reason: 'FieldValueInvalid',
            message: expect.stringMatching(
              /^Invalid value: "10GB!": spec\.basins\[0\]\.size in body should match '/,
            ),
            field: 'spec.basins[0].size',
          },
        ],
      },
    });
    const kept = await admin.post(
      `${basins}?dryRun=All`,
      basin('good', { basins: [{ size: '1024Mi' }] }),
    );
    expect(kept.object.spec).toMatchObject({ basins: [{ size: '1024Mi' }] });
  },
};

/** Quantities in built-in kinds and in custom resources. */
export const quantityCases: ContractCase[] = [
  malformed,
  notPositive,
  canonical,
  custom,
];
