import type { Leftover, OperationRequest } from '@penstock/backstage-plugin-data-pipelines-common';

/** So many objects one operation removes at most, as the API has it. */
export const MOST_AT_ONCE = 100;

/** What names an object that is left over among all of them. Pure. */
export function leftoverKey({ object: { cluster, apiVersion, kind, namespace = '', name } }: Leftover): string {
  return [cluster, apiVersion, kind, namespace, name].join(' ');
}

/** Whether an operation can be asked to remove it: it may go, and it is known of which element it is. Pure. */
export function canBeChosen({ removable, element }: Leftover): boolean {
  return removable && element !== undefined;
}

/** Why no operation removes these together, or the request for one. */
export type Removal = { problem: 'none' | 'elements' | 'many' } | { problem?: undefined; element: string; request: OperationRequest };

/** What removes the chosen objects: one operation is about one element. Pure. */
export function removalOf(chosen: readonly Leftover[]): Removal {
  const [element, ...others] = new Set(chosen.flatMap(each => each.element ?? []));
  if (element === undefined) return { problem: 'none' };
  if (others.length > 0) return { problem: 'elements' };
  if (chosen.length > MOST_AT_ONCE) return { problem: 'many' };
  return { element, request: { kind: 'remove-leftovers', element, objects: chosen.map(({ object }) => object) } };
}
