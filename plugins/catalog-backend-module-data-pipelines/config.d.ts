import type { SchedulerServiceTaskScheduleDefinitionConfig } from '@backstage/backend-plugin-api';

export interface Config {
  catalog?: {
    providers?: {
      /** Discovery of data pipelines as catalog entities. */
      dataPipelines?: {
        /** How often the clusters' state is read; defaults to every minute. */
        schedule?: SchedulerServiceTaskScheduleDefinitionConfig;
        /** Owner of what names none; defaults to `group:default/unowned`. */
        defaultOwner?: string;
        /** Namespace of the entities; defaults to `default`. */
        defaultNamespace?: string;
      };
    };
  };
}
