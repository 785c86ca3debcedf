import type { Element } from '@penstock/backstage-plugin-data-pipelines-common';
import type { ObservedWorld } from './ObservedWorld';

/** What discovery knows of an element, for the entity that a file describes. */
export interface KnownElement {
  element: Element;
  /** Entity references of the elements that records come from. */
  sources: readonly string[];
  /** Entity reference of the pipeline. */
  system: string;
}

/** By element id. */
export type KnownElements = ReadonlyMap<string, KnownElement>;

/**
 * What is known after an observation. An element that is no longer observed is
 * still known as it was: its cluster may only be away. Pure.
 */
export function knownElements({ pipelines }: ObservedWorld, before: KnownElements): KnownElements {
  const observed = pipelines.flatMap(({ summary, elements, flow }) => {
    const refs = new Map(elements.map(element => [element.id, element.entityRef]));
    return elements.map((element): [string, KnownElement] => {
      const sources = flow.filter(({ to }) => to === element.id).flatMap(({ from }) => refs.get(from) ?? []);
      return [element.id, { element, sources, system: summary.entityRef }];
    });
  });
  return new Map([...before, ...observed]);
}

/** The ids of which a file's entity would now look different. Pure. */
export function changedElements(before: KnownElements, after: KnownElements): string[] {
  return [...after].filter(([id, known]) => looksOf(known) !== looksOf(before.get(id))).map(([id]) => id);
}

function looksOf(known: KnownElement | undefined): string {
  if (!known) return '';
  const { cluster, namespace } = known.element.object;
  return JSON.stringify([cluster, namespace, known.sources, known.system]);
}
