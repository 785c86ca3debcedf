import Button from '@mui/material/Button';
import Refresh from '@mui/icons-material/RefreshOutlined';
import { useApi } from '@backstage/frontend-plugin-api';
import { elementReadPermission, type Volume, type VolumeDetail } from '@penstock/backstage-plugin-data-pipelines-common';
import { dataPipelinesApiRef } from '../api/dataPipelinesApiRef';
import { useLive, type Live } from '../api/useLive';
import { StaleBanner } from '../pages/PageBanners';
import { FailureView } from '../parts/FailureView';
import { LoadingRows } from '../parts/LoadingRows';
import { useWords } from '../parts/words';
import { DrawerPart } from './DrawerPart';
import { VolumeEventList } from './VolumeEventList';
import { VolumeObjectList } from './VolumeObjectList';

/** What the cluster says of one volume: asked for once, and again only when somebody wants it, since each look costs the cluster requests. */
export function useVolumeDetail({ element, name }: Volume): Live<VolumeDetail> {
  const api = useApi(dataPipelinesApiRef);
  return useLive(`volume ${element} ${name}`, () => api.getVolume(element, name), { follow: false });
}

/** The last events of a volume. */
export function EventsPart({ live }: { live: Live<VolumeDetail> }) {
  const t = useWords();
  const again = live.state === 'ready' && (
    <Button size="small" startIcon={<Refresh aria-hidden />} aria-disabled={live.refreshing} onClick={live.refresh}>
      {t('event.again')}
    </Button>
  );
  return (
    <DrawerPart title={t('drawer.events')} aside={again}>
      {live.state === 'loading' && <LoadingRows rows={2} height={40} />}
      {live.state === 'failed' && <FailureView error={live.error} permission={elementReadPermission.name} onRetry={live.retry} />}
      {live.state === 'ready' && (
        <>
          <StaleBanner live={live} />
          <VolumeEventList events={live.value.events} />
        </>
      )}
    </DrawerPart>
  );
}

/** The objects of a volume; what hinders reading them stands with the events. */
export function ObjectsPart({ live }: { live: Live<VolumeDetail> }) {
  const t = useWords();
  if (live.state !== 'ready') return null;
  return (
    <DrawerPart title={t('drawer.objects')}>
      <VolumeObjectList objects={live.value.objects} />
    </DrawerPart>
  );
}
