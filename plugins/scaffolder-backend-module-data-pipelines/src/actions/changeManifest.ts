import { resolveSafeChildPath } from '@backstage/backend-plugin-api';
import { NotFoundError } from '@backstage/errors';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { readFile, writeFile } from 'node:fs/promises';
import { changeManifest } from '../changeManifest';
import { examples } from './changeManifest.examples';

/**
 * `data-pipelines:change-manifest`: changes fields of one manifest in a file of
 * the workspace, for a pull request; asks no cluster.
 */
export function createChangeManifestAction() {
  return createTemplateAction({
    id: 'data-pipelines:change-manifest',
    description: 'Changes fields of one manifest in a file and leaves the rest of it, comments included, as it is',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        path: z => z.string().describe('File in the workspace'),
        apiVersion: z => z.string().describe('Of the object; the version may differ in the file'),
        kind: z => z.string(),
        name: z => z.string(),
        namespace: z => z.string().optional(),
        changes: z =>
          z
            .array(
              z.object({
                field: z.string().describe('e.g. spec.storage.volumes[0].size'),
                from: z.string().optional().describe('What the file must state now; left out where the field is not there'),
                to: z.string().optional().describe('Left out where the field is to go'),
              }),
            )
            .min(1),
      },
      output: {
        summary: z => z.string().describe('One line per field, as Markdown'),
      },
    },
    async handler({ input: { path, changes, ...object }, workspacePath, logger, output }) {
      const file = resolveSafeChildPath(workspacePath, path);
      const text = await readFile(file, 'utf8').catch(() => {
        throw new NotFoundError(`There is no file "${path}" in the workspace: give "path" the place that the step before wrote to.`);
      });
      await writeFile(file, changeManifest(text, object, changes));
      const lines = changes.map(({ field, from = 'nothing', to = 'nothing' }) => `${object.kind} ${object.name}: ${field} from ${from} to ${to}`);
      lines.forEach(line => logger.info(line));
      output('summary', lines.map(line => `- ${line}`).join('\n'));
    },
  });
}
