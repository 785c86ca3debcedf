import Box from '@mui/material/Box';
import { useApi } from '@backstage/frontend-plugin-api';
import { useEntityRefLink } from '@backstage/plugin-catalog-react';
import { formatDuration, type Pipeline, type RecoveryPoint } from '@penstock/backstage-plugin-data-pipelines-common';
import { dataPipelinesApiRef } from '../api/dataPipelinesApiRef';
import { useLive } from '../api/useLive';
import { Fact } from '../parts/Fact';
import { pointLink } from '../parts/links';
import { RouterLink } from '../parts/RouterLink';
import { useWords } from '../parts/words';
import { ConsistencyChip, PointStateChip } from '../recovery/PointChips';

function Measured({ point }: { point: RecoveryPoint }) {
  const t = useWords();
  const { members, missing = [], skewMs, pausedMs, offsets } = point;
  const all = members.length + missing.length;
  return (
    <Box component="dl" sx={{ margin: 0, display: 'grid', gridTemplateColumns: 'repeat(auto-fill, minmax(min(100%, 160px), 1fr))', gap: 1.5 }}>
      <Fact name={t('points.members')}>{t('pointOutcome.ofAll', { got: String(members.length), all: String(all) })}</Fact>
      <Fact name={t('points.paused')}>{pausedMs === undefined ? t('points.notPaused') : formatDuration(pausedMs / 1000)}</Fact>
      <Fact name={t('points.skew')}>{skewMs === undefined ? t('measure.notKnown') : t('pointOutcome.ms', { value: skewMs.toLocaleString('en-US') })}</Fact>
      <Fact name={t('points.offsets')}>{offsets?.length ? t('pointOutcome.groups', { count: offsets.length }) : t('pointOutcome.noOffsets')}</Fact>
    </Box>
  );
}

/** The point that an operation made: the consistency that was got and wanted, with the reason where they differ, what was measured, and the way to it. */
export function PointOutcome({ id, pipeline }: { id: string; pipeline?: Pipeline }) {
  const t = useWords();
  const api = useApi(dataPipelinesApiRef);
  const entityLink = useEntityRefLink();
  const live = useLive(`point ${id}`, () => api.getRecoveryPoint(id));
  const link = pipeline ? <RouterLink inText to={pointLink(entityLink(pipeline.summary.entityRef), id)}>{id}</RouterLink> : id;
  const point = live.state === 'ready' ? live.value : undefined;
  return (
    <Box sx={{ display: 'grid', gap: 1, minWidth: 0 }}>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 1 }}>
        <span>
          {t('operation.recoveryPoint')} {link}
        </span>
        {point && <PointStateChip state={point.state} context={id} />}
        {point && <ConsistencyChip consistency={point.consistency} />}
      </Box>
      {point && <Box sx={{ overflowWrap: 'anywhere' }}>{point.consistency.sentence}</Box>}
      {point && <Measured point={point} />}
      {live.state === 'failed' && <Box sx={{ color: theme => theme.penstock.fg2 }}>{t('pointOutcome.unread')}</Box>}
    </Box>
  );
}
