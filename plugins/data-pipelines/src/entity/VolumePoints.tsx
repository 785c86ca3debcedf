import Box from '@mui/material/Box';
import { useApi } from '@backstage/frontend-plugin-api';
import { operationReadPermission, type RecoveryPoint, type RecoveryPointList, type TimelinePoint, type Volume } from '@penstock/backstage-plugin-data-pipelines-common';
import { useSearchParams } from 'react-router-dom';
import { dataPipelinesApiRef } from '../api/dataPipelinesApiRef';
import { useLive } from '../api/useLive';
import { FailureView } from '../parts/FailureView';
import { LoadingRows } from '../parts/LoadingRows';
import { RouterLink } from '../parts/RouterLink';
import { useWords } from '../parts/words';
import { PointTimeline } from '../recovery/PointTimeline';
import { isWeaker } from '../recovery/pointWords';
import { DrawerPart } from './DrawerPart';

/** So many of the newest points of the element are looked through. */
const LOOKED_AT = 50;

/** Those points that hold a snapshot of the volume, as marks of a timeline. Pure. */
export function pointsHolding(volume: string, points: readonly RecoveryPoint[]): TimelinePoint[] {
  return points.flatMap(({ id, cutTime, state, consistency, members }) =>
    cutTime !== undefined && members.some(member => member.volume === volume) ? [{ id, at: cutTime, state, weaker: isWeaker(consistency) }] : [],
  );
}

function Shown({ volume, list, linkTo }: { volume: Volume; list: RecoveryPointList; linkTo: (point?: string) => string }) {
  const t = useWords();
  const [, setParams] = useSearchParams();
  const timeline = pointsHolding(volume.name, list.items);
  const shown = { count: timeline.length, of: String(list.items.length) };
  return (
    <>
      <Box>{list.total > list.items.length ? t('drawer.pointsOfNewest', shown) : t('drawer.points', shown)}</Box>
      <Box sx={{ marginInline: -2 }}>
        <PointTimeline summary={{ ...list.summary, timeline }} onOpen={({ id }) => setParams(new URLSearchParams(linkTo(id)))} />
      </Box>
    </>
  );
}

/** On a line of time which recovery points hold a snapshot of a volume; each leads to the point. */
export function VolumePoints({ volume }: { volume: Volume }) {
  const t = useWords();
  const api = useApi(dataPipelinesApiRef);
  const [params] = useSearchParams();
  const query = { element: volume.element, limit: LOOKED_AT };
  const live = useLive(`points ${JSON.stringify(query)}`, () => api.listRecoveryPoints(query));
  const linkTo = (point?: string) => {
    const to = new URLSearchParams(params);
    to.set('view', 'points');
    if (point) to.set('point', point);
    return to.toString();
  };
  return (
    <DrawerPart title={t('drawer.snapshots')} aside={<RouterLink to={`?${linkTo()}`}>{t('data.points')}</RouterLink>}>
      {live.state === 'loading' && <LoadingRows rows={1} height={56} />}
      {live.state === 'failed' && <FailureView error={live.error} permission={operationReadPermission.name} onRetry={live.retry} />}
      {live.state === 'ready' && <Shown volume={volume} list={live.value} linkTo={linkTo} />}
    </DrawerPart>
  );
}
