import type { AttributesClasses, AttributesClassFact, Volume } from '@penstock/backstage-plugin-data-pipelines-common';
import type { InventoryReader, KubernetesObject } from '@penstock/backstage-plugin-data-pipelines-node';
import { fieldsAt, textAt } from '../engines/shared/reading';

const ATTRIBUTES_CLASS = { group: 'storage.k8s.io', kind: 'VolumeAttributesClass' } as const;
/** Parameters whose text is no attribute of a volume to choose by, and may be a secret. */
const NOT_TOLD = /passw|secret|token|credential|key/i;
/** Characters of a summary; a class may have 512 parameters. */
const SUMMARY_LIMIT = 200;

function summaryOf(found: KubernetesObject): string {
  const parameters = Object.entries(fieldsAt(found, 'parameters')).filter(([key, value]) => typeof value === 'string' && !NOT_TOLD.test(key));
  const words = parameters.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, value]) => `${key} ${value}`).join(', ');
  return words.length <= SUMMARY_LIMIT ? words : `${words.slice(0, SUMMARY_LIMIT - 1)}…`;
}

function factsOf(drivers: ReadonlySet<string>, inventory: InventoryReader): AttributesClassFact[] {
  return [...inventory.list(ATTRIBUTES_CLASS)]
    .sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1))
    .flatMap(found => {
      const driver = textAt(found, 'driverName');
      return driver === undefined || !drivers.has(driver) ? [] : [{ name: found.metadata.name, driver, summary: summaryOf(found) }];
    });
}

/**
 * The volume attributes classes that the cluster offers for the drivers of
 * these volumes; undefined where it has none. A list that cannot be read is
 * not taken for an empty one. Pure.
 */
export function attributesClassesFor(volumes: readonly Pick<Volume, 'driver'>[], inventory: InventoryReader): AttributesClasses | undefined {
  const drivers = new Set(volumes.flatMap(({ driver }) => driver ?? []));
  const kind = inventory.kindState(ATTRIBUTES_CLASS);
  if (drivers.size === 0 || kind.state === 'not-installed') return undefined;
  const items = factsOf(drivers, inventory);
  if (kind.state !== 'watched') return { items, reason: kind.reason };
  if (kind.freshness.state === 'unknown') return { items, reason: kind.freshness.reason };
  return items.length === 0 ? undefined : { items };
}
