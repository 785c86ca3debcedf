import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import type { PermissionPolicy } from '@backstage/plugin-permission-node';
import { elementReadPermission, type PipelineList } from '@penstock/backstage-plugin-data-pipelines-common';
import { Audit } from '../audit/Audit';
import { denyAll, policyPermissions } from '../testing/policyPermissions';
import { AuthorizedPipelinesService } from './AuthorizedPipelinesService';
import { ElementAccess } from './ElementAccess';
import { createElementConditionalDecision, elementConditions } from './rules';

const NOTHING: PipelineList = { items: [], counts: [], total: 0 };

const allowAll: PermissionPolicy = { handle: async () => ({ result: AuthorizeResult.ALLOW }) };
const ownersOnly: PermissionPolicy = {
  handle: async () => createElementConditionalDecision(elementReadPermission, elementConditions.isOwner({ claims: ['group:default/us'] })),
};

async function list(policy: PermissionPolicy) {
  const inner = { listPipelines: jest.fn(async () => NOTHING), getPipeline: jest.fn(), getElement: jest.fn(), listClusters: jest.fn() };
  const service = new AuthorizedPipelinesService({
    inner,
    access: new ElementAccess(policyPermissions(policy)),
    audit: new Audit({ auditor: mockServices.auditor.mock(), logger: mockServices.logger.mock() }),
  });
  return { inner, answer: await service.listPipelines({ limit: 50 }, { credentials: mockCredentials.user() }) };
}

describe('an empty list of pipelines', () => {
  const permission = 'data-pipelines.element.read';

  it('says that nothing may be seen where reading is denied outright, and asks nothing', async () => {
    const { answer, inner } = await list(denyAll);
    expect(answer).toEqual({ ...NOTHING, access: { allowed: false, permission } });
    expect(inner.listPipelines).not.toHaveBeenCalled();
  });

  it('is just empty to whom may read, also under a condition', async () => {
    for (const policy of [allowAll, ownersOnly]) {
      expect((await list(policy)).answer).toEqual({ ...NOTHING, access: { allowed: true, permission } });
    }
  });
});
