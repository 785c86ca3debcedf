import { isObject, KubeObject } from '../apiserver/json';
import { keyOfObject, StoredState } from './ObjectStore';
import { objectText } from './objectText';

/** One step of a store: an object stored, an object taken away, or the revision alone. */
export type StoreChange =
  | { revision: number }
  | { revision: number; resource: string; object: KubeObject }
  | { revision: number; resource: string; gone: string };

/** A change as one line of a journal. */
export function changeLine(change: StoreChange): string {
  if ('object' in change) {
    const { revision, resource, object } = change;
    return `{"revision":${revision},"resource":${JSON.stringify(
      resource,
    )},"object":${objectText(object, object)}}\n`;
  }
  return `${JSON.stringify(change)}\n`;
}

/** The text of a snapshot. */
export function stateText({ revision, objects }: StoredState): string {
  const shelves = Object.entries(objects).map(
    ([resource, list]) =>
      `${JSON.stringify(resource)}:[${list
        .map(object => objectText(object, object))
        .join(',')}]`,
  );
  return `{"revision":${revision},"objects":{${shelves.join(',')}}}`;
}

/** Reads a snapshot; undefined when it is none. */
export function parseState(text: string): StoredState | undefined {
  try {
    const value: Partial<StoredState> = JSON.parse(text);
    const { revision, objects } = value;
    return typeof revision === 'number' &&
      isObject(objects) &&
      Object.values(objects).every(Array.isArray)
      ? { revision, objects }
      : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The state after the changes of a journal. Changes that the snapshot has
 * already are passed over. What follows the last line break was not written
 * whole and so never acknowledged; a broken line before it ends the replay
 * and is told by `broken`, its number from 1.
 */
export function replay(
  snapshot: StoredState | undefined,
  journal: string,
): { state: StoredState; broken: number | undefined } {
  const shelves = new Map<string, Map<string, KubeObject>>(
    Object.entries(snapshot?.objects ?? {}).map(([resource, list]) => [
      resource,
      new Map(list.map(object => [keyOfObject(object), object])),
    ]),
  );
  let revision = snapshot?.revision ?? 0;
  let broken: number | undefined;
  for (const [index, line] of journal.split('\n').slice(0, -1).entries()) {
    const change = parseLine(line);
    if (change === undefined) {
      broken = index + 1;
      break;
    }
    if (change.revision > revision) {
      revision = change.revision;
      carryOut(shelves, change);
    }
  }
  const objects = Object.fromEntries(
    [...shelves].map(([resource, shelf]) => [resource, [...shelf.values()]]),
  );
  return { state: { revision, objects }, broken };
}

function carryOut(
  shelves: Map<string, Map<string, KubeObject>>,
  change: StoreChange,
): void {
  if (!('resource' in change)) {
    return;
  }
  const shelf = shelves.get(change.resource) ?? new Map<string, KubeObject>();
  shelves.set(change.resource, shelf);
  if ('object' in change) {
    shelf.set(keyOfObject(change.object), change.object);
  } else {
    shelf.delete(change.gone);
  }
}

/** The file is the sandbox's own, so a line that parses and has a revision is taken for a change. */
function parseLine(line: string): StoreChange | undefined {
  try {
    const change: StoreChange = JSON.parse(line);
    return isObject(change) && typeof change.revision === 'number'
      ? change
      : undefined;
  } catch {
    return undefined;
  }
}
