import { examples } from './apply.examples';
import { createManifestsAction, type ManifestsActionOptions } from './manifestsAction';

/**
 * `data-pipelines:apply`: applies the manifests server-side under Penstock's
 * field manager. Repeating it changes nothing, so a recovered task may run it
 * again.
 */
export function createApplyAction(options: ManifestsActionOptions) {
  return createManifestsAction(options, {
    id: 'data-pipelines:apply',
    description: 'Applies manifests to a cluster; a field conflict is shown, never forced',
    examples,
    supportsDryRun: false,
    method: 'applyManifests',
  });
}
