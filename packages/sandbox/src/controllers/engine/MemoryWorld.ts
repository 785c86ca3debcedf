import { apiVersionOf, KubernetesObject, Resource } from '../../client';
import { NODES, PODS } from '../kinds/core';
import { Effect } from './effects';
import { uuid } from './seeded';
import { isRecord, mergePatch, Table, View, wouldChange } from './table';

type Stored = KubernetesObject & { spec?: unknown; status?: unknown };

/**
 * A cluster in memory, for goldens and for seeds: plays the effects of stages
 * on a list of objects as an API server would, with uids made from names.
 */
export class MemoryWorld implements View {
  readonly #objects = new Map<string, Stored>();

  constructor(objects: KubernetesObject[] = []) {
    objects.forEach(object => this.add(object));
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
    return this.all().filter(
      (object): object is T =>
        object.kind === resource.kind &&
        object.apiVersion === apiVersion &&
        (namespace === undefined || object.metadata.namespace === namespace),
    );
  }

  get<T extends KubernetesObject>(
    resource: Resource<T>,
    namespace: string | undefined,
    name: string,
  ): T | undefined {
    return this.list(resource, namespace).find(
      object => object.metadata.name === name,
    );
  }

  /** Adds an object as it is, with uid and generation where it has none. */
  add(object: KubernetesObject): void {
    const { kind, metadata } = object;
    const key = keyOf(kind, metadata.namespace, metadata.name);
    if (this.#objects.has(key)) {
      return;
    }
    this.#objects.set(key, {
      ...object,
      metadata: {
        ...metadata,
        uid: metadata.uid ?? uuid(key),
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
        this.#objects.delete(
          keyOf(effect.resource.kind, effect.namespace, effect.name),
        );
        return;
      case 'bind':
        this.#bind(effect.namespace, effect.name, effect.node);
        return;
      case 'directory':
        return;
      default:
        effect satisfies never;
    }
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
      this.#objects.set(key, {
        ...after,
        metadata: {
          ...after.metadata,
          generation: (before.metadata.generation ?? 1) + (specChanged ? 1 : 0),
        },
      });
    }
  }
}

/** Lets the tables act in the order of their delays until nothing is left to do or `horizonMs` has passed. */
export function settle(
  world: MemoryWorld,
  tables: Table[],
  start: Date,
  horizonMs: number,
): void {
  const due = new Map<string, number>();
  let now = start.getTime();
  const end = now + horizonMs;
  for (;;) {
    const rows = matches(world, tables, new Date(now));
    const current = new Set(rows.map(({ key }) => key));
    [...due.keys()]
      .filter(key => !current.has(key))
      .forEach(key => due.delete(key));
    rows.forEach(({ key, ms }) => {
      if (!due.has(key)) {
        due.set(key, now + ms);
      }
    });
    const next = Math.min(...due.values());
    if (!(next <= end)) {
      return;
    }
    now = Math.max(now, next);
    const acting = rows.filter(({ key }) => (due.get(key) ?? end) <= now);
    acting.forEach(({ key, act }) => {
      due.delete(key);
      act(new Date(now));
    });
  }
}

interface Row {
  key: string;
  ms: number;
  act(now: Date): void;
}

function matches(world: MemoryWorld, tables: Table[], now: Date): Row[] {
  return tables.flatMap(table =>
    world.list(table.subject).flatMap(subject => {
      const stage = table.stages.find(row => row.when(subject, world, now));
      if (!stage) {
        return [];
      }
      const { namespace, name } = subject.metadata;
      const { ms } =
        typeof stage.delay === 'function'
          ? stage.delay(subject, world, now)
          : stage.delay;
      return [
        {
          key: [table.name, namespace, name, stage.name].join('/'),
          ms,
          act: (at: Date) => {
            const fresh = world.get(table.subject, namespace, name);
            if (fresh && stage.when(fresh, world, at)) {
              stage
                .effects(fresh, world, at)
                .forEach(effect => world.play(effect));
            }
          },
        },
      ];
    }),
  );
}

function isStored(value: unknown): value is Stored {
  return isRecord(value) && isRecord(value.metadata);
}

function keyOf(kind: string, namespace: string | undefined, name: string) {
  return `${kind}/${namespace ?? ''}/${name}`;
}
