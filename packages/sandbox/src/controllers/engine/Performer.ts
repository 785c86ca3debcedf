import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { KubernetesClient } from '../../client';
import { RoomContext } from '../../contracts';
import { StandingOrders } from '../../faults/StandingOrders';
import { PODS } from '../kinds/core';
import { Caches } from './Caches';
import { Effect } from './effects';
import { EnginesOnVolumes } from './EnginesOnVolumes';

/** Carries out effects against an API server and notes the answers in the caches. */
export class Performer {
  readonly #client: KubernetesClient;
  readonly #caches: Caches;
  readonly #volumesDir: string;
  readonly #engines: EnginesOnVolumes;
  readonly #orders: StandingOrders | undefined;

  constructor(
    client: KubernetesClient,
    caches: Caches,
    { volumesDir, orders }: Pick<RoomContext, 'volumesDir' | 'orders'>,
  ) {
    this.#client = client;
    this.#caches = caches;
    this.#volumesDir = volumesDir;
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
        await this.#directory(effect.volume, effect.present);
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

  async #directory(volume: string, present: boolean): Promise<void> {
    const directory = path.join(this.#volumesDir, volume);
    if (path.dirname(directory) !== path.normalize(this.#volumesDir)) {
      throw new Error(`Volume ${volume} has a name that is not a folder's.`);
    }
    await (present
      ? mkdir(directory, { recursive: true })
      : rm(directory, { recursive: true, force: true }));
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
