import { formatBytes, quantityOrUndefined, type PreflightCheck } from '@penstock/backstage-plugin-data-pipelines-common';
import type { InventoryReader, KubernetesObject } from '@penstock/backstage-plugin-data-pipelines-node';
import { objected, passed } from '../../../engines/shared/preflightCodes';
import { fieldsAt } from '../../../engines/shared/reading';
import type { ElementVolumeFacts } from '../elementVolumes';
import { PREFLIGHT_CODES as CODES } from './codes';

const RESOURCE_QUOTA = { group: '', kind: 'ResourceQuota' } as const;

/** What an operation adds to a namespace. */
export interface AddedStorage {
  /** Bytes by storage class; the empty name stands for none. */
  bytesByClass: Readonly<Record<string, number>>;
  /** New claims by storage class. */
  claimsByClass?: Readonly<Record<string, number>>;
}

/** What another claim for each of the volumes adds. */
export function storageOfCopies(volumes: readonly ElementVolumeFacts[]): AddedStorage {
  const bytesByClass: Record<string, number> = {};
  const claimsByClass: Record<string, number> = {};
  for (const { driver, requestedBytes = 0 } of volumes) {
    const name = driver.storageClass ?? '';
    bytesByClass[name] = (bytesByClass[name] ?? 0) + requestedBytes;
    claimsByClass[name] = (claimsByClass[name] ?? 0) + 1;
  }
  return { bytesByClass, claimsByClass };
}

/** What a quota counts of it, by the names that Kubernetes gives: for all classes, and for one. */
function askedOf(resource: string, { bytesByClass, claimsByClass = {} }: AddedStorage): number | undefined {
  const sum = (amounts: Readonly<Record<string, number>>) => Object.values(amounts).reduce((total, amount) => total + amount, 0);
  if (resource === 'requests.storage') return sum(bytesByClass);
  if (resource === 'persistentvolumeclaims') return sum(claimsByClass);
  const ofClass = /^(.+)\.storageclass\.storage\.k8s\.io\/(requests\.storage|persistentvolumeclaims)$/.exec(resource);
  if (ofClass === null) return undefined;
  const [, name, what] = ofClass;
  return (what === 'requests.storage' ? bytesByClass : claimsByClass)[name] ?? 0;
}

function checkOf(quota: KubernetesObject, resource: string, asked: number): PreflightCheck | undefined {
  const hard = quantityOrUndefined(fieldsAt(quota, 'status.hard')[resource] ?? fieldsAt(quota, 'spec.hard')[resource]);
  const used = quantityOrUndefined(fieldsAt(quota, 'status.used')[resource]);
  if (hard === undefined || asked === 0) return undefined;
  const isCount = resource.endsWith('persistentvolumeclaims');
  const say = (amount: number) => (isCount ? `${amount}` : formatBytes(amount));
  const name = `Quota ${quota.metadata.name}`;
  if (used === undefined) {
    return objected(CODES.QUOTA, 'unknown', {
      sentence: `${name} does not say yet how much of ${resource} is used`,
      remedy: 'Its controller fills in the use; look again in a minute.',
    });
  }
  const left = hard - used - asked;
  if (left >= 0) return passed(CODES.QUOTA, `${name}: ${say(left)} of ${say(hard)} left after (${resource})`);
  return objected(CODES.QUOTA, 'block', {
    sentence: `${name} allows ${say(Math.max(0, hard - used))} more (${resource}); ${say(asked)} are needed`,
    remedy: `Raise ${resource} of ResourceQuota ${quota.metadata.name} by ${say(-left)}, or ask for less.`,
  });
}

/** Whether the quotas of the namespace leave room for what is added. */
export function quotaLeavesRoom(inventory: InventoryReader, namespace: string, added: AddedStorage): PreflightCheck[] {
  const state = inventory.kindState(RESOURCE_QUOTA);
  if (state.state !== 'watched') {
    return [
      objected(CODES.QUOTA, 'unknown', {
        sentence: `The quotas of namespace ${namespace}: ${state.reason}`,
        remedy: 'Let Penstock read resourcequotas (docs/kubernetes-rbac.md).',
      }),
    ];
  }
  const checks = inventory.list(RESOURCE_QUOTA, { namespace }).flatMap(quota =>
    Object.keys(fieldsAt(quota, 'spec.hard')).sort().flatMap(resource => {
      const asked = askedOf(resource, added);
      return asked === undefined ? [] : (checkOf(quota, resource, asked) ?? []);
    }),
  );
  return checks.length > 0 ? checks : [passed(CODES.QUOTA, `No quota limits storage in ${namespace}`)];
}
