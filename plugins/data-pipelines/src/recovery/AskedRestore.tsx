import { useApi } from '@backstage/frontend-plugin-api';
import { operationReadPermission, type Element } from '@penstock/backstage-plugin-data-pipelines-common';
import { Navigate } from 'react-router-dom';
import { dataPipelinesApiRef } from '../api/dataPipelinesApiRef';
import { useLive } from '../api/useLive';
import { FailureView } from '../parts/FailureView';
import { LoadingRows } from '../parts/LoadingRows';
import { NothingYet } from '../parts/StateViews';
import { useWords } from '../parts/words';
import { bestPoint } from './pointWords';
import { useRestoreLink } from './useRestoreLink';

/** How many of the newest points are looked at for one whose elements fit together. */
const LOOKED_AT = 50;

/** Goes on to the wizard, with the newest point of the element that fits together; says so where there is none. */
export function AskedRestore({ element }: { element: Element }) {
  const t = useWords();
  const api = useApi(dataPipelinesApiRef);
  const link = useRestoreLink();
  const live = useLive(`best point of ${element.id}`, () => api.listRecoveryPoints({ element: element.id, limit: LOOKED_AT }), { follow: false });
  if (live.state === 'loading') return <LoadingRows rows={1} height={48} />;
  if (live.state === 'failed') return <FailureView error={live.error} permission={operationReadPermission.name} onRetry={live.retry} />;
  const best = bestPoint(live.value.items);
  const to = best && link(best.id, element.id);
  return to ? <Navigate to={to} replace /> : <NothingYet title={t('restore.noPointTitle', { name: element.title })} text={t('restore.noPointText')} />;
}
