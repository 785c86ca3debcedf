import { apiVersionOf, KubernetesObject, Resource } from '../../client';
import { StandingOrders } from '../../faults/StandingOrders';
import { NODES, PODS } from '../kinds/core';
import { Effect, FoundCopy } from './effects';
import { EnginesInMemory } from './EnginesInMemory';
import { uuid } from './seeded';
import { isRecord, mergePatch, View, wouldChange } from './table';

type Stored = KubernetesObject & { spec?: unknown; status?: unknown };

/**
 * A cluster in memory, for goldens and for seeds: plays the effects of stages
 * on a list of objects as an API server would, with uids made from names.
 */
export class MemoryWorld implements View {
  readonly orders: StandingOrders;
  /** The time of deletions and cuts. */
  now = new Date(0);
  readonly #copies = new Map<string, FoundCopy>();
  readonly #objects = new Map<string, Stored>();
  /** The same objects by kind, as tables ask for one kind at a time. */
  readonly #kinds = new Map<string, Map<string, Stored>>();
  readonly #engines = new EnginesInMemory();
  /** How often an object of a name was made, so that the second has another uid. */
  readonly #incarnations = new Map<string, number>();

  constructor(
    objects: KubernetesObject[] = [],
    orders: StandingOrders = new StandingOrders(),
  ) {
    this.orders = orders;
    objects.forEach(object => this.add(object));
  }

  /** No engine runs in memory, so none tells anything. */
  report(): undefined {
    return undefined;
  }

  /** All objects, in the order they came to be. */
  all(): KubernetesObject[] {
    return [...this.#objects.values()];
  }

  list<T extends KubernetesObject>(
    resource: Resource<T>,
    namespace?: string,
  ): T[] {
    const apiVersion = apiVersionOf(resource);
    const ofKind: KubernetesObject[] = [
      ...(this.#kinds.get(resource.kind)?.values() ?? []),
    ];
    return ofKind.filter(
      (object): object is T =>
        object.apiVersion === apiVersion &&
        (namespace === undefined || object.metadata.namespace === namespace),
    );
  }

  get<T extends KubernetesObject>(
    resource: Resource<T>,
    namespace: string | undefined,
    name: string,
  ): T | undefined {
    const key = keyOf(resource.kind, namespace, name);
    const found: KubernetesObject | undefined = this.#objects.get(key);
    const isWanted = (object: KubernetesObject): object is T =>
      object.apiVersion === apiVersionOf(resource);
    return found && isWanted(found) ? found : undefined;
  }

  /** Adds an object as it is, with uid and generation where it has none. */
  add(object: KubernetesObject): void {
    const { kind, metadata } = object;
    const key = keyOf(kind, metadata.namespace, metadata.name);
    if (this.#objects.has(key)) {
      return;
    }
    const incarnation = this.#incarnations.get(key) ?? 0;
    this.#incarnations.set(key, incarnation + 1);
    this.#put(key, {
      ...object,
      metadata: {
        ...metadata,
        uid: metadata.uid ?? uuid(key, String(incarnation)),
        generation: metadata.generation ?? 1,
      },
    });
  }

  /** Plays one effect. What would fail on a server with 404 or 409 does nothing. */
  play(effect: Effect): void {
    switch (effect.act) {
      case 'create':
        this.add(effect.object);
        return;
      case 'apply':
        this.#change(
          effect.resource.kind,
          effect.object.metadata.namespace,
          effect.object.metadata.name,
          effect.object,
        );
        return;
      case 'patch':
        this.#change(
          effect.resource.kind,
          effect.namespace,
          effect.name,
          effect.patch,
        );
        return;
      case 'delete':
        this.remove(
          keyOf(effect.resource.kind, effect.namespace, effect.name),
          effect.propagationPolicy === 'Orphan',
        );
        return;
      case 'bind':
        this.#bind(effect.namespace, effect.name, effect.node);
        return;
      case 'directory':
        return;
      case 'engine':
        this.#engines.call(effect.call).forEach(answer => this.play(answer));
        return;
      case 'event':
        return;
      case 'cut': {
        const known = this.#copies.get(effect.copies[0]?.handle ?? '');
        const at = known?.at ?? this.now;
        effect.copies.forEach(({ handle, sizeBytes }) =>
          this.#copies.set(handle, { at, sizeBytes }),
        );
        effect.then(at).forEach(next => this.play(next));
        return;
      }
      case 'findCopy':
        effect
          .then(this.#copies.get(effect.handle))
          .forEach(next => this.play(next));
        return;
      case 'dropCopy':
        this.#copies.delete(effect.handle);
        return;
      case 'met':
        this.orders.met(effect.operation);
        return;
      default:
        effect satisfies never;
    }
  }

  /** Deletes an object, or marks it while finalizers hold it; what only it owned goes too, unless orphaned. */
  remove(key: string, orphan = false): void {
    const gone = this.#objects.get(key);
    if (gone && (gone.metadata.finalizers ?? []).length > 0) {
      this.#put(key, {
        ...gone,
        metadata: {
          ...gone.metadata,
          deletionTimestamp:
            gone.metadata.deletionTimestamp ?? this.now.toISOString(),
        },
      });
      return;
    }
    this.#objects.delete(key);
    this.#kinds.get(gone?.kind ?? '')?.delete(key);
    for (const [childKey, child] of this.#objects) {
      const owners = child.metadata.ownerReferences ?? [];
      const rest = owners.filter(({ uid }) => uid !== gone?.metadata.uid);
      if (gone && rest.length < owners.length) {
        if (rest.length === 0 && !orphan) {
          this.remove(childKey);
        } else {
          this.#put(childKey, {
            ...child,
            metadata: { ...child.metadata, ownerReferences: rest },
          });
        }
      }
    }
  }

  #put(key: string, object: Stored): void {
    this.#objects.set(key, object);
    const ofKind = this.#kinds.get(object.kind) ?? new Map<string, Stored>();
    ofKind.set(key, object);
    this.#kinds.set(object.kind, ofKind);
  }

  #bind(namespace: string | undefined, name: string, node: string): void {
    const zone = this.get(NODES, undefined, node)?.metadata.labels?.[
      'topology.kubernetes.io/zone'
    ];
    this.#change(PODS.kind, namespace, name, {
      spec: { nodeName: node },
      metadata: { labels: { 'topology.kubernetes.io/zone': zone } },
    });
  }

  #change(
    kind: string,
    namespace: string | undefined,
    name: string,
    change: object,
  ): void {
    const key = keyOf(kind, namespace, name);
    const before = this.#objects.get(key);
    if (!before) {
      return;
    }
    const after = mergePatch(before, change);
    if (isStored(after)) {
      const specChanged =
        wouldChange(before.spec, after.spec) ||
        wouldChange(after.spec, before.spec);
      this.#put(key, {
        ...after,
        metadata: {
          ...after.metadata,
          generation: (before.metadata.generation ?? 1) + (specChanged ? 1 : 0),
        },
      });
      const { deletionTimestamp, finalizers = [] } = after.metadata;
      if (deletionTimestamp && finalizers.length === 0) {
        this.remove(key);
      }
    }
  }
}

function isStored(value: unknown): value is Stored {
  return isRecord(value) && isRecord(value.metadata);
}

/** Key of an object in a {@link MemoryWorld}. */
export function keyOf(
  kind: string,
  namespace: string | undefined,
  name: string,
) {
  return `${kind}/${namespace ?? ''}/${name}`;
}
