import type { PreflightCheck } from '@penstock/backstage-plugin-data-pipelines-common';
import type { KubernetesObject, ObjectKey, PlannedElement, SizeGroup } from '@penstock/backstage-plugin-data-pipelines-node';
import { claimGroupChecks } from './claimGroupChecks';
import { PERSISTENT_VOLUME_CLAIM } from './members';
import { keyOf } from './objectKeys';
import { ENGINE_CHECKS, objected, passed } from './preflightCodes';
import { fieldsAt, listAt, textAt } from './reading';

/** Where a claim states the size that it asks for. */
export const CLAIM_SIZE_PATH = ['spec', 'resources', 'requests', 'storage'] as const;

/** What a claim asks for now. */
export function requestOf(claim: unknown): string | undefined {
  return textAt(fieldsAt(claim, 'spec.resources.requests'), 'storage');
}

/** Who makes the claim and would undo another size, or come up with the old one: its controller, or another StatefulSet by its name. */
function makerOf(claim: KubernetesObject, { inventory, namespace, root }: PlannedElement): string | undefined {
  const controller = (claim.metadata.ownerReferences ?? []).find(owner => owner.controller === true);
  if (controller !== undefined) return `${controller.kind} ${controller.name}`;
  const maker = inventory.list({ group: 'apps', kind: 'StatefulSet' }, { namespace }).find(set => {
    const stems = listAt(set, 'spec.volumeClaimTemplates').map(template => `${textAt(template, 'metadata.name') ?? ''}-${set.metadata.name}-`);
    return set.metadata.uid !== root.metadata.uid && stems.some(stem => claim.metadata.name.startsWith(stem) && /^\d+$/.test(claim.metadata.name.slice(stem.length)));
  });
  return maker === undefined ? undefined : `StatefulSet ${maker.metadata.name}`;
}

function sizeStated(about: string, size: string | undefined, maker: string | undefined, object: ObjectKey): PreflightCheck {
  if (size === undefined) {
    return objected(ENGINE_CHECKS.SIZE_STATED, 'block', { sentence: `${about} asks for no size.`, remedy: 'Write the size that it has into its request first.', object });
  }
  if (maker !== undefined) {
    return objected(ENGINE_CHECKS.SIZE_STATED, 'block', { sentence: `${about} is made by ${maker}, which owns its size.`, remedy: `Change the size by the means of ${maker}.`, object });
  }
  return passed(ENGINE_CHECKS.SIZE_STATED, `${about} asks for ${size}.`);
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
      sizeStated(about, size, makerOf(claim, element), key),
      ...claimGroupChecks({ inventory, namespace, claims: [claimName], size, owner: about }),
    ],
    note: 'No operator owns the size. Change it in the manifest that the claim comes from, too.',
    restarts: 0,
  };
}
