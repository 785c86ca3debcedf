import type { Engine } from '@penstock/backstage-plugin-data-pipelines-node';
import type { Audit } from './audit/Audit';
import { AuthorizedManifestsService } from './authorization/AuthorizedManifestsService';
import type { ElementAccess } from './authorization/ElementAccess';
import type { ElementResource } from './authorization/elementResource';
import type { Clusters } from './clusters';
import type { Inventory } from './inventory/Inventory';
import { objectOf } from './pipelines/assembleElement';
import { fullOwnerRef, ownerOf, type CatalogFacts } from './pipelines/CatalogFacts';
import { chooseElements } from './pipelines/chooseElements';
import { discoverElements, type FoundElement } from './pipelines/discoverElements';
import type { PipelineViews } from './pipelines/PipelineViews';
import { knownStorageClasses } from './pipelines/storageClassFacts';
import { resourceOf } from './pipelines/visibleViews';
import { allowedKinds } from './operations/manifests/allowedKinds';
import { DefaultManifestsService } from './operations/manifests/DefaultManifestsService';
import { elementClaims } from './operations/manifests/elementClaims';
import type { ManifestsService } from './operations/manifests/ManifestsService';
import { unreadKind } from './operations/manifests/unreadKind';

/** What the write side is made from. */
export interface CreateManifestsServiceOptions {
  clusters: Clusters;
  engines: readonly Engine[];
  facts: CatalogFacts;
  views: PipelineViews;
  inventory: Pick<Inventory, 'reader'>;
  access: ElementAccess;
  audit: Audit;
}

/** An element as it belongs to its owner and, where its object names one, to that one: a catalog file alone gives nothing away. */
function resourcesOfFound({ id, pipeline, owner, cluster, root }: FoundElement, facts: CatalogFacts): ElementResource[] {
  const { namespace = '' } = root.metadata;
  const owners = [ownerOf(facts, { element: id, pipeline, annotation: owner }), ...(owner === undefined ? [] : [fullOwnerRef(owner)])];
  return owners.map(each => ({ pipeline, owner: each, cluster, namespace }));
}

/** The write side behind its authorization. */
export function createManifestsService(options: CreateManifestsServiceOptions): ManifestsService {
  const { clusters, engines, facts, views, inventory, access, audit } = options;
  const kinds = allowedKinds(engines);
  const viewed = (id: string) => views.current().elements.get(id);
  // The views follow the inventory with a delay: what they do not show yet is looked for in it.
  const found = (id: string) =>
    clusters
      .names()
      .flatMap(name => discoverElements(inventory.reader(name), engines))
      .filter(element => element.id === id);
  return new AuthorizedManifestsService({
    inner: new DefaultManifestsService({
      clusters,
      kinds,
      placesOf: id => {
        const [other] = chooseElements(found(id));
        const object = viewed(id)?.object ?? (other && objectOf(other.chosen));
        return object ? [{ ...object, namespace: object.namespace ?? '' }] : [];
      },
      storageClassesOf: cluster => knownStorageClasses(inventory.reader(cluster)),
      unreadOf: cluster => unreadKind(inventory.reader(cluster), engines),
    }),
    access,
    audit,
    claimsOf: request => elementClaims(request, kinds),
    ownerOf: ({ element, pipeline, owner }) => ownerOf(facts, { element, pipeline, annotation: owner }),
    existing: id => [
      ...[viewed(id)].flatMap(element => (element ? [resourceOf(element)] : [])),
      ...found(id).flatMap(element => resourcesOfFound(element, facts)),
    ],
  });
}
