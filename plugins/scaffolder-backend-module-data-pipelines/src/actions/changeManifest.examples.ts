import type { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

export const examples: TemplateExample[] = [
  {
    description: 'Change a size in a file that was fetched, before a pull request',
    example: stringify({
      steps: [
        {
          id: 'change',
          name: 'Change the manifest',
          action: 'data-pipelines:change-manifest',
          input: {
            path: 'source/kafka/broker.yaml',
            apiVersion: 'kafka.strimzi.io/v1',
            kind: 'KafkaNodePool',
            name: 'broker',
            namespace: 'orders',
            changes: [{ field: 'spec.storage.volumes[0].size', from: '100Gi', to: '200Gi' }],
          },
        },
      ],
    }),
  },
];
