import type { PermissionsService } from '@backstage/backend-plugin-api';
import type { Engine } from '@penstock/backstage-plugin-data-pipelines-node';
import type { Audit } from '../audit/Audit';
import { AuthorizedManifestsService } from './AuthorizedManifestsService';
import { ElementAccess } from './ElementAccess';
import type { Clusters } from '../clusters';
import type { Inventory } from '../inventory/Inventory';
import { ownerOf, type CatalogFacts } from '../pipelines/CatalogFacts';
import type { PipelineViews } from '../pipelines/PipelineViews';
import { knownStorageClasses } from '../pipelines/storageClassFacts';
import { resourceOf } from '../pipelines/visibleViews';
import { allowedKinds } from '../operations/allowedKinds';
import { DefaultManifestsService } from '../operations/DefaultManifestsService';
import { elementClaims } from '../operations/elementClaims';
import type { ManifestsService } from '../operations/ManifestsService';

/** What the write side is made from. */
export interface CreateManifestsServiceOptions {
  clusters: Clusters;
  engines: readonly Engine[];
  facts: CatalogFacts;
  views: PipelineViews;
  inventory: Pick<Inventory, 'reader'>;
  permissions: PermissionsService;
  audit: Audit;
}

/** The write side behind its authorization. */
export function createManifestsService(options: CreateManifestsServiceOptions): ManifestsService {
  const { clusters, engines, facts, views, inventory, permissions, audit } = options;
  const kinds = allowedKinds(engines);
  const existing = (id: string) => views.current().elements.get(id);
  return new AuthorizedManifestsService({
    inner: new DefaultManifestsService({
      clusters,
      kinds,
      placesOf: id => {
        const object = existing(id)?.object;
        return object ? [{ ...object, namespace: object.namespace ?? '' }] : [];
      },
      storageClassesOf: cluster => knownStorageClasses(inventory.reader(cluster)),
    }),
    access: new ElementAccess(permissions),
    audit,
    claimsOf: request => elementClaims(request, kinds),
    ownerOf: ({ element, pipeline, owner }) => ownerOf(facts, { element, pipeline, annotation: owner }),
    existing: id => {
      const element = existing(id);
      return element && resourceOf(element);
    },
  });
}
