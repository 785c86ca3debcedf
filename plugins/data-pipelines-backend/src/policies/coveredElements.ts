import type { Element, ScheduleSpec } from '@penstock/backstage-plugin-data-pipelines-common';
import type { OperationScope } from '../operations/store/OperationStore';

/** The elements that run and that a schedule means. Pure. */
export function coveredElements({ pipeline, elements: ids }: ScheduleSpec, elements: ReadonlyMap<string, Element>): readonly Element[] {
  return [...elements.values()].filter(element => element.pipeline === pipeline && element.volumes.length > 0 && (ids === undefined || ids.includes(element.id)));
}

type Place = OperationScope['elements'][number];

/**
 * The elements that a schedule may not touch, because nobody who could decide
 * about them agreed: those of an owner of whom nothing was covered when it was
 * saved, and those of nobody that were not covered themselves. Pure.
 *
 * @param saved - what it covered when it was saved
 * @param now - what it would touch
 */
export function strangersOf(saved: OperationScope, now: OperationScope): readonly string[] {
  const owners = new Set(saved.elements.flatMap(ownersOf));
  const ids = new Set(saved.elements.map(({ id }) => id));
  return now.elements.filter(place => !(ownersOf(place).length === 0 ? ids.has(place.id) : ownersOf(place).every(owner => owners.has(owner)))).map(({ id }) => id);
}

function ownersOf({ owner, namedOwner }: Place): string[] {
  return [...(owner === undefined ? [] : [owner]), ...(namedOwner === undefined ? [] : [namedOwner])];
}
