import type { PermissionsService } from '@backstage/backend-plugin-api';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import type { PermissionPolicy } from '@backstage/plugin-permission-node';

/** The permission system in one process: asks a real policy, conditions included. For tests. */
export function policyPermissions(policy: PermissionPolicy): PermissionsService {
  const ask = (permission: Parameters<PermissionPolicy['handle']>[0]['permission']) => policy.handle({ permission });
  return {
    authorizeConditional: async requests => Promise.all(requests.map(({ permission }) => ask(permission))),
    authorize: async requests =>
      Promise.all(
        requests.map(async ({ permission }) => {
          const { result } = await ask(permission);
          return { result: result === AuthorizeResult.ALLOW ? AuthorizeResult.ALLOW : AuthorizeResult.DENY };
        }),
      ),
  };
}

/** Denies everything. */
export const denyAll: PermissionPolicy = {
  handle: async () => ({ result: AuthorizeResult.DENY }),
};
