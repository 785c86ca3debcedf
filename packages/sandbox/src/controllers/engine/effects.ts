import { KubernetesObject, Resource } from '../../client';
import { DriverOperation } from '../../faults/StandingOrders';
import { EngineCall } from './engineCalls';

/** A write through the API. */
export type ApiWrite =
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
  /** Says what happened in an Event of the object; the same words again only count. */
  | { act: 'event'; about: KubernetesObject; event: EventWords };

/** What a storage driver does with its bytes. */
export type DriverAct =
  /** Makes the folder that holds the bytes of a volume, empty or as a copy, or removes it. One that is there stays as it is. */
  | {
      act: 'directory';
      volume: string;
      present: boolean;
      from?: ByteSource;
    }
  /**
   * Copies the bytes of volumes while nothing writes to any of them; what
   * follows is told when that was. A copy that is there already stays, with
   * its time: asking the driver twice gives the same snapshot.
   */
  | { act: 'cut'; copies: Copy[]; then: (at: Date) => Effect[] }
  /** Looks for the copy of a handle. */
  | {
      act: 'findCopy';
      handle: string;
      then: (found: FoundCopy | undefined) => Effect[];
    }
  /** Removes the copy of a handle. */
  | { act: 'dropCopy'; handle: string };

/** One thing that a stage asks for. Data, so that a golden can show it and memory can play it. */
export type Effect =
  | ApiWrite
  | DriverAct
  /** Asks a running engine; what follows from its answer is done as well. */
  | { act: 'engine'; call: EngineCall }
  /** A call of the driver met the fault that is ordered for it. */
  | { act: 'met'; operation: DriverOperation };

/** Where the first bytes of a volume come from. */
export type ByteSource = { copy: string } | { volume: string };

/** One volume and the handle its copy gets. */
export interface Copy {
  volume: string;
  handle: string;
  /** Size of the volume, which a restored one must at least have. */
  sizeBytes: number;
}

/** What is known of a copy. */
export interface FoundCopy {
  at: Date;
  sizeBytes: number;
}

/** What an Event says. */
export interface EventWords {
  type: 'Normal' | 'Warning';
  reason: string;
  message: string;
  /** The controller that says it. */
  by: string;
}

/** An Event about an object. */
export function say(
  about: KubernetesObject,
  by: string,
  type: EventWords['type'],
  reason: string,
  message: string,
): Effect {
  return { act: 'event', about, event: { by, type, reason, message } };
}

/** Adds and takes finalizers; with a precondition, as lists are replaced as a whole. */
export function patchFinalizers<T extends KubernetesObject>(
  resource: Resource<T>,
  target: T,
  change: { add?: string[]; drop?: string[] },
): Effect[] {
  const { add = [], drop = [] } = change;
  const { resourceVersion, finalizers = [] } = target.metadata;
  const wanted = [
    ...finalizers.filter(entry => !drop.includes(entry)),
    ...add.filter(entry => !finalizers.includes(entry)),
  ];
  return wanted.join() === finalizers.join()
    ? []
    : [
        patch(resource, target, {
          metadata: { resourceVersion, finalizers: wanted },
        }),
      ];
}

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
