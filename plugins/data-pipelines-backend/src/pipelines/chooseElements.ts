import type { FoundElement } from './discoverElements';

/** One element per id, with the others that claim to be the same. */
export interface ChosenElement {
  chosen: FoundElement;
  /** In the same order of preference; empty as it should be. */
  others: readonly FoundElement[];
}

/**
 * Settles which object an id stands for when several carry it: the oldest one,
 * then the first by cluster, namespace, kind and name. The choice does not
 * depend on the order of discovery. Pure.
 */
export function chooseElements(found: readonly FoundElement[]): ChosenElement[] {
  const byId = new Map<string, FoundElement[]>();
  for (const element of found) {
    const same = byId.get(element.id) ?? [];
    same.push(element);
    byId.set(element.id, same);
  }
  return [...byId.values()].map(same => {
    const [chosen, ...others] = same.sort(byAgeThenPlace);
    return { chosen, others };
  });
}

function byAgeThenPlace(a: FoundElement, b: FoundElement): number {
  return compare(ageKey(a), ageKey(b)) || compare(placeOf(a), placeOf(b));
}

/** RFC 3339 in UTC sorts as text; an object without a time is taken for the youngest. */
function ageKey({ root }: FoundElement): string {
  return root.metadata.creationTimestamp ?? '9999';
}

/** Where an element stands, for people and for ordering. */
export function placeOf({ cluster, root }: FoundElement): string {
  return `${cluster}/${root.metadata.namespace ?? ''}/${root.kind}/${root.metadata.name}`;
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
