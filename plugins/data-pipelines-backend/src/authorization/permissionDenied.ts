import type { Permission } from '@backstage/plugin-permission-common';
import { RefusedAccessError } from '../errors';

/** The one sentence for a refusal: it names the permission, so that whoever grants permissions can be asked for it. */
export function permissionDenied(permission: Permission, what: string): RefusedAccessError {
  return new RefusedAccessError(
    `You may not ${what}: the permission ${permission.name} is not granted to you here; ask the owner of the pipeline or a Backstage administrator for it`,
    {
      code: 'PERMISSION_DENIED',
      reason: `The permission policy does not grant ${permission.name}.`,
      remedy: 'Ask the owner of the pipeline or a Backstage administrator for the permission.',
    },
  );
}
