import { ApiError, KubernetesClient, KubernetesObject } from '../../client';
import { Clock } from '../../contracts';
import { PODS } from '../kinds/core';
import { Caches } from './Caches';
import { ApiWrite, EventWords } from './effects';
import { eventOf, EVENTS } from './events';

/** Writes to an API server and notes the answers in the caches. */
export class ApiWriter {
  readonly #client: KubernetesClient;
  readonly #caches: Caches;
  readonly #clock: Clock;

  constructor(client: KubernetesClient, caches: Caches, clock: Clock) {
    this.#client = client;
    this.#caches = caches;
    this.#clock = clock;
  }

  /** Does one write. Objects that are gone or there already are no error. */
  async write(effect: ApiWrite): Promise<void> {
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
      case 'event':
        await this.#say(effect.about, effect.event);
        return;
      default:
        effect satisfies never;
    }
  }

  /** An Event that the server does not take, as in a namespace that ends, is lost: no act fails for it. */
  async #say(about: KubernetesObject, words: EventWords): Promise<void> {
    const event = eventOf(about, words, this.#clock.now());
    const { namespace, name } = event.metadata;
    try {
      if (await this.#client.create(EVENTS, event)) {
        return;
      }
      const known = await this.#client.get(EVENTS, namespace, name);
      await this.#client.patch(EVENTS, namespace, name, {
        count: (known?.count ?? 0) + 1,
        lastTimestamp: event.lastTimestamp,
      });
    } catch (error) {
      if (!(error instanceof ApiError)) {
        throw error;
      }
    }
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
