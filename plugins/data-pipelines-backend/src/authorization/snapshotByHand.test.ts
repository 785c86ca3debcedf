import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { Audit } from '../audit/Audit';
import { oneOperation } from '../testing/oneOperation';
import { policyPermissions } from '../testing/policyPermissions';
import { AuthorizedOperationsService } from './AuthorizedOperationsService';
import { ElementAccess } from './ElementAccess';

describe('a snapshot by hand', () => {
  const request = { kind: 'snapshot', pipeline: 'orders', consistency: 'crash', schedule: 'nightly' } as const;
  const caller = { credentials: mockCredentials.user() };
  const service = new AuthorizedOperationsService({
    inner: oneOperation,
    access: new ElementAccess(policyPermissions({ handle: async () => ({ result: AuthorizeResult.ALLOW }) })),
    audit: new Audit({ auditor: mockServices.auditor.mock(), logger: mockServices.logger.mock() }),
    isLastGood: () => false,
  });

  it('cannot claim to be of a schedule', async () => {
    const refused = { advice: { code: 'INPUT_INVALID' }, message: expect.stringContaining('set by schedules only') };
    await expect(service.plan(request, caller)).rejects.toMatchObject(refused);
    await expect(service.start({ plan: 'op-a', hash: 'h', request }, 'key', caller)).rejects.toMatchObject(refused);
  });
});
