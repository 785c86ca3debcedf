import { callApi } from './apiClient';
import { findBinaries } from './binaries';
import { type ControlPlane, startControlPlane } from './controlPlane';
import { requireOrLeaveOut } from './requireOrLeaveOut';
import type { LimitedUserName } from './users';

const LIMIT_MS = 300_000;

/** `verb resource.group`; the core group has none. */
type Right = `${string} ${string}`;

const RIGHTS: Record<LimitedUserName, { may: Right[]; mayNot: Right[] }> = {
  'penstock-read': {
    may: [
      'list volumesnapshots.snapshot.storage.k8s.io',
      'watch volumegroupsnapshots.groupsnapshot.storage.k8s.io',
      'list kafkas.kafka.strimzi.io',
      'get persistentvolumes',
    ],
    mayNot: [
      'create volumesnapshots.snapshot.storage.k8s.io',
      'patch persistentvolumeclaims',
      'get secrets',
    ],
  },
  'penstock-snapshot': {
    may: [
      'create volumesnapshots.snapshot.storage.k8s.io',
      'delete volumegroupsnapshots.groupsnapshot.storage.k8s.io',
      'patch kafkaconnectors.kafka.strimzi.io',
      'patch sparkapplications.sparkoperator.k8s.io',
    ],
    mayNot: [
      'create volumesnapshotcontents.snapshot.storage.k8s.io',
      'delete persistentvolumeclaims',
      'patch persistentvolumes',
      'patch kafkas.kafka.strimzi.io',
      'delete pods',
      'get secrets',
    ],
  },
  'penstock-restore': {
    may: [
      'create volumesnapshots.snapshot.storage.k8s.io',
      'create volumesnapshotcontents.snapshot.storage.k8s.io',
      'delete persistentvolumeclaims',
      'patch persistentvolumes',
      'delete strimzipodsets.core.strimzi.io',
      'patch kafkas/status.kafka.strimzi.io',
      'create namespaces',
      'delete namespaces',
    ],
    mayNot: [
      'delete statefulsets.apps',
      'delete pods',
      'create roles.rbac.authorization.k8s.io',
      'get secrets',
    ],
  },
  'penstock-expand': {
    may: [
      'patch kafkanodepools.kafka.strimzi.io',
      'patch elasticsearches.elasticsearch.k8s.elastic.co',
      'patch persistentvolumeclaims',
      'create statefulsets.apps',
      'delete statefulsets.apps',
    ],
    mayNot: [
      'delete persistentvolumeclaims',
      'create volumesnapshots.snapshot.storage.k8s.io',
      'delete pods',
      'get secrets',
    ],
  },
};

const binaries = requireOrLeaveOut(
  {
    what: 'the rights of the limited users on a real API server',
    howToGetIt:
      'Run "yarn workspace control-plane control-plane build", which needs Go 1.26.',
  },
  findBinaries,
);

if (binaries) {
  describe('limited users on a real API server', () => {
    let controlPlane: ControlPlane;

    beforeAll(async () => {
      controlPlane = await startControlPlane({ binaries });
    }, LIMIT_MS);

    afterAll(() => controlPlane?.stop(), LIMIT_MS);

    async function isAllowed(
      user: LimitedUserName,
      right: Right,
    ): Promise<boolean> {
      const [verb, target] = right.split(' ');
      const [path, ...group] = target.split('.');
      const [resource, subresource] = path.split('/');
      const answer = await callApi(
        {
          server: controlPlane.server,
          ca: controlPlane.ca,
          token: controlPlane.tokens[user],
        },
        {
          method: 'POST',
          path: '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
          body: {
            apiVersion: 'authorization.k8s.io/v1',
            kind: 'SelfSubjectAccessReview',
            spec: {
              resourceAttributes: {
                verb,
                resource,
                subresource,
                group: group.join('.'),
                namespace: 'default',
              },
            },
          },
        },
      );
      return JSON.parse(answer.text).status.allowed;
    }

    const users: LimitedUserName[] = [
      'penstock-read',
      'penstock-snapshot',
      'penstock-restore',
      'penstock-expand',
    ];
    it.each(users)('%s may what its use needs, and no more', async user => {
      for (const right of RIGHTS[user].may) {
        expect([right, await isAllowed(user, right)]).toEqual([right, true]);
      }
      for (const right of RIGHTS[user].mayNot) {
        expect([right, await isAllowed(user, right)]).toEqual([right, false]);
      }
    });
  });
}
