import type { DataPipelinesApi, Element } from '@penstock/backstage-plugin-data-pipelines-common';
import type { FaultKind } from '../api/simulationControlsApiRef';

/** An element that a fault can be ordered for. */
export interface FaultTarget {
  id: string;
  title: string;
  cluster: string;
  namespace: string;
  /** The name of its operator resource, by which the simulation knows it. */
  name: string;
}

/** An element as a target; its volumes may be empty. Pure. */
export function targetOf({ id, title, object }: Element): FaultTarget {
  return { id, title, cluster: object.cluster, namespace: object.namespace ?? '', name: object.name };
}

/** How many pipelines are looked at. */
const LOOKED_AT = 200;

/** The elements with volumes that the user may see. */
export async function loadTargets(api: DataPipelinesApi): Promise<FaultTarget[]> {
  const { items, pipelines } = await api.listPipelines({ limit: LOOKED_AT, expand: 'elements' });
  const whole = pipelines ?? (await Promise.all(items.map(({ name }) => api.getPipeline(name))));
  return whole.flatMap(({ elements }) => elements.filter(({ volumes }) => volumes.length > 0).map(targetOf));
}

/** The parameters of a fault that say which element it is for, with their values. Pure. */
export function placeOf({ parameters }: FaultKind, { namespace, name }: FaultTarget): Record<string, string> {
  const asks = (parameter: string) => parameters.some(each => each.name === parameter);
  return { ...(asks('namespace') && { namespace }), ...(asks('element') && { element: name }) };
}

/** Whether naming an element is all that a fault asks for. Pure. */
export function asksOnlyElement({ parameters }: FaultKind): boolean {
  const rest = parameters.filter(({ name }) => name !== 'namespace' && name !== 'element');
  return parameters.some(({ name }) => name === 'element') && rest.every(({ optional, default: preset }) => optional === true || preset !== undefined);
}
