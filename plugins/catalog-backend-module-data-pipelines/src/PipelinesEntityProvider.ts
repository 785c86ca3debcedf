import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyEntityRef, type Entity } from '@backstage/catalog-model';
import { stringifyError } from '@backstage/errors';
import type { EntityProvider, EntityProviderConnection } from '@backstage/plugin-catalog-node';
import type { EntityDefaults } from './buildEntities';
import { refreshKeyOf } from './DataPipelinesProcessor';
import { changedElements, knownElements, type KnownElements } from './knownElements';
import type { ObservedWorld } from './ObservedWorld';
import { planChanges } from './planChanges';

/** What the provider needs. */
export interface PipelinesEntityProviderOptions {
  observe(): Promise<ObservedWorld>;
  /** Entities of pipelines and elements that the catalog has now. */
  readExisting(): Promise<readonly Entity[]>;
  defaults: EntityDefaults;
  /** For how long, in milliseconds, something must have been absent before its entity goes. */
  absentForMs: number;
  /** Milliseconds since the epoch. */
  now(): number;
  logger: LoggerService;
}

/**
 * In how many rounds the files' entities of a changed element are processed
 * again. Every replica processes, with what it knows itself; that is at most
 * two rounds old, so the last of these sees the change everywhere.
 */
const REFRESH_ROUNDS = 3;

/**
 * Discovered pipelines and elements as catalog entities. Any replica may do a
 * round, so nothing here relies on having done the round before. What is
 * deleted and made again, e.g. a StatefulSet whose claim template changes,
 * keeps its entity: one goes only after it was absent for a while.
 */
export class PipelinesEntityProvider implements EntityProvider {
  readonly #options: PipelinesEntityProviderOptions;
  #connection: EntityProviderConnection | undefined;
  /** What the catalog was told, by entity reference: it may not have arrived there yet. */
  #sent: ReadonlyMap<string, Entity> = new Map();
  /** Since when each entity is absent, as far as this replica has looked. */
  #absentSince: ReadonlyMap<string, number> = new Map();
  #known: KnownElements = new Map();
  /** Ids to process again, those of the newest round first. */
  #changed: readonly (readonly string[])[] = [];
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
    this.#noteChanges(world);
    const inCatalog = await this.#options.readExisting();
    const known = new Map([...this.#sent, ...inCatalog.map(entity => [stringifyEntityRef(entity), entity] as const)]);
    const { added, removed: filed, absent } = planChanges(world, [...known.values()], this.#options.defaults);
    const removed = [...filed, ...this.#goneForGood(absent)];
    if (added.length > 0 || removed.length > 0) {
      // All of it every time: the catalog writes only what is different, and knows what other replicas sent.
      await connection.applyMutation({
        type: 'delta',
        added: added.map(entity => ({ entity })),
        removed: removed.map(entityRef => ({ entityRef })),
      });
    }
    this.#sent = new Map(added.map(entity => [stringifyEntityRef(entity), entity]));
    const again = [...new Set(this.#changed.flat())];
    if (again.length > 0) await connection.refresh({ keys: again.map(refreshKeyOf) });
  }

  #goneForGood(absent: readonly string[]): string[] {
    const { absentForMs, now } = this.#options;
    const at = now();
    this.#absentSince = new Map(absent.map(ref => [ref, this.#absentSince.get(ref) ?? at]));
    return absent.filter(ref => at - (this.#absentSince.get(ref) ?? at) >= absentForMs);
  }

  #noteChanges(world: ObservedWorld): void {
    const known = knownElements(world, this.#known);
    this.#changed = [changedElements(this.#known, known), ...this.#changed].slice(0, REFRESH_ROUNDS);
    this.#known = known;
  }
}
