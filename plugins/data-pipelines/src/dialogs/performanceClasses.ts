import type { AttributesClassFact, Element, Volume } from '@penstock/backstage-plugin-data-pipelines-common';

/** The performance classes that all of these volumes could have: those of the one driver that they share. */
export function classesFor({ attributesClasses }: Pick<Element, 'attributesClasses'>, volumes: readonly Volume[]): AttributesClassFact[] {
  const [driver, ...others] = new Set(volumes.map(volume => volume.driver));
  if (driver === undefined || others.length > 0) return [];
  return (attributesClasses?.items ?? []).filter(offered => offered.driver === driver);
}

/** The names of the classes that volumes have, each once; `none` where one has none. */
export function presentClasses(volumes: readonly Volume[], none: string): string[] {
  return [...new Set(volumes.map(({ attributes }) => attributes?.present ?? none))];
}

/** The class that every one of the volumes has for good; undefined where they differ, have none, or change. */
export function settledClass(volumes: readonly Volume[]): string | undefined {
  const [name, ...others] = new Set(volumes.map(({ attributes }) => (attributes?.state === 'settled' ? attributes.present : undefined)));
  return others.length === 0 ? name : undefined;
}
