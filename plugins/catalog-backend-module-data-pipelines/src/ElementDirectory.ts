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

/** The elements of the last observation. */
export class ElementDirectory {
  #byId: ReadonlyMap<string, KnownElement> = new Map();

  get(id: string): KnownElement | undefined {
    return this.#byId.get(id);
  }

  /**
   * Takes over what was observed.
   *
   * @returns the ids of which a file's entity would now look different
   */
  update({ pipelines }: ObservedWorld): string[] {
    const before = this.#byId;
    const next = new Map<string, KnownElement>();
    for (const { summary, elements, flow } of pipelines) {
      const refs = new Map(elements.map(element => [element.id, element.entityRef]));
      for (const element of elements) {
        const sources = flow.filter(({ to }) => to === element.id).flatMap(({ from }) => refs.get(from) ?? []);
        next.set(element.id, { element, sources, system: summary.entityRef });
      }
    }
    // An element that is no longer observed keeps its relations: its cluster may only be away.
    for (const [id, known] of before) if (!next.has(id)) next.set(id, known);
    this.#byId = next;
    return [...next].filter(([id, known]) => looksOf(known) !== looksOf(before.get(id))).map(([id]) => id);
  }
}

function looksOf(known: KnownElement | undefined): string {
  if (!known) return '';
  const { cluster, namespace } = known.element.object;
  return JSON.stringify([cluster, namespace, known.sources, known.system]);
}
