import { KubeObject, objectAt, stringAt } from '../json';
import { ResourceKind, resourceKey } from '../kinds';
import type { Room } from '../Room';
import { formatQuantity, quantityValue } from '../../quantity';
import { forbidden } from '../status';
import { chargedBytes } from './claims';

/**
 * Storage quotas: `requests.storage`, `<class>.storageclass.storage.k8s.io/requests.storage`
 * and `persistentvolumeclaims`; a growth asks for the difference. Other quotas are not enforced.
 *
 * @throws ApiError 403 with the three sums of every exceeded limit.
 */
export function checkQuota(
  room: Room,
  kind: ResourceKind,
  before: KubeObject | undefined,
  claim: KubeObject,
): void {
  const { namespace } = claim.metadata;
  const quotas = room.store.list('/resourcequotas', namespace);
  if (quotas.length === 0) {
    return;
  }
  const claims = room.store.list(resourceKey(kind), namespace);
  const volumeClass = stringAt(claim, 'spec', 'storageClassName') ?? '';
  const ofClass = (entry: KubeObject) =>
    stringAt(entry, 'spec', 'storageClassName') === volumeClass;
  const sum = (entries: KubeObject[]) =>
    entries.reduce((total, entry) => total + chargedBytes(entry), 0);
  const growth =
    chargedBytes(claim) - (before === undefined ? 0 : chargedBytes(before));
  const asked: [string, number, number][] = [
    [
      `${volumeClass}.storageclass.storage.k8s.io/requests.storage`,
      growth,
      sum(claims.filter(ofClass)),
    ],
    ['persistentvolumeclaims', before === undefined ? 1 : 0, claims.length],
    ['requests.storage', growth, sum(claims)],
  ];
  for (const quota of quotas) {
    const hard = objectAt(quota, 'spec', 'hard');
    const exceeded = asked.flatMap(([name, more, used]) => {
      const limit = hard[name];
      const limitValue =
        typeof limit === 'string' || typeof limit === 'number'
          ? quantityValue(limit)
          : undefined;
      return limitValue !== undefined && more > 0 && used + more > limitValue
        ? [{ name, more, used, limit: limitValue }]
        : [];
    });
    if (exceeded.length > 0) {
      const text = (pick: (row: (typeof exceeded)[number]) => number) =>
        exceeded
          .map(row => `${row.name}=${formatQuantity(pick(row), true)}`)
          .join(',');
      throw forbidden(
        kind,
        claim.metadata.name ?? '',
        `exceeded quota: ${quota.metadata.name ?? ''}, requested: ${text(
          row => row.more,
        )}, used: ${text(row => row.used)}, limited: ${text(row => row.limit)}`,
      );
    }
  }
}
