import type { DataDriver, InventoryReader } from '@penstock/backstage-plugin-data-pipelines-node';

const CLAIM = { group: '', kind: 'PersistentVolumeClaim' };

/**
 * Why what a cluster tells of points and volumes cannot be counted on now, in a
 * sentence; undefined where it can. Of a kind that is not installed there is
 * nothing. Pure.
 */
export function unreadablePoints(reader: InventoryReader, drivers: readonly Pick<DataDriver, 'reads'>[]): string | undefined {
  // Classes say how to cut, not what was cut.
  const kinds = drivers.flatMap(({ reads }) => reads).filter(({ kind }) => !kind.endsWith('Class'));
  for (const kind of [CLAIM, ...kinds]) {
    const known = reader.kindState(kind);
    if (known.state === 'not-installed' || (known.state === 'watched' && known.freshness.state === 'fresh')) continue;
    return `${kind.kind} of ${reader.cluster}: ${known.state === 'watched' ? `as last seen, ${known.freshness.state}` : known.reason}`;
  }
  return undefined;
}
