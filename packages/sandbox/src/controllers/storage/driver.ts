import { KubernetesObject } from '../../client';
import { DriverOperation, DriverOrder } from '../../faults/StandingOrders';
import { Effect } from '../engine/effects';
import { Delay, Stage, View } from '../engine/table';

/** The only driver that is played; objects of others are left alone. */
export const DRIVER = 'disk.csi.penstock.dev';

/** How much a slow call takes on top when its order does not say, in scripted milliseconds. */
const SLOW_MS = 30_000;
/** Scripted milliseconds until a call that failed is made again; the runner slows down repetitions. */
const RETRY_MS = 2_000;
/** The same after a refusal for good, which the real controllers ask again only to see whether it still holds. */
const REFUSED_RETRY_MS = 20_000;

/** One call of the driver, as stages: how it goes, and how it goes wrong on order. */
export interface DriverCall<T extends KubernetesObject> {
  name: string;
  operation: DriverOperation;
  delay: Delay;
  /** Whether the call is due. */
  when(subject: T, view: View, now: Date): boolean;
  effects(subject: T, view: View, now: Date): Effect[];
  /** What an error of the driver leaves behind; `error` in the words of gRPC. */
  failed(subject: T, error: string, view: View, now: Date): Effect[];
  /** What a refusal for good leaves behind; without it the refusal is a failure. */
  refused?(subject: T, error: string, view: View, now: Date): Effect[];
  /** Whether the subject says that the call was refused before. */
  wasRefused?(subject: T): boolean;
  /** Whether an order means this call; by default all of its operation do. */
  meant?(order: DriverOrder, subject: T): boolean;
}

/** The error of an order, as a controller quotes it. */
export function errorOf({ operation, mode }: DriverOrder): string {
  return mode === 'infeasible'
    ? `rpc error: code = InvalidArgument desc = the driver cannot do this: ${operation} is refused by order`
    : `rpc error: code = Internal desc = ${operation} fails by order`;
}

type Course = 'well' | 'late' | 'wrong' | 'refused' | 'never';

/** How a call goes in a mode; what cannot be refused for good fails instead. */
function courseOn(
  mode: DriverOrder['mode'] | undefined,
  canBeRefused: boolean,
): Course {
  switch (mode) {
    case undefined:
      return 'well';
    case 'slow':
      return 'late';
    case 'hang':
      return 'never';
    case 'infeasible':
      return canBeRefused ? 'refused' : 'wrong';
    default:
      return 'wrong';
  }
}

/** The stages of a call. On order it comes late, fails and is tried again, is refused, or hangs: then no stage matches. */
export function driverCall<T extends KubernetesObject>(
  call: DriverCall<T>,
): Stage<T>[] {
  const order = (subject: T, view: View): DriverOrder | undefined => {
    const found = view.orders.driver(call.operation);
    return found && (call.meant?.(found, subject) ?? true) ? found : undefined;
  };
  const courseOf = (subject: T, view: View): Course =>
    courseOn(order(subject, view)?.mode, call.refused !== undefined);
  const goes =
    (course: Course): Stage<T>['when'] =>
    (subject, view, now) =>
      courseOf(subject, view) === course && call.when(subject, view, now);
  const met: Effect = { act: 'met', operation: call.operation };
  const answered =
    (act: DriverCall<T>['failed']): Stage<T>['effects'] =>
    (subject, view, now) => {
      const found = order(subject, view);
      return found ? [...act(subject, errorOf(found), view, now), met] : [];
    };
  const retry = (subject: T): Delay => ({
    ms: call.wasRefused?.(subject) ? REFUSED_RETRY_MS : RETRY_MS,
  });
  return [
    {
      name: call.name,
      delay: call.delay,
      when: goes('well'),
      effects: call.effects,
    },
    {
      name: `${call.name}, slowly`,
      delay: (subject, view) => ({
        ...call.delay,
        ms: call.delay.ms + (order(subject, view)?.delayMs ?? SLOW_MS),
      }),
      when: goes('late'),
      effects: (subject, view, now) => [
        ...call.effects(subject, view, now),
        met,
      ],
    },
    {
      name: `${call.name}: error`,
      delay: retry,
      when: goes('wrong'),
      effects: answered(call.failed),
    },
    ...(call.refused
      ? [
          {
            name: `${call.name}: refused`,
            delay: retry,
            when: goes('refused'),
            effects: answered(call.refused),
          },
        ]
      : []),
  ];
}
