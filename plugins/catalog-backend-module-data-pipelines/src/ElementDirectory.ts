import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import { knownElements, type KnownElement, type KnownElements } from './knownElements';
import type { ObservedWorld } from './ObservedWorld';

/** What the directory needs. */
export interface ElementDirectoryOptions {
  observe(): Promise<ObservedWorld>;
  /** How old, in milliseconds, what it knows may be when it is asked. */
  maxAgeMs: number;
  /** Milliseconds since the epoch. */
  now(): number;
  logger: LoggerService;
}

/**
 * The elements of the last observation, on one replica. Discovery runs on one
 * replica at a time and files are processed on all, so the directory reads for
 * itself when it is asked and what it knows is too old.
 */
export class ElementDirectory {
  readonly #options: ElementDirectoryOptions;
  #known: KnownElements = new Map();
  #knownAt = Number.NEGATIVE_INFINITY;
  #reading: Promise<void> | undefined;

  constructor(options: ElementDirectoryOptions) {
    this.#options = options;
  }

  /** Takes over what was observed here anyway. */
  take(world: ObservedWorld): void {
    this.#known = knownElements(world, this.#known);
    this.#knownAt = this.#options.now();
  }

  /** What is known of an element; when reading fails, what was known before. */
  async get(id: string): Promise<KnownElement | undefined> {
    const { now, maxAgeMs } = this.#options;
    if (now() - this.#knownAt >= maxAgeMs) {
      this.#reading ??= this.#read().finally(() => {
        this.#reading = undefined;
      });
      await this.#reading;
    }
    return this.#known.get(id);
  }

  async #read(): Promise<void> {
    const { observe, now, logger } = this.#options;
    try {
      this.take(await observe());
    } catch (error) {
      // Tried again after maxAgeMs, not for every entity.
      this.#knownAt = now();
      logger.warn(`Data pipelines could not be read; entities of files keep what was known of them: ${stringifyError(error)}`);
    }
  }
}
