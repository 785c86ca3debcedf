import {
  readSchedulerServiceTaskScheduleDefinitionFromConfig,
  type SchedulerServiceTaskScheduleDefinition,
} from '@backstage/backend-plugin-api';
import type { Config } from '@backstage/config';
import { DISCOVERED_NAMESPACE } from '@penstock/backstage-plugin-data-pipelines-common';

/** How discovery works. */
export interface DiscoverySettings {
  schedule: SchedulerServiceTaskScheduleDefinition;
  /** Entity reference of the owner of what names none. */
  defaultOwner: string;
  namespace: string;
}

const ROOT = 'catalog.providers.dataPipelines';

/** Reads `catalog.providers.dataPipelines`; everything has a default. */
export function readSettings(config: Config): DiscoverySettings {
  const own = config.getOptionalConfig(ROOT);
  const schedule = own?.has('schedule')
    ? readSchedulerServiceTaskScheduleDefinitionFromConfig(own.getConfig('schedule'))
    : { frequency: { minutes: 1 }, timeout: { minutes: 1 } };
  return {
    // Every replica keeps its own directory for its processor, so every replica reads.
    schedule: { ...schedule, scope: 'local' },
    defaultOwner: own?.getOptionalString('defaultOwner') ?? 'group:default/unowned',
    namespace: own?.getOptionalString('defaultNamespace') ?? DISCOVERED_NAMESPACE,
  };
}
