import { KubernetesClient, KubernetesObject } from '../../client';
import { Clock, RoomContext } from '../../contracts';
import { StandingOrders } from '../../faults/StandingOrders';
import { PODS } from '../kinds/core';
import { VolumeFiles } from '../storage/VolumeFiles';
import { Caches } from './Caches';
import { Effect, EventWords } from './effects';
import { eventOf, EVENTS } from './events';
import { EnginesOnVolumes } from './EnginesOnVolumes';

/** Carries out effects against an API server and notes the answers in the caches. */
export class Performer {
  readonly #client: KubernetesClient;
  readonly #caches: Caches;
  readonly #files: VolumeFiles;
  readonly #clock: Clock;
  readonly #engines: EnginesOnVolumes;
  readonly #orders: StandingOrders | undefined;

  constructor(
    client: KubernetesClient,
    caches: Caches,
    {
      volumesDir,
      clock,
      orders,
    }: Pick<RoomContext, 'volumesDir' | 'clock' | 'orders'>,
  ) {
    this.#client = client;
    this.#caches = caches;
    this.#files = new VolumeFiles(volumesDir);
    this.#clock = clock;
    this.#engines = new EnginesOnVolumes(volumesDir);
    this.#orders = orders;
  }

  /** Performs one effect. Objects that are gone or there already are no error. */
  async perform(effect: Effect): Promise<void> {
    switch (effect.act) {
      case 'create': {
        const { resource, object } = effect;
        const created =
          (await this.#client.create(resource, object)) ??
          (await this.#client.get(
            resource,
            object.metadata.namespace,
            object.metadata.name,
          ));
        if (created) {
          this.#caches.noteWritten(resource, created);
        }
        return;
      }
      case 'patch': {
        const { resource, namespace, name, subresource } = effect;
        const patched = await this.#client.patch(
          resource,
          namespace,
          name,
          effect.patch,
          subresource,
        );
        if (patched) {
          this.#caches.noteWritten(resource, patched);
        }
        return;
      }
      case 'apply': {
        const { resource, object, fieldManager } = effect;
        const applied = await this.#client.apply(
          resource,
          object,
          fieldManager,
          true,
        );
        this.#caches.noteWritten(resource, applied);
        return;
      }
      case 'delete': {
        const { resource, namespace, name, act: _, ...options } = effect;
        await this.#client.delete(resource, namespace, name, options);
        return;
      }
      case 'bind':
        await this.#client.post(
          PODS,
          effect.namespace,
          effect.name,
          'binding',
          bindingOf(effect),
        );
        return;
      case 'directory':
        await (effect.present
          ? this.#files.make(effect.volume, effect.from)
          : this.#files.remove(effect.volume));
        return;
      case 'cut': {
        const at = await this.#files.cut(effect.copies, () =>
          this.#clock.now(),
        );
        await this.#performAll(effect.then(at));
        return;
      }
      case 'findCopy':
        await this.#performAll(
          effect.then(await this.#files.find(effect.handle)),
        );
        return;
      case 'dropCopy':
        await this.#files.drop(effect.handle);
        return;
      case 'event':
        await this.#say(effect.about, effect.event);
        return;
      case 'engine':
        for (const answer of await this.#engines.call(effect.call)) {
          await this.perform(answer);
        }
        return;
      case 'met':
        this.#orders?.met(effect.operation);
        return;
      default:
        effect satisfies never;
    }
  }

  async #performAll(effects: Effect[]): Promise<void> {
    for (const effect of effects) {
      await this.perform(effect);
    }
  }

  async #say(about: KubernetesObject, words: EventWords): Promise<void> {
    const event = eventOf(about, words, this.#clock.now());
    if (await this.#client.create(EVENTS, event)) {
      return;
    }
    const { namespace, name } = event.metadata;
    const known = await this.#client.get(EVENTS, namespace, name);
    await this.#client.patch(EVENTS, namespace, name, {
      count: (known?.count ?? 0) + 1,
      lastTimestamp: event.lastTimestamp,
    });
  }
}

function bindingOf(effect: {
  namespace?: string;
  name: string;
  node: string;
}): object {
  return {
    apiVersion: 'v1',
    kind: 'Binding',
    metadata: { name: effect.name, namespace: effect.namespace },
    target: { apiVersion: 'v1', kind: 'Node', name: effect.node },
  };
}
