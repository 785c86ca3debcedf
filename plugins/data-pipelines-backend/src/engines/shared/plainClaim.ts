import type { PlannedElement, SizeGroup } from '@penstock/backstage-plugin-data-pipelines-node';
import { claimGroupChecks } from './claimGroupChecks';
import { PERSISTENT_VOLUME_CLAIM } from './members';
import { keyOf } from './objectKeys';
import { ENGINE_CHECKS, objected, passed } from './preflightCodes';
import { fieldsAt, textAt } from './reading';

/** Where a claim states the size that it asks for. */
export const CLAIM_SIZE_PATH = ['spec', 'resources', 'requests', 'storage'] as const;

/** What a claim asks for now. */
export function requestOf(claim: unknown): string | undefined {
  return textAt(fieldsAt(claim, 'spec.resources.requests'), 'storage');
}

/** A claim that nobody but itself sizes: it is patched directly; undefined where it does not exist. */
export function plainClaimGroup(element: PlannedElement, claimName: string): SizeGroup | undefined {
  const { inventory, namespace } = element;
  const claim = inventory.get(PERSISTENT_VOLUME_CLAIM, { namespace, name: claimName });
  if (claim === undefined) return undefined;
  const key = keyOf(inventory, claim);
  const size = requestOf(claim);
  const about = `PersistentVolumeClaim ${claimName}`;
  return {
    title: `claim ${claimName}`,
    claims: [claimName],
    owner: key,
    ownerUid: claim.metadata.uid,
    operator: 'Penstock',
    path: CLAIM_SIZE_PATH,
    size,
    checks: [
      size === undefined
        ? objected(ENGINE_CHECKS.SIZE_STATED, 'block', {
            sentence: `${about} asks for no size.`,
            remedy: 'Write the size that it has into its request first.',
            object: key,
          })
        : passed(ENGINE_CHECKS.SIZE_STATED, `${about} asks for ${size}.`),
      ...claimGroupChecks({ inventory, namespace, claims: [claimName], size, owner: about }),
    ],
    note: 'No operator owns the size. Change it in the manifest that the claim comes from, too.',
    restarts: 0,
  };
}
