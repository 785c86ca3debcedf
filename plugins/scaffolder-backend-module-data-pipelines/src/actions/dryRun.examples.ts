import type { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

export const examples: TemplateExample[] = [
  {
    description: 'Ask prod-north whether it would take what the template wrote',
    example: stringify({
      steps: [
        {
          id: 'dryRun',
          name: 'Ask the cluster',
          action: 'data-pipelines:dry-run',
          input: { path: 'manifests', cluster: 'prod-north', namespace: 'orders' },
        },
      ],
    }),
  },
];
