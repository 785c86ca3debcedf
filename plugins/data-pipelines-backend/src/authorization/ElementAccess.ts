import type { BackstageCredentials, PermissionsService } from '@backstage/backend-plugin-api';
import {
  AuthorizeResult,
  type BasicPermission,
  type PermissionCondition,
  type PermissionCriteria,
  type ResourcePermission,
} from '@backstage/plugin-permission-common';
import {
  createConditionTransformer,
  isAndCriteria,
  isNotCriteria,
  isOrCriteria,
} from '@backstage/plugin-permission-node';
import { meetsCriterion, type ElementCriterion, type ElementResource } from './elementResource';
import { elementRules } from './rules';
import type { ServiceLimits } from './ServiceLimits';

/** What a caller may touch. */
export type AccessDecision =
  | { kind: 'all' }
  | { kind: 'none' }
  | { kind: 'some'; allows: (resource: ElementResource) => boolean };

const toCriteria = createConditionTransformer<ElementCriterion>({
  getRuleByName: name => {
    const rule = Object.values(elementRules).find(candidate => candidate.name === name);
    if (!rule) throw new Error(`The permission policy uses the rule ${name}, which Penstock does not have`);
    return rule;
  },
});

function meets(resource: ElementResource, criteria: PermissionCriteria<ElementCriterion>): boolean {
  if (isAndCriteria(criteria)) return criteria.allOf.every(part => meets(resource, part));
  if (isOrCriteria(criteria)) return criteria.anyOf.some(part => meets(resource, part));
  if (isNotCriteria(criteria)) return !meets(resource, criteria.not);
  return meetsCriterion(resource, criteria);
}

/** Asks the permission system, always with the caller's own credentials. */
export class ElementAccess {
  readonly #permissions: PermissionsService;
  readonly #limits: ServiceLimits | undefined;

  constructor(permissions: PermissionsService, limits?: ServiceLimits) {
    this.#permissions = permissions;
    this.#limits = limits;
  }

  /** The decision on a resource permission, conditions turned into a filter. */
  async decide(permission: ResourcePermission, credentials: BackstageCredentials): Promise<AccessDecision> {
    const decided = await this.#decided(permission, credentials);
    const limit = this.#limits?.of(credentials, permission);
    if (!limit || decided.kind === 'none') return decided;
    return { kind: 'some', allows: resource => covers(decided, resource) && limit(resource) };
  }

  async #decided(permission: ResourcePermission, credentials: BackstageCredentials): Promise<AccessDecision> {
    const [decision] = await this.#permissions.authorizeConditional([{ permission }], { credentials });
    switch (decision.result) {
      case AuthorizeResult.ALLOW:
        return { kind: 'all' };
      case AuthorizeResult.CONDITIONAL:
        return this.#conditional(decision.conditions);
      default:
        return { kind: 'none' };
    }
  }

  /** The decision on a permission without a resource. */
  async allows(permission: BasicPermission, credentials: BackstageCredentials): Promise<boolean> {
    const [decision] = await this.#permissions.authorize([{ permission }], { credentials });
    return decision.result === AuthorizeResult.ALLOW;
  }

  #conditional(conditions: PermissionCriteria<PermissionCondition>): AccessDecision {
    const criteria = toCriteria(conditions);
    return { kind: 'some', allows: resource => meets(resource, criteria) };
  }
}

/** Whether the decision lets the caller touch the resource. */
export function covers(decision: AccessDecision, resource: ElementResource): boolean {
  return decision.kind === 'all' || (decision.kind === 'some' && decision.allows(resource));
}
