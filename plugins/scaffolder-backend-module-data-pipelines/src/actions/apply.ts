import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { summarise } from './describeReport';
import { examples } from './apply.examples';
import { sendManifests, type ManifestsActionOptions } from './manifestsAction';

/**
 * `data-pipelines:apply`: applies the manifests server-side under Penstock's field manager.
 * Repeating it changes nothing, so a recovered task may run it again.
 */
export function createApplyAction({ api, auth }: ManifestsActionOptions) {
  return createTemplateAction({
    id: 'data-pipelines:apply',
    description: 'Applies manifests to a cluster; a field conflict is shown, never forced',
    examples,
    supportsDryRun: false,
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
      const report = await sendManifests(context, auth, (request, options) => api.applyManifests(request, options));
      context.output('summary', summarise(report));
    },
  });
}
