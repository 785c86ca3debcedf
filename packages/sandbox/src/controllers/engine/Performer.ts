import { KubernetesClient } from '../../client';
import { Clock, RoomContext } from '../../contracts';
import { StandingOrders } from '../../faults/StandingOrders';
import { VolumeFiles } from '../storage/VolumeFiles';
import { ApiWriter } from './ApiWriter';
import { Caches } from './Caches';
import { DriverAct, Effect } from './effects';
import { EnginesOnVolumes } from './EnginesOnVolumes';

/** Carries out effects: writes to an API server, bytes of volumes, answers of engines. */
export class Performer {
  readonly #api: ApiWriter;
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
    this.#api = new ApiWriter(client, caches, clock);
    this.#files = new VolumeFiles(volumesDir);
    this.#clock = clock;
    this.#engines = new EnginesOnVolumes(volumesDir);
    this.#orders = orders;
  }

  /** Performs one effect, and what follows from it. */
  async perform(effect: Effect): Promise<void> {
    switch (effect.act) {
      case 'directory':
      case 'cut':
      case 'findCopy':
      case 'dropCopy':
        await this.#drive(effect);
        return;
      case 'engine':
        await this.#performAll(await this.#engines.call(effect.call));
        return;
      case 'met':
        this.#orders?.met(effect.operation);
        return;
      default:
        await this.#api.write(effect);
    }
  }

  async #drive(effect: DriverAct): Promise<void> {
    switch (effect.act) {
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
      default:
        effect satisfies never;
    }
  }

  async #performAll(effects: Effect[]): Promise<void> {
    for (const effect of effects) {
      await this.perform(effect);
    }
  }
}
