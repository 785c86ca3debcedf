import type { OperationKind } from '@penstock/backstage-plugin-data-pipelines-common';
import type { Words } from './words';

const KINDS: readonly OperationKind[] = ['expand', 'snapshot', 'restore', 'clone', 'delete', 'undo', 'remove-leftovers'];

/** The kind of an operation in a word; one that a newer backend has and this page does not know, as the backend names it. */
export function kindWord(t: Words, kind: OperationKind): string {
  return KINDS.includes(kind) ? t(`kind.${kind}`) : kind;
}
