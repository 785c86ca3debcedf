import type { NotificationSendOptions } from '@backstage/plugin-notifications-node';
import type { ScheduleRun } from '@penstock/backstage-plugin-data-pipelines-common';
import { ownersToTell } from '../operations/ownersToTell';
import type { ScheduleRow } from './ScheduleStore';

/**
 * What is told of a run that took no snapshot; undefined where there is nobody
 * to tell. Its scope is of the schedule: one that goes on failing is one
 * notification, which is brought up to date. Pure.
 */
export function missedRunMessage({ name, spec, scope, createdBy }: ScheduleRow, { at, reason }: ScheduleRun): NotificationSendOptions | undefined {
  const entityRef = ownersToTell(scope ?? { elements: [] }, createdBy);
  if (entityRef.length === 0) return undefined;
  return {
    recipients: { type: 'entity', entityRef },
    payload: {
      scope: `data-pipelines:schedule:${name}`,
      topic: 'data-operations',
      link: '/data-pipelines',
      severity: 'high',
      title: `No snapshot: schedule ${name} of ${spec.pipeline}`,
      description: `The run of ${at} took none: ${reason ?? 'no cause was recorded'}`,
    },
  };
}
