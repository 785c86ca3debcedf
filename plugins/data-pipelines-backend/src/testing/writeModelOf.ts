import type { InventoryReader } from '@penstock/backstage-plugin-data-pipelines-node';
import type { ElementAccess } from '../authorization/ElementAccess';
import type { Audit } from '../audit/Audit';
import { createManifestsService } from '../createManifestsService';
import { engines } from '../engines';
import { noFacts, type readModelOf } from './readModelOf';
import { scriptedCluster } from './scriptedCluster';

/** The write side behind its authorization, on a cluster of its own that takes everything. For tests. */
export function writeModelOf(options: {
  reader: InventoryReader;
  views: ReturnType<typeof readModelOf>['views'];
  access: ElementAccess;
  audit: Audit;
}) {
  const { reader, ...rest } = options;
  const cluster = scriptedCluster();
  const manifests = createManifestsService({
    ...{ engines, clusters: cluster.clusters, facts: noFacts, inventory: { reader: () => reader } },
    ...rest,
  });
  return { manifests, written: cluster.written };
}
