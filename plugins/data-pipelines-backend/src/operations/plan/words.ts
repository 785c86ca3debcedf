import type { ObjectKey } from '@penstock/backstage-plugin-data-pipelines-node';

export { fieldText } from '../../engines/shared/fieldText';

/** `1 volume`, `3 volumes`. */
export function plural(count: number, word: string, words = `${word}s`): string {
  return `${count} ${count === 1 ? word : words}`;
}

/** `a`, `a and b`, `a, b and 3 more`. */
export function nameList(names: readonly string[]): string {
  if (names.length <= 1) return names[0] ?? 'none';
  if (names.length <= 3) return `${names.slice(0, -1).join(', ')} and ${names[names.length - 1]}`;
  return `${names.slice(0, 2).join(', ')} and ${names.length - 2} more`;
}

/** `prod-north / orders, billing`: where elements of one cluster are. */
export function placesText(elements: readonly { cluster: string; namespace: string }[]): string {
  return `${elements[0]?.cluster ?? ''} / ${[...new Set(elements.map(({ namespace }) => namespace))].join(', ')}`;
}

/** `KafkaNodePool broker`. */
export function objectName({ kind, name }: Pick<ObjectKey, 'kind' | 'name'>): string {
  return `${kind} ${name}`;
}

/** `1,234,567`. */
export function countText(count: number): string {
  return Math.round(count).toString().replace(/\B(?=(\d{3})+$)/g, ',');
}
