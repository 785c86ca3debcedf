import type { StorageClassFact } from '@penstock/backstage-plugin-data-pipelines-common';

/** The storage classes of a cluster, or why they are not known. */
export type KnownStorageClasses =
  | { state: 'known'; classes: readonly StorageClassFact[] }
  | { state: 'unknown'; reason: string };
