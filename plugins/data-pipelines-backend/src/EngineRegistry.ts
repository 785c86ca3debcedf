import { ConflictError } from '@backstage/errors';
import type {
  DataPipelinesEnginesExtensionPoint,
  Engine,
} from '@penstock/backstage-plugin-data-pipelines-node';

/** The engines that Penstock has, and those that other modules add before it starts. */
export class EngineRegistry implements DataPipelinesEnginesExtensionPoint {
  readonly #engines: Engine[];

  constructor(own: readonly Engine[]) {
    this.#engines = [...own];
  }

  addEngine(engine: Engine): void {
    if (this.#engines.some(({ id }) => id === engine.id)) {
      throw new ConflictError(`There are two engines with the id ${engine.id}; give the added one another id`);
    }
    this.#engines.push(engine);
  }

  all(): readonly Engine[] {
    return this.#engines;
  }
}
