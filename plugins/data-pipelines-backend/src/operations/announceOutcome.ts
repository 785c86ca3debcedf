import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import type { NotificationPayload } from '@backstage/plugin-notifications-common';
import type { NotificationService } from '@backstage/plugin-notifications-node';
import type { OperationRow } from './store/OperationStore';

/** Longer operations are told of when they succeed, shorter ones only when they do not. */
const LONG_MS = 60_000;

/** The one notification of an operation that has ended; undefined for what everybody expects. Pure. */
export function outcomeNotification(row: OperationRow): NotificationPayload | undefined {
  const { title } = row.stored.plan;
  const link = `/data-pipelines/operations/${row.id}`;
  const common = { scope: `data-pipelines:operation:${row.id}`, topic: 'data-operations', link };
  switch (row.phase) {
    case 'Failed':
      return { ...common, title: `Failed: ${title}`, description: row.failure?.cause ?? 'No cause was recorded.', severity: 'high' };
    case 'PartiallySucceeded':
      return { ...common, title: `Partly succeeded: ${title}`, description: row.result?.sentences.join(' ') ?? '', severity: 'high' };
    case 'Cancelled':
      return { ...common, title: `Cancelled: ${title}`, description: row.leftovers.length > 0 ? `${row.leftovers.length} objects are left over.` : 'Nothing is left over.', severity: 'low' };
    case 'Succeeded':
      if ((row.finishedAt ?? 0) - row.createdAt < LONG_MS) return undefined;
      return { ...common, title: `Succeeded: ${title}`, description: row.result?.sentences.join(' ') ?? '', severity: 'normal' };
    default:
      return undefined;
  }
}

/** Tells the owners of the elements and whoever started it how an operation ended; a failure to tell is logged, not thrown. */
export function createOutcomeNotifier(notifications: NotificationService, logger: LoggerService): (row: OperationRow) => void {
  return row => {
    const payload = outcomeNotification(row);
    if (!payload) return;
    const owners = row.scope.elements.flatMap(({ owner }) => owner ?? []);
    const people = /^(user|group):/.test(row.createdBy) ? [row.createdBy] : [];
    const entityRef = [...new Set([...owners, ...people])];
    if (entityRef.length === 0) return;
    notifications
      .send({ recipients: { type: 'entity', entityRef }, payload })
      .catch(error => logger.warn(`The outcome of ${row.id} could not be notified: ${stringifyError(error)}`));
  };
}
