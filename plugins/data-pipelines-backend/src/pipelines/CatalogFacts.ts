import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';

/** What a catalog-info file says about a pipeline or an element. */
export interface CatalogFact {
  entityRef: string;
  /** Entity reference in full, lower case. */
  owner?: string;
  title?: string;
}

/** What the catalog's files say, as last read; asking costs nothing. */
export interface CatalogFacts {
  /** By element id. */
  element(id: string): CatalogFact | undefined;
  /** By pipeline name. */
  pipeline(name: string): CatalogFact | undefined;
}

/**
 * The owner of an element, decided once for reading and for writing: what a
 * catalog file says of the element, then the annotation on its object, then
 * what a catalog file says of its pipeline. Pure.
 */
export function ownerOf(
  facts: CatalogFacts,
  { element, pipeline, annotation }: { element: string; pipeline: string; annotation: string | undefined },
): string | undefined {
  return facts.element(element)?.owner ?? fullOwnerRef(annotation) ?? facts.pipeline(pipeline)?.owner;
}

/**
 * An owner as people write it (`checkout`, `group:checkout`) as a full entity
 * reference.
 *
 * @returns undefined for what is no entity reference: then nobody owns it
 */
export function fullOwnerRef(text: string | undefined): string | undefined {
  if (text === undefined || text.trim() === '') return undefined;
  try {
    return stringifyEntityRef(parseEntityRef(text.trim(), { defaultKind: 'group', defaultNamespace: 'default' }));
  } catch {
    return undefined;
  }
}
