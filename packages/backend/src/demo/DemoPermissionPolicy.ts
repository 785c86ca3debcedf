import {
  AuthorizeResult,
  isResourcePermission,
  isReadPermission,
  type PolicyDecision,
} from '@backstage/plugin-permission-common';
import type { PermissionPolicy, PolicyQuery, PolicyQueryUser } from '@backstage/plugin-permission-node';
import {
  createElementConditionalDecision,
  elementConditions,
} from '@penstock/backstage-plugin-data-pipelines-backend';
import { RESOURCE_TYPE_ELEMENT } from '@penstock/backstage-plugin-data-pipelines-common';
import { VIEWERS_GROUP } from './demoUsers';

/**
 * What the demo's users may do: everybody who is signed in reads everything,
 * members of the viewers group do nothing else, and the others create and
 * change only the elements, and their data, that they or their groups own.
 */
export class DemoPermissionPolicy implements PermissionPolicy {
  async handle(request: PolicyQuery, user?: PolicyQueryUser): Promise<PolicyDecision> {
    if (!user) return { result: AuthorizeResult.DENY };
    if (isReadPermission(request.permission)) return { result: AuthorizeResult.ALLOW };
    const claims = user.info.ownershipEntityRefs;
    if (claims.includes(VIEWERS_GROUP)) return { result: AuthorizeResult.DENY };
    if (isResourcePermission(request.permission, RESOURCE_TYPE_ELEMENT)) {
      return createElementConditionalDecision(request.permission, elementConditions.isOwner({ claims }));
    }
    return { result: AuthorizeResult.ALLOW };
  }
}
