import { until } from 'control-plane';
import { claim } from '../claim';
import type { CaseContext, ContractCase } from '../ContractCase';
import { expectFailure } from '../expectFailure';
import { invalidField } from '../failures';

const BOUND_TIMEOUT_MS = 90_000;
const IMMUTABLE =
  'spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims';

interface Disk {
  /** Path of the claim. */
  path: string;
  remove(): Promise<void>;
}

/** A bound claim of 2Gi, of a storage class whose volumes may grow or not. */
async function makeBoundClaim(
  { admin, core, namespace }: CaseContext,
  options: { expandable: boolean },
): Promise<Disk> {
  const name = namespace;
  await admin.post('/apis/storage.k8s.io/v1/storageclasses', {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name },
    provisioner: 'contract.example.org/none',
    allowVolumeExpansion: options.expandable,
  });
  const volume = await admin.post('/api/v1/persistentvolumes', {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name },
    spec: {
      capacity: { storage: '2Gi' },
      accessModes: ['ReadWriteOnce'],
      storageClassName: name,
      persistentVolumeReclaimPolicy: 'Retain',
      claimRef: {
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        namespace,
        name: 'disk',
      },
      csi: { driver: 'contract.example.org', volumeHandle: name },
    },
  });
  expect(volume.status).toBe(201);
  const made = await admin.post(
    core('persistentvolumeclaims'),
    claim('disk', '2Gi', { storageClassName: name, volumeName: name }),
  );
  expect(made.status).toBe(201);
  const path = core('persistentvolumeclaims/disk');
  // The bare sandbox has no binder, so the case plays it; a real one does the same meanwhile.
  await admin.patch(`${path}/status`, 'merge', {
    status: {
      phase: 'Bound',
      accessModes: ['ReadWriteOnce'],
      capacity: { storage: '2Gi' },
    },
  });
  await until('the claim to be bound', BOUND_TIMEOUT_MS, async () => {
    const { status } = (await admin.get(path)).object;
    return JSON.stringify(status).includes('"Bound"') || undefined;
  });
  return {
    path,
    async remove() {
      await admin.delete(path);
      await admin.delete(`/api/v1/persistentvolumes/${name}`);
      await admin.delete(`/apis/storage.k8s.io/v1/storageclasses/${name}`);
    },
  };
}

function request(storage: string) {
  return { spec: { resources: { requests: { storage } } } };
}

const grows: ContractCase = {
  id: 'pvc-expand-ok',
  title: 'lets a bound claim grow, and an unfinished growth be lowered',
  async run(context) {
    const { admin } = context;
    const disk = await makeBoundClaim(context, { expandable: true });
    const grown = await admin.patch(disk.path, 'merge', request('5Gi'));
    expect(grown.status).toBe(200);
    expect(grown.object).toMatchObject({
      spec: { resources: { requests: { storage: '5Gi' } } },
      status: { phase: 'Bound', capacity: { storage: '2Gi' } },
    });
    const lowered = await admin.patch(disk.path, 'merge', request('4Gi'));
    expect(lowered.status).toBe(200);
    await disk.remove();
  },
};

const shrinks: ContractCase = {
  id: 'pvc-shrink',
  title: 'refuses a request below the capacity, whatever the class allows',
  async run(context) {
    const { admin } = context;
    const disk = await makeBoundClaim(context, { expandable: true });
    expectFailure(
      await admin.patch(disk.path, 'merge', request('1Gi')),
      invalidField(
        { kind: 'PersistentVolumeClaim', name: 'disk' },
        {
          field: 'spec.resources.requests.storage',
          reason: 'FieldValueForbidden',
          message: 'Forbidden: field can not be less than status.capacity',
        },
      ),
    );
    await disk.remove();
  },
};

const fixed: ContractCase = {
  id: 'pvc-expand-class-forbids',
  title: 'refuses growth that the storage class does not allow',
  async run(context) {
    const { admin } = context;
    const disk = await makeBoundClaim(context, { expandable: false });
    expectFailure(await admin.patch(disk.path, 'merge', request('5Gi')), {
      code: 403,
      reason: 'Forbidden',
      message:
        'persistentvolumeclaims "disk" is forbidden: only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize',
      details: { name: 'disk', kind: 'persistentvolumeclaims' },
    });
    await disk.remove();
  },
};

const unbound: ContractCase = {
  id: 'pvc-expand-unbound',
  title: 'refuses growth and another class of a claim that is not bound',
  async run({ admin, core }) {
    await admin.post(
      core('persistentvolumeclaims'),
      claim('wait', '2Gi', { storageClassName: 'absent' }),
    );
    const changes = [request('3Gi'), { spec: { storageClassName: 'other' } }];
    for (const change of changes) {
      const reply = await admin.patch(
        core('persistentvolumeclaims/wait'),
        'merge',
        change,
      );
      expectFailure(reply, {
        code: 422,
        reason: 'Invalid',
        message: new RegExp(
          `^PersistentVolumeClaim "wait" is invalid: spec: Forbidden: ${IMMUTABLE}`,
        ),
        details: {
          name: 'wait',
          kind: 'PersistentVolumeClaim',
          causes: [
            {
              reason: 'FieldValueForbidden',
              message: expect.stringContaining(`Forbidden: ${IMMUTABLE}`),
              field: 'spec',
            },
          ],
        },
      });
    }
  },
};

const template: ContractCase = {
  id: 'sts-vct-change',
  title: 'refuses to change the claim templates of a StatefulSet',
  async run({ admin, namespace }) {
    const path = `/apis/apps/v1/namespaces/${namespace}/statefulsets`;
    const labels = { app: 'web' };
    const {
      kind: _kind,
      apiVersion: _version,
      ...volume
    } = claim('data', '1Gi');
    const made = await admin.post(path, {
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      metadata: { name: 'web' },
      spec: {
        replicas: 0,
        serviceName: 'web',
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: { containers: [{ name: 'c', image: 'web:1' }] },
        },
        volumeClaimTemplates: [volume],
      },
    });
    expect(made.status).toBe(201);
    const reply = await admin.patch(`${path}/web`, 'json', [
      {
        op: 'replace',
        path: '/spec/volumeClaimTemplates/0/spec/resources/requests/storage',
        value: '2Gi',
      },
    ]);
    const message =
      "Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden";
    expectFailure(
      reply,
      invalidField(
        { kind: 'StatefulSet', group: 'apps', name: 'web' },
        { field: 'spec', reason: 'FieldValueForbidden', message },
      ),
    );
  },
};

/** What may be changed on claims and on their templates. */
export const volumeCases: ContractCase[] = [
  grows,
  shrinks,
  fixed,
  unbound,
  template,
];
