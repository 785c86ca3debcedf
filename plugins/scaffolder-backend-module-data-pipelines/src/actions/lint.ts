import { InputError } from '@backstage/errors';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { LINT_RULES, lintManifests } from '@penstock/backstage-plugin-data-pipelines-common';
import { examples } from './lint.examples';
import { readManifests } from './readManifests';

/**
 * `data-pipelines:lint`: checks the manifests against the rules of their
 * engines. Errors end the task, warnings are logged; asks no cluster.
 */
export function createLintAction() {
  return createTemplateAction({
    id: 'data-pipelines:lint',
    description: 'Checks manifests against the rules of their engines; an error ends the task',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        path: z => z.string().describe('File or folder of manifests in the workspace'),
        allow: z => z.array(z.string()).optional().describe('Ids of rules that this template breaks on purpose'),
      },
      output: {
        warnings: z => z.number().describe('How many warnings there are'),
      },
    },
    async handler(context) {
      const manifests = await readManifests(context.workspacePath, context.input.path);
      const allowed = new Set(context.input.allow ?? []);
      const unknown = [...allowed].filter(id => !LINT_RULES.some(rule => rule.id === id));
      if (unknown.length > 0) {
        throw new InputError(`There is no lint rule ${unknown.join(', ')}: "allow" takes ids from docs/lint-rules.md.`);
      }
      const findings = lintManifests(manifests).filter(({ rule }) => !allowed.has(rule));
      for (const { severity, rule, kind, name, sentence, remedy } of findings) {
        const line = `${rule}: ${kind} ${name}: ${sentence} ${remedy}`;
        if (severity === 'error') context.logger.error(line);
        else context.logger.warn(line);
      }
      const errors = findings.filter(({ severity }) => severity === 'error');
      if (errors.length > 0) {
        const list = errors.map(({ rule, kind, name, sentence, remedy }) => `${kind} ${name}: ${sentence} ${remedy} (${rule})`);
        throw new InputError(`The manifests break ${errors.length} of ${LINT_RULES.length} rules. ${list.join(' ')}`);
      }
      context.logger.info(`${LINT_RULES.length} rules checked, ${findings.length} warnings.`);
      context.output('warnings', findings.length);
    },
  });
}
