import type { Cluster } from '../Cluster';
import { error500 } from './error500';
import { expireWatches } from './expireWatches';
import { ActiveFault, Fault, FaultOrder } from './Fault';
import { hang } from './hang';
import { refuse } from './refuse';
import { revokeToken } from './revokeToken';
import { slow } from './slow';
import { throttle } from './throttle';

/** Every fault that can be ordered. */
export const FAULTS: readonly Fault[] = [
  refuse,
  hang,
  slow,
  error500,
  throttle,
  revokeToken,
  expireWatches,
];

/** A fault in force, as the control port lists it. */
export interface FaultEntry {
  cluster: string;
  fault: string;
  description: string;
  /** How many requests it has met. */
  hits: number;
}

const MAX_DELAY_MS = 600_000;

/** Orders and heals faults; one of a kind per cluster, a second order replaces the first. */
export class FaultBoard {
  private readonly clusters: Cluster[];
  private readonly active = new Map<
    string,
    { entry: Omit<FaultEntry, 'hits'>; fault: ActiveFault }
  >();

  constructor(clusters: Cluster[]) {
    this.clusters = clusters;
  }

  list(): FaultEntry[] {
    return [...this.active.values()].map(({ entry, fault }) => ({
      ...entry,
      hits: fault.hits(),
    }));
  }

  /**
   * Starts the fault that a body `{cluster, fault, delayMs?, share?, user?}` orders.
   *
   * @throws Error in a sentence when the body asks for something unknown.
   */
  async order(body: unknown): Promise<void> {
    const fields = new Map(
      Object.entries(typeof body === 'object' && body !== null ? body : {}),
    );
    const cluster = this.clusters.find(
      entry => entry.name === fields.get('cluster'),
    );
    if (cluster === undefined) {
      throw new Error(
        `"cluster" must be one of ${this.clusters
          .map(entry => entry.name)
          .join(', ')}.`,
      );
    }
    const fault = FAULTS.find(entry => entry.name === fields.get('fault'));
    if (fault === undefined) {
      throw new Error(
        `"fault" must be one of ${FAULTS.map(entry => entry.name).join(', ')}.`,
      );
    }
    const order: FaultOrder = {
      delayMs: numberIn(fields, 'delayMs', 3000, MAX_DELAY_MS),
      share: numberIn(fields, 'share', 1, 1),
      user: String(fields.get('user') ?? 'penstock'),
    };
    const key = `${cluster.name} ${fault.name}`;
    await this.active.get(key)?.fault.heal();
    this.active.delete(key);
    const started = await fault.start(cluster, order);
    this.active.set(key, {
      fault: started,
      entry: {
        cluster: cluster.name,
        fault: fault.name,
        description: fault.describe(order),
      },
    });
  }

  /** Heals everything, the newest first. */
  async healAll(): Promise<void> {
    const all = [...this.active.values()].reverse();
    this.active.clear();
    for (const { fault } of all) {
      await fault.heal();
    }
  }
}

function numberIn(
  fields: Map<string, unknown>,
  name: string,
  fallback: number,
  most: number,
): number {
  const value = fields.get(name) ?? fallback;
  if (typeof value !== 'number' || !(value >= 0 && value <= most)) {
    throw new Error(`"${name}" must be a number from 0 to ${most}.`);
  }
  return value;
}
