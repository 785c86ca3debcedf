import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { summarise } from './describeReport';
import { examples } from './dryRun.examples';
import { sendManifests, type ManifestsActionOptions } from './manifestsAction';

/**
 * `data-pipelines:dry-run`: asks the chosen cluster whether it would take the manifests. Writes nothing.
 * Safe to repeat.
 */
export function createDryRunAction({ api, auth }: ManifestsActionOptions) {
  return createTemplateAction({
    id: 'data-pipelines:dry-run',
    description: 'Asks a cluster, by server-side dry run, whether it would take the manifests',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        path: z => z.string().describe('File or folder of manifests in the workspace'),
        cluster: z => z.string().describe('Name of a configured cluster'),
        namespace: z => z.string().describe('Namespace that all objects are in'),
      },
      output: {
        summary: z => z.string().describe('One line per object, as Markdown'),
      },
    },
    async handler(context) {
      const report = await sendManifests(context, auth, (request, options) => api.dryRunManifests(request, options));
      context.output('summary', summarise(report));
    },
  });
}
