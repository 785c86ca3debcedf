import { useApi } from '@backstage/frontend-plugin-api';
import type { ListOperationsQuery, OperationKind, OperationRight } from '@penstock/backstage-plugin-data-pipelines-common';
import { dataPipelinesApiRef } from './dataPipelinesApiRef';
import { useLive } from './useLive';

/** What the user may start of a pipeline or an element, by kind. */
export type Rights = (kind: OperationKind) => OperationRight | undefined;

const NOT_TOLD: Rights = () => undefined;

/**
 * Asks once which kinds of operation the user may start. Where that cannot be
 * known nothing is refused here: the server decides when a plan is drawn.
 */
export function useRights(of: Pick<ListOperationsQuery, 'pipeline' | 'element'>): Rights {
  const api = useApi(dataPipelinesApiRef);
  const live = useLive(`rights ${JSON.stringify(of)}`, () => api.listOperations({ ...of, limit: 1 }), { follow: false });
  if (live.state !== 'ready') return NOT_TOLD;
  return kind => live.value.rights?.find(right => right.kind === kind);
}
