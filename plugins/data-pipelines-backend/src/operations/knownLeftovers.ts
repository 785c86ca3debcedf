import type { Element, Leftover } from '@penstock/backstage-plugin-data-pipelines-common';
import type { InventoryReader } from '@penstock/backstage-plugin-data-pipelines-node';
import { derivedLeftovers, leftoverKey, namedOperations } from '../recovery/derivedLeftovers';
import type { OperationStore } from './store/OperationStore';

const MOST_ROWS = 200;
/** Beyond so many operations nothing is called unknown. */
const MOST_LOOKUPS = 500;

/** Where leftovers are looked for. */
export interface LeftoverSources {
  store: Pick<OperationStore, 'list' | 'get' | 'locks'>;
  elements(): ReadonlyMap<string, Element>;
  reader(cluster: string): InventoryReader;
  now(): Date;
}

async function knownOperations(inventory: InventoryReader, store: LeftoverSources['store']): Promise<ReadonlySet<string>> {
  const known = new Set<string>();
  let looked = 0;
  for (const id of namedOperations(inventory)) {
    looked += 1;
    if (looked > MOST_LOOKUPS || (await store.get(id))) known.add(id);
  }
  return known;
}

/** What the objects of the clusters of these elements tell, and belongs to one of these elements. */
async function derivedOf(elements: readonly Element[], { store, reader, now }: LeftoverSources): Promise<Leftover[]> {
  const locks = await store.locks();
  const found: Leftover[] = [];
  for (const cluster of new Set(elements.map(({ object }) => object.cluster))) {
    const inventory = reader(cluster);
    const own = elements.filter(({ object }) => object.cluster === cluster);
    const busy = own.filter(({ id, object }) => locks.some(({ key }) => key === `element:${cluster}/${object.namespace ?? ''}/${id}`));
    const derived = derivedLeftovers({
      inventory,
      now: now(),
      known: await knownOperations(inventory, store),
      busy: new Set(busy.map(({ id }) => id)),
      inUse: new Set(own.flatMap(({ volumes }) => volumes.map(({ namespace, name }) => `${namespace}/${name}`))),
    });
    found.push(...derived.filter(({ element, object }) => own.some(each => each.id === element && isNear(object, each))));
  }
  return found;
}

function isNear({ namespace }: Leftover['object'], { object }: Element): boolean {
  return namespace === undefined || namespace === object.namespace;
}

/**
 * What operations left of the elements given: what rows of ended operations
 * name, then what is derived from the objects themselves; each object once.
 */
export async function knownLeftovers(query: { pipeline?: string; element?: string; visible?: (id: string) => boolean }, sources: LeftoverSources, stored: readonly Leftover[]): Promise<Leftover[]> {
  const { pipeline, element, visible = () => true } = query;
  const elements = [...sources.elements().values()].filter(each => (pipeline === undefined || each.pipeline === pipeline) && (element === undefined || each.id === element) && visible(each.id));
  const all = [...stored, ...(await derivedOf(elements, sources))];
  return [...new Map(all.map(each => [leftoverKey(each.object), each])).values()];
}

/** The removable leftovers of one element, for a plan that is to remove some of them. */
export async function removableLeftovers(element: string, sources: LeftoverSources): Promise<readonly Leftover[]> {
  const rows = await sources.store.list({ element, state: 'ended', limit: MOST_ROWS });
  const stored = rows.flatMap(row => row.leftovers).filter(each => each.element === element);
  return (await knownLeftovers({ element }, sources, stored)).filter(({ removable }) => removable);
}
