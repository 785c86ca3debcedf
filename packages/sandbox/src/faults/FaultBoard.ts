import type { Cluster } from '../Cluster';
import { FAULTS } from './catalogue';
import { ActiveFault, Fault, FaultOrder, Healing } from './Fault';
import { PlannedFault, planFaults, PLANNABLE } from './plan';

/** A fault in force, as the control port lists it. */
export interface FaultEntry {
  /** To heal it alone. */
  id: string;
  cluster: string;
  fault: string;
  label: string;
  /** One sentence. */
  description: string;
  healing: Healing;
  parameters: Readonly<Record<string, string | number>>;
  /** How many requests or calls it has met. */
  hits: number;
}

/** Most faults of one plan. */
const MOST_PLANNED = 50;

/** Orders and heals faults; one of a kind and mark per cluster, a second order replaces the first. */
export class FaultBoard {
  private readonly clusters: Cluster[];
  private readonly active = new Map<
    string,
    { entry: Omit<FaultEntry, 'hits'>; fault: ActiveFault }
  >();

  constructor(clusters: Cluster[]) {
    this.clusters = clusters;
  }

  /** Those that are in force now. */
  async list(): Promise<FaultEntry[]> {
    const listed = await Promise.all(
      [...this.active.values()].map(async ({ entry, fault }) =>
        (await fault.isOver?.()) ? [] : [{ ...entry, hits: fault.hits() }],
      ),
    );
    return listed.flat();
  }

  /**
   * Starts the fault that a body `{cluster, fault, ...parameters}` orders.
   *
   * @throws Error in a sentence when the body asks for something unknown or impossible.
   */
  async order(body: unknown): Promise<FaultEntry> {
    const fields = fieldsOf(body);
    const cluster = this.clusterOf(fields);
    const fault = faultOf(fields);
    const order = FaultOrder.read(fault.parameters, fields);
    const id = [cluster.name, fault.name, fault.mark?.(order) ?? '']
      .filter(Boolean)
      .join(':');
    await this.heal(id);
    const started = await fault.start(cluster, order);
    const entry = {
      id,
      cluster: cluster.name,
      fault: fault.name,
      label: fault.label,
      description: fault.describe(order),
      healing: fault.healing,
      parameters: order.values,
    };
    this.active.set(id, { fault: started, entry });
    return { ...entry, hits: started.hits() };
  }

  /**
   * Orders faults that a seed draws from a body `{seed, count, cluster?, kinds?}`;
   * gives what was ordered. Should one fail, those before it are in force.
   *
   * @throws Error in a sentence when the body asks for something unknown.
   */
  async plan(body: unknown): Promise<PlannedFault[]> {
    const fields = fieldsOf(body);
    const { kinds } = Object.fromEntries(fields);
    const wanted: unknown[] = Array.isArray(kinds) ? kinds : [];
    const unknown = wanted.find(kind => !PLANNABLE.some(name => name === kind));
    if (unknown !== undefined) {
      throw new Error(
        `"kinds" must be among ${PLANNABLE.join(', ')}; "${String(
          unknown,
        )}" is not.`,
      );
    }
    const clusters = fields.has('cluster')
      ? [this.clusterOf(fields)]
      : this.clusters;
    const planned = await planFaults(clusters, {
      seed: wholeIn(fields, 'seed', 2 ** 31),
      count: wholeIn(fields, 'count', MOST_PLANNED),
      kinds: wanted.map(String),
    });
    for (const order of planned) {
      await this.order(order);
    }
    return planned;
  }

  /** Heals one fault; says whether it was in force. */
  async heal(id: string): Promise<boolean> {
    const found = this.active.get(id);
    this.active.delete(id);
    await found?.fault.heal();
    return found !== undefined;
  }

  /** Heals everything, the newest first; one that cannot be healed does not keep the others. */
  async healAll(): Promise<void> {
    const all = [...this.active.keys()].reverse();
    const failures: unknown[] = [];
    for (const id of all) {
      await this.heal(id).catch(error => failures.push(error));
    }
    if (failures.length > 0) {
      throw failures[0];
    }
  }

  private clusterOf(fields: ReadonlyMap<string, unknown>): Cluster {
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
    return cluster;
  }
}

function faultOf(fields: ReadonlyMap<string, unknown>): Fault {
  const fault = FAULTS.find(entry => entry.name === fields.get('fault'));
  if (fault === undefined) {
    throw new Error(
      `"fault" must be one of ${FAULTS.map(entry => entry.name).join(', ')}.`,
    );
  }
  return fault;
}

function fieldsOf(body: unknown): Map<string, unknown> {
  return new Map(
    Object.entries(typeof body === 'object' && body !== null ? body : {}),
  );
}

function wholeIn(
  fields: ReadonlyMap<string, unknown>,
  name: string,
  most: number,
): number {
  const value = fields.get(name);
  if (!Number.isInteger(value) || Number(value) < 0 || Number(value) > most) {
    throw new Error(`"${name}" must be a whole number from 0 to ${most}.`);
  }
  return Number(value);
}
