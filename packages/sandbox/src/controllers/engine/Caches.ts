import {
  KubernetesClient,
  KubernetesObject,
  ObjectCache,
  Resource,
} from '../../client';
import { Clock } from '../../contracts';
import { NO_ORDERS, OrdersInForce } from '../../faults/StandingOrders';
import { EngineReport } from '../../workload/engineReports';
import { EngineReports } from './EngineReports';
import { View } from './table';

/** One live copy per kind, shared by all tables of a cluster. */
export class Caches implements View {
  readonly orders: OrdersInForce;
  readonly #caches = new Map<string, ObjectCache>();
  readonly #listeners: Array<(object: KubernetesObject) => void> = [];
  readonly #client: KubernetesClient;
  readonly #clock: Clock;
  readonly #log: (line: string) => void;
  readonly #reports: EngineReports;

  constructor(
    client: KubernetesClient,
    clock: Clock,
    log: (line: string) => void,
    reports: EngineReports,
    orders: OrdersInForce = NO_ORDERS,
  ) {
    this.orders = orders;
    this.#client = client;
    this.#clock = clock;
    this.#log = log;
    this.#reports = reports;
  }

  /** Has the kind watched from {@link run} on. */
  use(resource: Resource): void {
    const key = keyOf(resource);
    if (!this.#caches.has(key)) {
      this.#caches.set(
        key,
        new ObjectCache({
          client: this.#client,
          clock: this.#clock,
          resource,
          log: this.#log,
          onChange: object =>
            this.#listeners.forEach(listener => listener(object)),
        }),
      );
    }
  }

  /** Called with every object that came, changed or went. */
  onChange(listener: (object: KubernetesObject) => void): void {
    this.#listeners.push(listener);
  }

  /** Starts all watches; resolves when each kind was listed once. */
  async start(signal: AbortSignal): Promise<{ ended: Promise<void> }> {
    const caches = [...this.#caches.values()];
    const runs = caches.map(cache => cache.run(signal));
    const ended = Promise.all(runs).then(() => undefined);
    await Promise.race([
      Promise.all(caches.map(cache => cache.synced())),
      ended,
    ]);
    return { ended };
  }

  list<T extends KubernetesObject>(
    resource: Resource<T>,
    namespace?: string,
  ): T[] {
    const all = this.#of(resource)?.list() ?? [];
    return namespace === undefined
      ? all
      : all.filter(object => object.metadata.namespace === namespace);
  }

  get<T extends KubernetesObject>(
    resource: Resource<T>,
    namespace: string | undefined,
    name: string,
  ): T | undefined {
    return this.#of(resource)?.get(namespace, name);
  }

  report(
    namespace: string | undefined,
    name: string,
  ): EngineReport | undefined {
    return this.#reports.get(namespace, name);
  }

  /** Takes over the answer of a write. */
  noteWritten(resource: Resource, object: KubernetesObject): void {
    this.#of(resource)?.noteWritten(object);
  }

  /** Whether the kind is among those watched. */
  watches(apiVersion: string, kind: string): boolean {
    return [...this.#caches.values()].some(
      ({ resource }) =>
        resource.kind === kind &&
        (resource.group
          ? apiVersion === `${resource.group}/${resource.version}`
          : apiVersion === resource.version),
    );
  }

  /** The cache of a resource was made for that resource, so it holds its type. */
  #of<T extends KubernetesObject>(
    resource: Resource<T>,
  ): ObjectCache<T> | undefined {
    return this.#caches.get(keyOf(resource)) as ObjectCache<T> | undefined;
  }
}

function keyOf({ group, plural }: Resource): string {
  return `${group}/${plural}`;
}
