import { flowOrder } from '../../pipelines/flowOrder';
import type { World, WorldElement } from './World';

/** Whether others read from the element by consumer groups, so that its records can be read again. */
export function isLog(element: WorldElement, world: World): boolean {
  if ((element.description.consumers?.length ?? 0) > 0) return true;
  return world.elements.some(other =>
    (other.description.readsAs?.length ?? 0) > 0 && (other.view.readsFrom.includes(element.id) || element.view.writesTo.includes(other.id)));
}

/**
 * The order in which elements are cut, so that a restore can replay: with the
 * flow, so that who keeps a position is cut before what it writes to, and the
 * logs last, against the flow. A log then covers every position and every
 * record that a sink holds; what is replayed is written twice, never missed.
 */
export function cutOrder(elements: readonly WorldElement[], world: World): WorldElement[] {
  const { order } = flowOrder(world.elements.map(({ id, view }) => ({ id, readsFrom: view.readsFrom, writesTo: view.writesTo })));
  const place = (element: WorldElement) => order.indexOf(element.id);
  const sorted = [...elements].sort((a, b) => place(a) - place(b));
  const logs = sorted.filter(element => isLog(element, world));
  return [...sorted.filter(element => !logs.includes(element)), ...logs.reverse()];
}
