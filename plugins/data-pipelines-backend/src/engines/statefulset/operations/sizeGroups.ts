import type { PreflightCheck } from '@penstock/backstage-plugin-data-pipelines-common';
import type { PlannedElement, SizeGroup } from '@penstock/backstage-plugin-data-pipelines-node';
import { claimGroupChecks } from '../../shared/claimGroupChecks';
import { referenceTo } from '../../shared/finding';
import { isSpecUnobserved } from '../../shared/gates';
import { keyOf } from '../../shared/objectKeys';
import { plainClaimGroup } from '../../shared/plainClaim';
import { ENGINE_CHECKS, objected, passed } from '../../shared/preflightCodes';
import { numberAt, textAt } from '../../shared/reading';
import { replicasOf } from '../../shared/scaling';
import { claimTemplatesOf, isWanted, templateOf, type ClaimTemplate } from '../claimTemplates';
import { isRolling } from '../rolling';
import { restate } from './restate';

function settled({ root, inventory }: PlannedElement): PreflightCheck {
  const { name } = root.metadata;
  const object = referenceTo(inventory.cluster, root);
  const remedy = 'Wait until it is done, or take the change back.';
  if (isSpecUnobserved(root)) return objected(ENGINE_CHECKS.OPERATOR_SETTLED, 'block', { sentence: `Kubernetes has not seen the newest spec of StatefulSet ${name}.`, remedy, object });
  if (isRolling(root)) return objected(ENGINE_CHECKS.NO_ROLLING_UPDATE, 'block', { sentence: `The pods of StatefulSet ${name} are being replaced.`, remedy, object });
  return passed(ENGINE_CHECKS.OPERATOR_SETTLED, `Kubernetes has applied the newest spec of StatefulSet ${name}.`);
}

function complete({ root, inventory }: PlannedElement): PreflightCheck {
  const { name } = root.metadata;
  const [wanted, ready] = [replicasOf(root), numberAt(root, 'status.readyReplicas') ?? 0];
  if (ready >= wanted) return passed(ENGINE_CHECKS.REPLICAS_COMPLETE, `${ready} of ${wanted} pods of StatefulSet ${name} are ready.`);
  return objected(ENGINE_CHECKS.REPLICAS_COMPLETE, 'block', {
    sentence: `${ready} of ${wanted} pods of StatefulSet ${name} are ready.`,
    remedy: 'Make the others ready first: while it is made again, nobody replaces a lost pod.',
    object: referenceTo(inventory.cluster, root),
  });
}

/** With `whenDeleted: Delete` the claims are owned by the set; that they outlive it must not hang on the garbage collector alone. */
function claimsOutlive({ root, inventory }: PlannedElement): PreflightCheck {
  const { name } = root.metadata;
  if (textAt(root, 'spec.persistentVolumeClaimRetentionPolicy.whenDeleted') !== 'Delete') {
    return passed(ENGINE_CHECKS.CLAIMS_OUTLIVE_OWNER, `The claims stay when StatefulSet ${name} is deleted.`);
  }
  return objected(ENGINE_CHECKS.CLAIMS_OUTLIVE_OWNER, 'block', {
    sentence: `StatefulSet ${name} takes its claims along when it is deleted, and it has to be made again to state another size.`,
    remedy: 'Set spec.persistentVolumeClaimRetentionPolicy.whenDeleted to Retain first.',
    object: referenceTo(inventory.cluster, root),
  });
}

function templateGroup(element: PlannedElement, template: ClaimTemplate, claims: readonly string[]): SizeGroup {
  const { root, inventory, namespace } = element;
  const key = keyOf(inventory, root);
  const { name } = root.metadata;
  const path = ['spec', 'volumeClaimTemplates', template.index, 'spec'];
  return {
    title: `claim template ${template.name}`,
    claims,
    owner: key,
    ownerUid: root.metadata.uid,
    operator: 'Penstock',
    path: [...path, 'resources', 'requests', 'storage'],
    size: template.size,
    attributesClass: { path: [...path, 'volumeAttributesClassName'], ...(template.attributesClass === undefined ? {} : { value: template.attributesClass }) },
    checks: [
      settled(element),
      complete(element),
      claimsOutlive(element),
      ...claimGroupChecks({ inventory, namespace, claims, size: template.size, owner: `StatefulSet ${name}` }),
    ],
    restate: (changes, names) => restate(element, changes, names),
    note: 'The claims grow one after the other; then the StatefulSet is made again around its pods with the new size. No pod restarts, unless the driver can grow a filesystem only while it is not mounted.',
    restarts: 0,
  };
}

/**
 * One group for each claim template with the claims of its pods. Claims from
 * elsewhere own themselves, and so do those of former pods, whose growth may
 * have to wait for a pod that never comes.
 */
export function statefulSetSizeGroups(element: PlannedElement): readonly SizeGroup[] {
  const { root, description } = element;
  const claims = [...new Set(description.volumes.map(({ claim }) => claim))];
  const templates = claimTemplatesOf(root).flatMap(template => {
    const own = claims.filter(claim => templateOf(root, claim)?.index === template.index && isWanted(root, claim));
    return own.length === 0 ? [] : [templateGroup(element, template, own)];
  });
  const plain = claims.filter(claim => templateOf(root, claim) === undefined || !isWanted(root, claim));
  return [...templates, ...plain.flatMap(claim => plainClaimGroup(element, claim) ?? [])];
}
