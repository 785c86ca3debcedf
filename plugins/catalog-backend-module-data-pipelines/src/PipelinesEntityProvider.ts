import { isDeepStrictEqual } from 'node:util';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyEntityRef, type Entity } from '@backstage/catalog-model';
import { stringifyError } from '@backstage/errors';
import type { EntityProvider, EntityProviderConnection } from '@backstage/plugin-catalog-node';
import type { EntityDefaults } from './buildEntities';
import { refreshKeyOf } from './DataPipelinesProcessor';
import type { ElementDirectory } from './ElementDirectory';
import type { ObservedWorld } from './ObservedWorld';
import { planChanges } from './planChanges';

/** What the provider needs. */
export interface PipelinesEntityProviderOptions {
  observe(): Promise<ObservedWorld>;
  /** Entities of pipelines and elements that the catalog has now. */
  readExisting(): Promise<readonly Entity[]>;
  directory: ElementDirectory;
  defaults: EntityDefaults;
  logger: LoggerService;
}

/** Discovered pipelines and elements as catalog entities. */
export class PipelinesEntityProvider implements EntityProvider {
  readonly #options: PipelinesEntityProviderOptions;
  #connection: EntityProviderConnection | undefined;
  /** What the catalog was told, by entity reference: it may not have arrived there yet. */
  #sent: ReadonlyMap<string, Entity> = new Map();
  #failing = false;

  constructor(options: PipelinesEntityProviderOptions) {
    this.#options = options;
  }

  getProviderName(): string {
    return 'data-pipelines';
  }

  async connect(connection: EntityProviderConnection): Promise<void> {
    this.#connection = connection;
  }

  /** Brings the catalog up to date; when that fails, it stays as it is. Never throws. */
  async refresh(): Promise<void> {
    try {
      await this.#refresh();
      this.#failing = false;
    } catch (error) {
      // Once per failure, not once per interval.
      if (!this.#failing) {
        this.#options.logger.warn(`Data pipelines could not be discovered; the catalog stays as it is: ${stringifyError(error)}`);
      }
      this.#failing = true;
    }
  }

  async #refresh(): Promise<void> {
    const connection = this.#connection;
    if (!connection) return;
    const world = await this.#options.observe();
    const changed = this.#options.directory.update(world);
    const inCatalog = await this.#options.readExisting();
    const known = new Map([...this.#sent, ...inCatalog.map(entity => [stringifyEntityRef(entity), entity] as const)]);
    const { added, removed } = planChanges(world, [...known.values()], this.#options.defaults);
    const arrived = new Set(inCatalog.map(entity => stringifyEntityRef(entity)));
    const fresh = added.filter(entity => {
      const ref = stringifyEntityRef(entity);
      return !arrived.has(ref) || !isDeepStrictEqual(this.#sent.get(ref), entity);
    });
    if (fresh.length > 0 || removed.length > 0) {
      await connection.applyMutation({
        type: 'delta',
        added: fresh.map(entity => ({ entity })),
        removed: removed.map(entityRef => ({ entityRef })),
      });
    }
    this.#sent = new Map(added.map(entity => [stringifyEntityRef(entity), entity]));
    if (changed.length > 0) await connection.refresh({ keys: changed.map(refreshKeyOf) });
  }
}
