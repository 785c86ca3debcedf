import {
  readSchedulerServiceTaskScheduleDefinitionFromConfig,
  type SchedulerServiceTaskScheduleDefinition,
} from '@backstage/backend-plugin-api';
import type { Config } from '@backstage/config';
import { durationToMilliseconds } from '@backstage/types';
import { DISCOVERED_NAMESPACE } from '@penstock/backstage-plugin-data-pipelines-common';

/** How discovery works. */
export interface DiscoverySettings {
  schedule: SchedulerServiceTaskScheduleDefinition;
  /** How old what a replica knows for files' entities may be: two intervals of discovery. */
  directoryMaxAgeMs: number;
  /** How long something must have been absent before its entity goes: two intervals, too. */
  absentForMs: number;
  /** Entity reference of the owner of what names none. */
  defaultOwner: string;
  namespace: string;
}

/** For a schedule without an interval of its own, by cron or by hand. */
const USUAL_INTERVAL = { minutes: 1 };

const ROOT = 'catalog.providers.dataPipelines';

/** Reads `catalog.providers.dataPipelines`; everything has a default. */
export function readSettings(config: Config): DiscoverySettings {
  const own = config.getOptionalConfig(ROOT);
  const schedule = own?.has('schedule')
    ? readSchedulerServiceTaskScheduleDefinitionFromConfig(own.getConfig('schedule'))
    : { frequency: USUAL_INTERVAL, timeout: { minutes: 1 } };
  return {
    schedule: { ...schedule, scope: 'global' },
    directoryMaxAgeMs: 2 * intervalOf(schedule),
    absentForMs: 2 * intervalOf(schedule),
    defaultOwner: own?.getOptionalString('defaultOwner') ?? 'group:default/unowned',
    namespace: own?.getOptionalString('defaultNamespace') ?? DISCOVERED_NAMESPACE,
  };
}

function intervalOf({ frequency }: SchedulerServiceTaskScheduleDefinition): number {
  if ('cron' in frequency || 'trigger' in frequency) return durationToMilliseconds(USUAL_INTERVAL);
  return durationToMilliseconds(frequency);
}
