import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { AuthorizeResult, isPermission } from '@backstage/plugin-permission-common';
import type { PermissionPolicy } from '@backstage/plugin-permission-node';
import { elementCreatePermission, type KubernetesManifest } from '@penstock/backstage-plugin-data-pipelines-common';
import { inventoryOf } from '@penstock/backstage-plugin-data-pipelines-node/testUtils';
import { Audit } from './audit/Audit';
import { ElementAccess } from './authorization/ElementAccess';
import { createElementConditionalDecision, elementConditions } from './authorization/rules';
import { createManifestsService } from './createManifestsService';
import { engines } from './engines';
import type { CatalogFacts } from './pipelines/CatalogFacts';
import { policyPermissions } from './testing/policyPermissions';
import { noFacts, readModelOf } from './testing/readModelOf';
import { scriptedCluster } from './testing/scriptedCluster';

const OURS = 'group:default/us';
const THEIRS = 'group:default/them';
const KAFKA = '/apis/kafka.strimzi.io/v1/namespaces/orders/kafkas/queue';
const labels = { 'app.kubernetes.io/part-of': 'orders', 'penstock.dev/element': 'queue' };

const ownersOnly: PermissionPolicy = {
  handle: async ({ permission }) =>
    isPermission(permission, elementCreatePermission)
      ? createElementConditionalDecision(permission, elementConditions.isOwner({ claims: [OURS] }))
      : { result: AuthorizeResult.ALLOW },
};
const filedAs = (owner: string): CatalogFacts => ({
  element: id => (id === 'queue' ? { entityRef: 'resource:default/queue', owner } : undefined),
  pipeline: () => ({ entityRef: 'system:default/orders', owner: OURS }),
});
const kafka = (owner: string) => ({
  apiVersion: 'kafka.strimzi.io/v1',
  kind: 'Kafka',
  metadata: { name: 'queue', namespace: 'orders', labels, annotations: { 'penstock.dev/owner': owner } },
});
const config: KubernetesManifest = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'queue-metrics', labels }, data: {} };

/** Applies to a cluster that has the Kafka of an owner, as the views do not show yet. */
async function applyBeside(owner: string, manifest: KubernetesManifest, facts: CatalogFacts = noFacts) {
  const { views } = readModelOf([]);
  const cluster = scriptedCluster();
  const there = { ...kafka(owner), metadata: { ...kafka(owner).metadata, uid: 'u1' } };
  cluster.objects.set(KAFKA, there);
  const reader = inventoryOf([there]);
  const service = createManifestsService({
    ...{ engines, views, facts, clusters: cluster.clusters, inventory: { reader: () => reader } },
    access: new ElementAccess(policyPermissions(ownersOnly)),
    audit: new Audit({ auditor: mockServices.auditor.mock(), logger: mockServices.logger.mock() }),
  });
  return service
    .apply({ cluster: 'prod-north', namespace: 'orders', manifests: [manifest] }, { credentials: mockCredentials.user() })
    .then(() => 'allowed', ({ advice }) => advice.code);
}

describe("another team's element", () => {
  it('takes no part from somebody else before the views show it', async () => {
    expect(await applyBeside(THEIRS, config, { ...noFacts, pipeline: filedAs(OURS).pipeline })).toBe('PERMISSION_DENIED');
  });

  it('is not taken over by a catalog file', async () => {
    for (const manifest of [config, kafka(THEIRS), kafka(OURS)]) {
      expect(await applyBeside(THEIRS, manifest, filedAs(OURS))).toBe('PERMISSION_DENIED');
    }
  });

  it('is changed by its owner', async () => {
    expect(await applyBeside(OURS, config, filedAs(OURS))).toBe('allowed');
    expect(await applyBeside(OURS, kafka(OURS))).toBe('allowed');
    expect(await applyBeside(OURS, kafka(OURS), filedAs(THEIRS))).toBe('PERMISSION_DENIED');
  });
});
