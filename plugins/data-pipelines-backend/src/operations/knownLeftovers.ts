import type { Element, Leftover } from '@penstock/backstage-plugin-data-pipelines-common';
import type { FoundPoint, InventoryReader } from '@penstock/backstage-plugin-data-pipelines-node';
import { derivedLeftovers, leftoverKey, namedOperations } from '../recovery/derivedLeftovers';
import { standingLeftover } from '../recovery/standingLeftover';
import type { OperationRow, OperationStore } from './store/OperationStore';

const MOST_ROWS = 200;
/** Beyond so many operations nothing is called unknown. */
const MOST_LOOKUPS = 500;

/** Where leftovers are looked for. */
export interface LeftoverSources {
  store: Pick<OperationStore, 'list' | 'get' | 'locks'>;
  elements(): ReadonlyMap<string, Element>;
  reader(cluster: string): InventoryReader;
  /** Recovery points of all clusters. */
  points(): readonly FoundPoint[];
  now(): Date;
}

/** What of an ended operation tells of leftovers. */
export type LeftoverRow = Pick<OperationRow, 'kind' | 'request' | 'phase' | 'createdAt' | 'finishedAt' | 'leftovers'>;

/** Which leftovers are asked for; without a pipeline or element, all. */
export interface LeftoverQuery {
  pipeline?: string;
  element?: string;
  /** Elements of which the caller may learn what their clusters tell. */
  visible?: (id: string) => boolean;
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

/** When each object was removed as a leftover, by key: of kinds that are not watched nothing else says that it is gone. */
function removals(rows: readonly LeftoverRow[]): ReadonlyMap<string, number> {
  const removed = rows.flatMap(({ phase, request, createdAt }) =>
    phase === 'Succeeded' && request.kind === 'remove-leftovers' ? request.objects.map((object): [string, number] => [leftoverKey(object), createdAt]) : [],
  );
  return new Map([...removed].sort(([, a], [, b]) => a - b));
}

/** What the rows name and is still there, as it stands now; of one object what the newest row says. */
function storedOf(rows: readonly LeftoverRow[], { element }: LeftoverQuery, { reader, points }: LeftoverSources): Leftover[] {
  const removed = removals(rows);
  const left = [...rows]
    .sort((a, b) => a.createdAt - b.createdAt)
    .flatMap(row => row.leftovers.filter(({ object }) => (removed.get(leftoverKey(object)) ?? 0) <= (row.finishedAt ?? row.createdAt)))
    .filter(each => element === undefined || each.element === undefined || each.element === element);
  return left.reverse().flatMap(each => standingLeftover(each, { inventory: reader(each.object.cluster), points: points() }) ?? []);
}

/**
 * What operations left of the elements asked for: what rows of ended
 * operations name and is still there, then what is derived from the objects
 * themselves; each object once. What is listed as removable can be removed.
 */
export async function knownLeftovers(query: LeftoverQuery, sources: LeftoverSources, rows: readonly LeftoverRow[]): Promise<Leftover[]> {
  const { pipeline, element, visible = () => true } = query;
  const elements = [...sources.elements().values()].filter(each => (pipeline === undefined || each.pipeline === pipeline) && (element === undefined || each.id === element) && visible(each.id));
  const found = new Map<string, Leftover>();
  for (const each of storedOf(rows, query, sources)) if (!found.has(leftoverKey(each.object))) found.set(leftoverKey(each.object), each);
  for (const each of await derivedOf(elements, sources)) found.set(leftoverKey(each.object), each);
  return [...found.values()];
}

/** The removable leftovers of one element, for a plan that is to remove some of them. */
export async function removableLeftovers(element: string, sources: LeftoverSources): Promise<readonly Leftover[]> {
  const rows = await sources.store.list({ element, state: 'ended', limit: MOST_ROWS });
  return (await knownLeftovers({ element }, sources, rows)).filter(each => each.removable && each.element === element);
}
