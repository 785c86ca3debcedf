import { KubernetesObject, Resource } from '../../client';
import { OrdersInForce, Silenceable } from '../../faults/StandingOrders';
import { EngineReport } from '../../workload/engineReports';
import { Effect } from './effects';

/** What a stage may look at besides its subject: the objects now known. */
export interface View {
  /** Faults to be played. */
  readonly orders: OrdersInForce;
  /** All objects of a kind, or those of one namespace. */
  list<T extends KubernetesObject>(
    resource: Resource<T>,
    namespace?: string,
  ): T[];
  get<T extends KubernetesObject>(
    resource: Resource<T>,
    namespace: string | undefined,
    name: string,
  ): T | undefined;
  /** What the engine behind an operator's resource tells, if it has something to tell. */
  report(namespace: string | undefined, name: string): EngineReport | undefined;
}

/** Scripted milliseconds before a stage acts; `jitterMs` adds up to that much, drawn from the seed. */
export interface Delay {
  ms: number;
  jitterMs?: number;
}

/**
 * One row of a behaviour table: in this state, after this time, do that. Pure:
 * the same objects give the same effects.
 */
export interface Stage<T extends KubernetesObject> {
  name: string;
  when(subject: T, view: View, now: Date): boolean;
  delay: Delay | ((subject: T, view: View, now: Date) => Delay);
  effects(subject: T, view: View, now: Date): Effect[];
}

/** Which object of a kind. */
export interface ObjectName {
  namespace?: string;
  name: string;
}

/** The behaviour of one controller for one kind. The first stage that matches is the one that acts. */
export interface Table<T extends KubernetesObject = KubernetesObject> {
  name: string;
  /** Whose behaviour this is, where it can be silenced. */
  controller?: Silenceable;
  subject: Resource<T>;
  /** Kinds whose changes may change the state of a subject. */
  watches: Resource[];
  /**
   * Which subjects a change may concern, where that is known: with thousands
   * of them, looking at all after each change takes too long. Unset: all
   * subjects of the changed object's namespace, or all.
   */
  concerned?(changed: KubernetesObject): ObjectName[] | 'all';
  stages: Stage<T>[];
}

/** A stage that writes the status which `desired` computes, when that differs from what stands there. */
export function statusStage<T extends KubernetesObject & { status?: object }>(
  name: string,
  delay: Stage<T>['delay'],
  resource: Resource<T>,
  desired: (subject: T, view: View, now: Date) => object | undefined,
): Stage<T> {
  return {
    name,
    delay,
    when: (subject, view, now) => {
      const status = desired(subject, view, now);
      return status !== undefined && wouldChange(subject.status, status);
    },
    effects: (subject, view, now) => {
      const { namespace, name: of } = subject.metadata;
      return [
        {
          act: 'patch',
          resource,
          namespace,
          name: of,
          patch: { status: desired(subject, view, now) ?? {} },
          subresource: 'status',
        },
      ];
    },
  };
}

/** A stage that creates those of the wanted objects that do not exist. */
export function createStage<T extends KubernetesObject>(
  name: string,
  delay: Delay,
  wanted: (
    subject: T,
    view: View,
  ) => Array<{ resource: Resource; object: KubernetesObject }>,
): Stage<T> {
  const missing = (subject: T, view: View) =>
    wanted(subject, view).filter(
      ({ resource, object }) =>
        !view.get(resource, object.metadata.namespace, object.metadata.name),
    );
  return {
    name,
    delay,
    when: (subject, view) => missing(subject, view).length > 0,
    effects: (subject, view) =>
      missing(subject, view).map(({ resource, object }) => ({
        act: 'create',
        resource,
        object,
      })),
  };
}

/** Whether a JSON merge patch would change `current`. */
export function wouldChange(current: unknown, change: unknown): boolean {
  if (change === null || change === undefined) {
    return current !== undefined && current !== null && change === null;
  }
  if (isRecord(change)) {
    const known = isRecord(current) ? current : undefined;
    if (!known) {
      return true;
    }
    return Object.entries(change).some(([key, value]) =>
      wouldChange(known[key], value),
    );
  }
  return JSON.stringify(sorted(current)) !== JSON.stringify(sorted(change));
}

/** The result of a JSON merge patch (RFC 7386). */
export function mergePatch(current: unknown, change: unknown): unknown {
  if (!isRecord(change)) {
    return change;
  }
  const result: Record<string, unknown> = isRecord(current)
    ? { ...current }
    : {};
  for (const [key, value] of Object.entries(change)) {
    if (value === null) {
      delete result[key];
    } else if (value !== undefined) {
      result[key] = mergePatch(result[key], value);
    }
  }
  return result;
}

/** Whether a value is an object with string keys. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(sorted);
  }
  if (isRecord(value)) {
    return Object.fromEntries(
      Object.entries(value)
        .filter(([, inner]) => inner !== undefined)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, inner]) => [key, sorted(inner)]),
    );
  }
  return value;
}
