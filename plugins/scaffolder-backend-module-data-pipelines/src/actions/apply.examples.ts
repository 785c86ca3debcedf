import type { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

export const examples: TemplateExample[] = [
  {
    description: 'Apply what the template wrote to prod-north',
    example: stringify({
      steps: [
        {
          id: 'apply',
          name: 'Apply to the cluster',
          action: 'data-pipelines:apply',
          input: { path: 'manifests', cluster: 'prod-north', namespace: 'orders' },
        },
      ],
    }),
  },
];
