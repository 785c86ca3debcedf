import type { NotificationPayload } from '@backstage/plugin-notifications-common';
import type { NotificationSendOptions } from '@backstage/plugin-notifications-node';
import { ownersToTell } from './ownersToTell';
import type { OperationRow } from './store/OperationStore';

/** Longer operations are told of when they succeed, shorter ones only when they do not. */
const LONG_MS = 60_000;

/**
 * The one notification of an operation that has ended; undefined for what
 * everybody expects. Its scope is of the operation: told twice, it is still one
 * notification. Pure.
 */
function outcomeNotification(row: OperationRow): NotificationPayload | undefined {
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

/** Whom the outcome concerns, and what they are told; undefined where nobody needs to be. Pure. */
export function outcomeMessage(row: OperationRow): NotificationSendOptions | undefined {
  const payload = outcomeNotification(row);
  const entityRef = ownersToTell(row.scope, row.createdBy);
  return payload && entityRef.length > 0 ? { recipients: { type: 'entity', entityRef }, payload } : undefined;
}
