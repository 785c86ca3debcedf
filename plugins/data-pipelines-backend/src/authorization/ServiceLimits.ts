import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { dataPipelinesPermissions } from '@penstock/backstage-plugin-data-pipelines-common';
import type { ElementResource } from './elementResource';

/** What one service may do; a part that is absent is not limited. */
interface Limit {
  subject: string;
  pipelines?: readonly string[];
  permissions?: readonly string[];
}

/**
 * Limits of services by the configuration `dataPipelines.automation`, since a
 * service token is not a user about whom the permission policy is asked. A
 * service that is not named there is limited by Backstage's own
 * `accessRestrictions` only.
 */
export class ServiceLimits {
  /** @throws InputError for a permission that Penstock does not have */
  static fromConfig(config: Config): ServiceLimits {
    const known = dataPipelinesPermissions.map(({ name }) => name);
    const limits = (config.getOptionalConfigArray('dataPipelines.automation') ?? []).map(entry => {
      const permissions = entry.getOptionalStringArray('permissions');
      const wrong = permissions?.find(name => !known.includes(name));
      if (wrong !== undefined) {
        throw new InputError(`dataPipelines.automation names the permission ${wrong}, which Penstock does not have; docs/permissions.md lists those that it has`);
      }
      return { subject: entry.getString('subject'), pipelines: entry.getOptionalStringArray('pipelines'), permissions };
    });
    return new ServiceLimits(limits);
  }

  private constructor(private readonly limits: readonly Limit[]) {}

  /** What of the permission is left to this caller; undefined when nothing limits them. */
  of(credentials: BackstageCredentials, permission: { name: string }): ((resource: ElementResource) => boolean) | undefined {
    const subject = serviceOf(credentials);
    const limit = subject === undefined ? undefined : this.limits.find(each => each.subject === subject);
    if (!limit) return undefined;
    if (limit.permissions && !limit.permissions.includes(permission.name)) return () => false;
    const { pipelines } = limit;
    return pipelines ? resource => pipelines.includes(resource.pipeline) : undefined;
  }
}

function serviceOf({ principal }: BackstageCredentials): string | undefined {
  const known: unknown = principal;
  if (typeof known !== 'object' || known === null || !('type' in known) || known.type !== 'service') return undefined;
  return 'subject' in known && typeof known.subject === 'string' ? known.subject : undefined;
}
