import type { AuthService, LoggerService } from '@backstage/backend-plugin-api';
import { CATALOG_FILTER_EXISTS } from '@backstage/catalog-client';
import { ANNOTATION_ORIGIN_LOCATION, stringifyEntityRef, type Entity } from '@backstage/catalog-model';
import { stringifyError } from '@backstage/errors';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import {
  ANNOTATION_PIPELINE,
  DISCOVERED_LOCATION_TYPE,
  LABEL_ELEMENT,
  PIPELINE_SYSTEM_TYPE,
} from '@penstock/backstage-plugin-data-pipelines-common';
import { fullOwnerRef, type CatalogFact, type CatalogFacts } from './CatalogFacts';

/** What the reader needs. */
export interface CatalogFactsReaderOptions {
  catalog: Pick<CatalogService, 'getEntities'>;
  auth: AuthService;
  logger: LoggerService;
}

/** The fields that facts are made of; the rest stays in the catalog. */
const FIELDS = [
  'kind',
  'metadata.name',
  'metadata.namespace',
  'metadata.title',
  'metadata.annotations',
  'spec.owner',
  'spec.type',
];

/**
 * Reads which entities stand for pipelines and elements, and who owns them.
 * Owner and title count only where a file says them: what discovery made of a
 * cluster must not outlive the cluster's own word. While the catalog cannot be
 * read, the last facts hold.
 */
export class CatalogFactsReader implements CatalogFacts {
  readonly #options: CatalogFactsReaderOptions;
  #elements: ReadonlyMap<string, CatalogFact> = new Map();
  #pipelines: ReadonlyMap<string, CatalogFact> = new Map();
  #failing = false;
  #changed: () => void = () => {};

  constructor(options: CatalogFactsReaderOptions) {
    this.#options = options;
  }

  /** Has the listener told when the facts became others; there is one. */
  onChange(listener: () => void): void {
    this.#changed = listener;
  }

  element(id: string): CatalogFact | undefined {
    return this.#elements.get(id);
  }

  pipeline(name: string): CatalogFact | undefined {
    return this.#pipelines.get(name);
  }

  /** Reads again. Never throws. */
  async refresh(): Promise<void> {
    const { catalog, auth, logger } = this.#options;
    try {
      const { items } = await catalog.getEntities(
        {
          filter: [
            { [`metadata.annotations.${LABEL_ELEMENT}`]: CATALOG_FILTER_EXISTS },
            { kind: 'System', 'spec.type': PIPELINE_SYSTEM_TYPE },
          ],
          fields: FIELDS,
        },
        { credentials: await auth.getOwnServiceCredentials() },
      );
      this.#failing = false;
      this.#take(items);
    } catch (error) {
      // Once per failure, not once per interval.
      if (!this.#failing) logger.warn(`Owners cannot be read from the catalog; the last known ones hold: ${stringifyError(error)}`);
      this.#failing = true;
    }
  }

  #take(entities: readonly Entity[]): void {
    const before = JSON.stringify([[...this.#elements], [...this.#pipelines]]);
    // Files last, so that they overwrite what discovery made under the same id.
    const ordered = [...entities].sort((a, b) => Number(isFiled(a)) - Number(isFiled(b)) || byRef(a, b));
    const systems = ordered.filter(entity => entity.kind === 'System');
    this.#pipelines = factsBy(systems.map(system => [pipelineOf(system), factOf(system)]));
    this.#elements = factsBy(
      ordered.flatMap(entity => {
        const id = entity.metadata.annotations?.[LABEL_ELEMENT];
        return id && entity.kind !== 'System' ? [[id, factOf(entity)] as const] : [];
      }),
    );
    const after = JSON.stringify([[...this.#elements], [...this.#pipelines]]);
    if (before !== after) this.#changed();
  }
}

/** The last fact of each name holds; where two name different owners, none of them is believed. */
function factsBy(facts: readonly (readonly [string, CatalogFact])[]): ReadonlyMap<string, CatalogFact> {
  const owners = new Map<string, Set<string>>();
  for (const [name, { owner }] of facts) {
    if (owner !== undefined) owners.set(name, (owners.get(name) ?? new Set()).add(owner));
  }
  const disputed = (name: string) => (owners.get(name)?.size ?? 0) > 1;
  return new Map(facts.map(([name, fact]) => [name, disputed(name) ? { ...fact, owner: undefined } : fact]));
}

function isFiled({ metadata }: Entity): boolean {
  return metadata.annotations?.[ANNOTATION_ORIGIN_LOCATION]?.startsWith(`${DISCOVERED_LOCATION_TYPE}:`) !== true;
}

function byRef(a: Entity, b: Entity): number {
  return stringifyEntityRef(a) < stringifyEntityRef(b) ? -1 : 1;
}

function pipelineOf({ metadata }: Entity): string {
  return metadata.annotations?.[ANNOTATION_PIPELINE] ?? metadata.name;
}

function factOf(entity: Entity): CatalogFact {
  const entityRef = stringifyEntityRef(entity);
  if (!isFiled(entity)) return { entityRef };
  const { owner } = entity.spec ?? {};
  return {
    entityRef,
    owner: typeof owner === 'string' ? fullOwnerRef(owner) : undefined,
    title: entity.metadata.title,
  };
}
