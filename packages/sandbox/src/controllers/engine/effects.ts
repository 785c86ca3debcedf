import { KubernetesObject, Resource } from '../../client';
import { DriverOperation } from '../../faults/StandingOrders';
import { EngineCall } from './engineCalls';

/** One write that a stage asks for. Data, so that a golden can show it and memory can play it. */
export type Effect =
  | { act: 'create'; resource: Resource; object: KubernetesObject }
  | {
      act: 'patch';
      resource: Resource;
      namespace?: string;
      name: string;
      /** JSON merge patch. */
      patch: object;
      subresource?: 'status';
    }
  | {
      act: 'apply';
      resource: Resource;
      object: KubernetesObject;
      fieldManager: string;
    }
  | {
      act: 'delete';
      resource: Resource;
      namespace?: string;
      name: string;
      uid?: string;
      propagationPolicy?: 'Orphan' | 'Background';
      gracePeriodSeconds?: number;
    }
  /** Assigns a pod to a node, as a scheduler does. */
  | { act: 'bind'; namespace?: string; name: string; node: string }
  /** Makes or removes the folder that holds the bytes of a volume. */
  | { act: 'directory'; volume: string; present: boolean }
  /** Asks a running engine; what follows from its answer is done as well. */
  | { act: 'engine'; call: EngineCall }
  /** A call of the driver met the fault that is ordered for it. */
  | { act: 'met'; operation: DriverOperation };

/** Creates an object; content when it exists. */
export function create<T extends KubernetesObject>(
  resource: Resource<T>,
  object: T,
): Effect {
  return { act: 'create', resource, object };
}

/** Merge patch on an object. */
export function patch<T extends KubernetesObject>(
  resource: Resource<T>,
  target: T,
  change: object,
): Effect {
  const { namespace, name } = target.metadata;
  return { act: 'patch', resource, namespace, name, patch: change };
}

/** Merge patch on an object's status. */
export function patchStatus<T extends KubernetesObject>(
  resource: Resource<T>,
  target: T,
  status: object,
): Effect {
  const { namespace, name } = target.metadata;
  return {
    act: 'patch',
    resource,
    namespace,
    name,
    patch: { status },
    subresource: 'status',
  };
}

/** Deletes an object, and only this one: not a later one of the same name. */
export function remove<T extends KubernetesObject>(
  resource: Resource<T>,
  target: T,
  options: {
    propagationPolicy?: 'Orphan' | 'Background';
    gracePeriodSeconds?: number;
  } = {},
): Effect {
  const { namespace, name, uid } = target.metadata;
  return { act: 'delete', resource, namespace, name, uid, ...options };
}
