import type { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

export const examples: TemplateExample[] = [
  {
    description: 'Check what the template wrote, before any cluster is asked',
    example: stringify({
      steps: [
        { id: 'lint', name: 'Check the manifests', action: 'data-pipelines:lint', input: { path: 'manifests' } },
      ],
    }),
  },
];
