/** What a storage driver is asked for. */
export const DRIVER_OPERATIONS = [
  'provision',
  'expand',
  'snapshot',
  'groupSnapshot',
  'delete',
  'modify',
] as const;
/** One of {@link DRIVER_OPERATIONS}. */
export type DriverOperation = (typeof DRIVER_OPERATIONS)[number];

/**
 * How the driver misbehaves: it answers an error and is asked again, answers
 * nothing, answers late, or refuses for good what was asked of it (CSI
 * `InvalidArgument`, `OutOfRange`; for `expand` and `modify` only).
 */
export const DRIVER_MODES = ['fail', 'hang', 'slow', 'infeasible'] as const;
/** One of {@link DRIVER_MODES}. */
export type DriverMode = (typeof DRIVER_MODES)[number];

/** Controllers that can fall silent: they see everything and do nothing. */
export const SILENCEABLE = [
  'storage',
  'snapshots',
  'strimzi',
  'eck',
  'spark',
] as const;
/** One of {@link SILENCEABLE}. */
export type Silenceable = (typeof SILENCEABLE)[number];

/** One operation of the driver goes wrong. */
export interface DriverOrder {
  kind: 'driver';
  operation: DriverOperation;
  mode: DriverMode;
  /** `expand`: which half goes wrong, the driver's (unset) or the kubelet's. */
  at?: 'controller' | 'node';
  /** `expand`: only requests above this size (`50Gi`) meet it. */
  above?: string;
  /** How many calls it meets before it heals by itself; unset: all until it is lifted. */
  times?: number;
  /** `slow`: scripted milliseconds on top of the usual ones. */
  delayMs?: number;
}

/** One controller does nothing. */
export interface SilenceOrder {
  kind: 'silent';
  controller: Silenceable;
}

/** What can be ordered of the scripted controllers. */
export type StandingOrder = DriverOrder | SilenceOrder;

/** What a controller may ask about the orders in force. */
export interface OrdersInForce {
  /** The newest order for an operation of the driver, if there is one. */
  driver(operation: DriverOperation): DriverOrder | undefined;
  isSilent(controller: Silenceable): boolean;
}

/** An order in force; lifting it heals wholly. */
export interface Standing {
  /** How many calls of the driver it has met. */
  hits(): number;
  lift(): void;
}

interface Entry {
  order: StandingOrder;
  hits: number;
}

/** Nothing is ordered. */
export const NO_ORDERS: OrdersInForce = {
  driver: () => undefined,
  isSilent: () => false,
};

/** The faults that the scripted controllers of one cluster play, in memory: a restart heals them all. */
export class StandingOrders implements OrdersInForce {
  private readonly entries = new Set<Entry>();
  private readonly listeners = new Set<() => void>();

  /** Puts an order in force, besides those that are. */
  add(order: StandingOrder): Standing {
    const entry: Entry = { order, hits: 0 };
    this.entries.add(entry);
    this.tell();
    return {
      hits: () => entry.hits,
      lift: () => {
        if (this.entries.delete(entry)) {
          this.tell();
        }
      },
    };
  }

  driver(operation: DriverOperation): DriverOrder | undefined {
    return this.entryOf(operation)?.order;
  }

  isSilent(controller: Silenceable): boolean {
    return [...this.entries].some(
      ({ order }) => order.kind === 'silent' && order.controller === controller,
    );
  }

  /** Counts a call that an order met; after `times` of them the order is over. */
  met(operation: DriverOperation): void {
    const entry = this.entryOf(operation);
    if (entry === undefined) {
      return;
    }
    entry.hits += 1;
    if (entry.hits >= (entry.order.times ?? Infinity)) {
      this.entries.delete(entry);
      this.tell();
    }
  }

  /** Calls back whenever an order comes or goes; returns how to stop that. */
  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private entryOf(
    operation: DriverOperation,
  ): (Entry & { order: DriverOrder }) | undefined {
    const isWanted = (entry: Entry): entry is Entry & { order: DriverOrder } =>
      entry.order.kind === 'driver' && entry.order.operation === operation;
    return [...this.entries].filter(isWanted).at(-1);
  }

  private tell(): void {
    this.listeners.forEach(listener => listener());
  }
}
