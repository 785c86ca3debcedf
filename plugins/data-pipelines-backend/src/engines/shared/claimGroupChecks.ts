import { quantityOrUndefined } from '@penstock/backstage-plugin-data-pipelines-common';
import type { PreflightCheck } from '@penstock/backstage-plugin-data-pipelines-common';
import type { InventoryReader, KubernetesObject } from '@penstock/backstage-plugin-data-pipelines-node';
import { resizeOf } from './claimChecks';
import { referenceTo } from './finding';
import { PERSISTENT_VOLUME_CLAIM } from './members';
import { ENGINE_CHECKS, objected, passed } from './preflightCodes';
import { fieldsAt, textAt } from './reading';

/** Volumes that one field sizes. */
export interface ClaimGroup {
  inventory: InventoryReader;
  namespace: string;
  claims: readonly string[];
  /** What the owner states, as a quantity. */
  size: string | undefined;
  /** Who states it, for sentences: `KafkaNodePool orders-broker`. */
  owner: string;
}

interface Found {
  name: string;
  claim: KubernetesObject | undefined;
}

function bound(found: readonly Found[], { inventory, namespace }: ClaimGroup): PreflightCheck {
  const known = inventory.kindState(PERSISTENT_VOLUME_CLAIM);
  if (known.state !== 'watched') {
    return objected(ENGINE_CHECKS.CLAIMS_BOUND, 'unknown', {
      sentence: `Claims cannot be read: ${known.reason}`,
      remedy: "Grant list and watch on persistentvolumeclaims to Penstock's account in this cluster.",
    });
  }
  const wrong = found.flatMap(({ name, claim }) => {
    if (claim === undefined) return [`${name} does not exist`];
    if (claim.metadata.deletionTimestamp !== undefined) return [`${name} is being deleted`];
    const phase = textAt(claim, 'status.phase');
    return phase === 'Bound' ? [] : [`${name} is ${phase ?? 'without a phase'}`];
  });
  if (wrong.length === 0) return passed(ENGINE_CHECKS.CLAIMS_BOUND, `${found.length} of ${found.length} claims are bound.`);
  return objected(ENGINE_CHECKS.CLAIMS_BOUND, 'block', {
    sentence: `Not every claim has its volume: ${wrong.join(', ')}.`,
    remedy: `Look at the claims' events first: kubectl describe pvc -n ${namespace}.`,
  });
}

function oneClass(found: readonly Found[]): PreflightCheck {
  const classes = new Map<string, string[]>();
  for (const { name, claim } of found) {
    if (claim === undefined) continue;
    const storageClass = textAt(claim, 'spec.storageClassName') ?? 'no class';
    classes.set(storageClass, [...(classes.get(storageClass) ?? []), name]);
  }
  if (classes.size <= 1) {
    const [only = 'no class'] = classes.keys();
    return passed(ENGINE_CHECKS.CLAIMS_ONE_CLASS, `All claims have the storage class ${only}.`);
  }
  const listed = [...classes].map(([storageClass, names]) => `${storageClass}: ${names.join(', ')}`).join('; ');
  return objected(ENGINE_CHECKS.CLAIMS_ONE_CLASS, 'block', {
    sentence: `The claims have different storage classes (${listed}).`,
    remedy: 'Move the data to members of one class first; one size for several classes cannot be judged.',
  });
}

function noResize(found: readonly Found[], inventory: InventoryReader): PreflightCheck {
  for (const { claim } of found) {
    const resize = claim === undefined ? undefined : resizeOf(claim);
    if (claim === undefined || resize === undefined || resize.state === 'none') continue;
    const object = referenceTo(inventory.cluster, claim);
    if (resize.state === 'running') {
      return objected(ENGINE_CHECKS.NO_RESIZE_RUNNING, 'block', {
        sentence: `Claim ${claim.metadata.name} is being expanded (${resize.word}).`,
        remedy: 'Wait until it has the size that was asked for.',
        object,
      });
    }
    return objected(ENGINE_CHECKS.NO_RESIZE_RUNNING, 'warn', {
      sentence: `An earlier expansion of claim ${claim.metadata.name} failed (${resize.word})${resize.message === undefined ? '' : `: ${resize.message}`}`,
      remedy: 'Find out why before asking for more: a larger request fails for the same reason.',
      object,
    });
  }
  return passed(ENGINE_CHECKS.NO_RESIZE_RUNNING, 'No volume is being expanded.');
}

function alike(found: readonly Found[], { size, owner }: ClaimGroup): PreflightCheck {
  const stated = quantityOrUndefined(size);
  const differing = found.flatMap(({ name, claim }) => {
    const asked = claim === undefined ? undefined : textAt(fieldsAt(claim, 'spec.resources.requests'), 'storage');
    if (asked === undefined || quantityOrUndefined(asked) === stated) return [];
    return [`${name} ${asked}`];
  });
  if (differing.length === 0) return passed(ENGINE_CHECKS.MEMBERS_ALIKE, `All volumes ask for ${size ?? 'the same size'}.`);
  return objected(ENGINE_CHECKS.MEMBERS_ALIKE, 'warn', {
    sentence: `${owner} states ${size ?? 'no size'}, but some volumes ask for another: ${differing.join(', ')}.`,
    remedy: 'Choose a size that is at least the largest of them: all volumes get the same, and none can shrink.',
  });
}

/** What is asked of the claims before their common size is changed. */
export function claimGroupChecks(group: ClaimGroup): readonly PreflightCheck[] {
  const found = group.claims.map(name => ({
    name,
    claim: group.inventory.get(PERSISTENT_VOLUME_CLAIM, { namespace: group.namespace, name }),
  }));
  return [bound(found, group), oneClass(found), noResize(found, group.inventory), alike(found, group)];
}
