import { examples } from './dryRun.examples';
import { createManifestsAction, type ManifestsActionOptions } from './manifestsAction';

/**
 * `data-pipelines:dry-run`: asks the chosen cluster whether it would take the
 * manifests. Writes nothing. Safe to repeat.
 */
export function createDryRunAction(options: ManifestsActionOptions) {
  return createManifestsAction(options, {
    id: 'data-pipelines:dry-run',
    description: 'Asks a cluster, by server-side dry run, whether it would take the manifests',
    examples,
    supportsDryRun: true,
    method: 'dryRunManifests',
  });
}
