import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import type { PermissionPolicy } from '@backstage/plugin-permission-node';
import { isPermission } from '@backstage/plugin-permission-common';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { elementCreatePermission } from '@penstock/backstage-plugin-data-pipelines-common';
import { Audit } from '../audit/Audit';
import { ALLOWED_KINDS } from '../operations/manifests/allowedKinds';
import { elementClaims } from '../operations/manifests/elementClaims';
import { ownerOf } from '../pipelines/CatalogFacts';
import { policyPermissions } from '../testing/policyPermissions';
import { AuthorizedManifestsService } from './AuthorizedManifestsService';
import { ElementAccess } from './ElementAccess';
import type { ElementResource } from './elementResource';
import { createElementConditionalDecision, elementConditions } from './rules';

const OURS = 'group:default/us';
const THEIRS = 'group:default/them';

type Conditions = Parameters<typeof createElementConditionalDecision>[1];

const policyOf = (conditions: Conditions): PermissionPolicy => ({
  handle: async ({ permission }) =>
    isPermission(permission, elementCreatePermission)
      ? createElementConditionalDecision(permission, conditions)
      : { result: AuthorizeResult.DENY },
});
const ownersOnly = policyOf(elementConditions.isOwner({ claims: [OURS] }));

const manifest = (options: { element?: string; pipeline?: string; owner?: string } = {}) => ({
  apiVersion: 'kafka.strimzi.io/v1',
  kind: 'Kafka',
  metadata: {
    name: options.element ?? 'k',
    labels: { 'penstock.dev/element': options.element ?? 'k', 'app.kubernetes.io/part-of': options.pipeline ?? 'p' },
    annotations: options.owner ? { 'penstock.dev/owner': options.owner } : {},
  },
});

interface World {
  policy?: PermissionPolicy;
  existing?: ElementResource;
  /** Owner of the element in a catalog file. */
  filed?: string;
}

async function apply(manifests: object[], { policy = ownersOnly, existing, filed }: World = {}) {
  const done = { cluster: 'c', namespace: 'n', dryRun: false, succeeded: true, outcomes: [] };
  const inner = { lint: jest.fn(), dryRun: jest.fn(), apply: jest.fn(async () => done) };
  const facts = { element: () => (filed ? { entityRef: 'resource:default/k', owner: filed } : undefined), pipeline: () => undefined };
  const auditor = mockServices.auditor.mock();
  const service = new AuthorizedManifestsService({
    inner,
    access: new ElementAccess(policyPermissions(policy)),
    audit: new Audit({ auditor, logger: mockServices.logger.mock() }),
    claimsOf: request => elementClaims(request, ALLOWED_KINDS),
    ownerOf: ({ element, pipeline, owner }) => ownerOf(facts, { element, pipeline, annotation: owner }),
    existing: () => (existing ? [existing] : []),
  });
  const outcome = await service
    .apply({ cluster: 'c', namespace: 'n', manifests: manifests.map(each => ({ ...each })) }, { credentials: mockCredentials.user() })
    .then(() => 'allowed', (error: unknown) => error);
  expect(inner.apply).toHaveBeenCalledTimes(outcome === 'allowed' ? 1 : 0);
  return { outcome, auditor };
}

const denied = { name: 'NotAllowedError', advice: { code: 'PERMISSION_DENIED' } };

describe('who may apply', () => {
  it('is the owner that the manifests name', async () => {
    expect((await apply([manifest({ owner: OURS })])).outcome).toBe('allowed');
    expect((await apply([manifest({ owner: 'us' })])).outcome).toBe('allowed');
    expect((await apply([manifest({ owner: THEIRS })])).outcome).toMatchObject(denied);
    expect((await apply([manifest()])).outcome).toMatchObject(denied);
  });

  it('is nobody who names themselves as owner of what others own, in the cluster or in a catalog file', async () => {
    const existing = { pipeline: 'p', owner: THEIRS, cluster: 'c', namespace: 'n' };
    expect((await apply([manifest({ owner: OURS })], { existing })).outcome).toMatchObject(denied);
    expect((await apply([manifest({ owner: OURS })], { existing: { ...existing, owner: undefined } })).outcome).toMatchObject(denied);
    expect((await apply([manifest({ owner: OURS })], { filed: THEIRS })).outcome).toMatchObject(denied);
  });

  it('is nobody who names themselves as owner of what others own in a catalog file', async () => {
    const existing = { pipeline: 'p', owner: OURS, cluster: 'c', namespace: 'n' };
    expect((await apply([manifest({ owner: THEIRS })], { existing, filed: OURS })).outcome).toMatchObject(denied);
    expect((await apply([manifest({ owner: OURS })], { existing, filed: OURS })).outcome).toBe('allowed');
  });

  it('needs the right to every element of the request', async () => {
    const manifests = [manifest({ owner: OURS }), manifest({ element: 'l', owner: THEIRS })];
    expect((await apply(manifests)).outcome).toMatchObject(denied);
  });

  it.each([
    ['cluster', elementConditions.inCluster({ clusters: ['c'] }), elementConditions.inCluster({ clusters: ['d'] })],
    ['namespace', elementConditions.inNamespace({ namespaces: ['n'] }), elementConditions.inNamespace({ namespaces: ['m'] })],
    ['pipeline', elementConditions.inPipeline({ pipelines: ['p'] }), elementConditions.inPipeline({ pipelines: ['q'] })],
    [
      'a combination',
      { allOf: [elementConditions.inCluster({ clusters: ['c'] }), { not: elementConditions.inPipeline({ pipelines: ['q'] }) }] },
      { anyOf: [elementConditions.inCluster({ clusters: ['d'] }), elementConditions.inNamespace({ namespaces: ['m'] })] },
    ],
  ] satisfies [string, Conditions, Conditions][])('can be decided by %s', async (_, allowing, denying) => {
    expect((await apply([manifest()], { policy: policyOf(allowing) })).outcome).toBe('allowed');
    expect((await apply([manifest()], { policy: policyOf(denying) })).outcome).toMatchObject(denied);
  });

  it('is audited as it began and as it ended, with the elements', async () => {
    const { auditor } = await apply([manifest({ owner: THEIRS })]);
    expect(auditor.createEvent).toHaveBeenCalledWith(
      expect.objectContaining({
        eventId: 'manifest-apply',
        severityLevel: 'medium',
        meta: { cluster: 'c', namespace: 'n', caller: 'user:default/mock' },
      }),
    );
    const event = await auditor.createEvent.mock.results[0].value;
    expect(event.fail.mock.calls).toMatchObject([[{ error: denied, meta: { elements: ['k'] } }]]);
    expect(event.success).not.toHaveBeenCalled();
  });
});
