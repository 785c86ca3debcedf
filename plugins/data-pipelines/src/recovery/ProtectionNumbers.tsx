import Box from '@mui/material/Box';
import Paper from '@mui/material/Paper';
import type { ProtectionSummary, Schedule, TimelinePoint } from '@penstock/backstage-plugin-data-pipelines-common';
import { useClock } from '../api/clock';
import { formatMinute } from '../parts/format';
import { FactTile, MeasureTile } from '../parts/MeasureTile';
import { useWords } from '../parts/words';
import { PointTimeline } from './PointTimeline';

function ScheduleTile({ schedules }: { schedules: readonly Schedule[] | undefined }) {
  const t = useWords();
  const clock = useClock();
  const label = t('points.schedule');
  if (schedules === undefined) return <FactTile label={label} large={false} value={t('measure.notKnown')} />;
  if (schedules.length === 0) {
    return (
      <FactTile label={label} large={false} value={t('points.noSchedule')}>
        {t('points.noScheduleText')}
      </FactTile>
    );
  }
  const [first] = schedules;
  const [next] = first.nextRuns;
  return (
    <FactTile label={label} large={false} value={schedules.map(({ name }) => name).join(', ')}>
      <span>{t(`scheduleState.${first.state}`)}</span>
      {next && first.state !== 'Paused' && <span>{t('points.nextRun', { time: formatMinute(next, clock.now()) })}</span>}
    </FactTile>
  );
}

/** What is achieved against the target in four numbers, and on a line of time. */
export function ProtectionNumbers(props: { summary: ProtectionSummary; schedules: readonly Schedule[] | undefined; open?: string; onOpen: (point: TimelinePoint) => void }) {
  const { summary, schedules, open, onOpen } = props;
  const t = useWords();
  const clock = useClock();
  const { newestAge, achieved, worstGap, worstGapFrom, worstGapTo } = summary;
  const missing = { state: 'not-measured', reason: t('points.noGaps') } as const;
  return (
    <Paper variant="outlined" sx={{ minWidth: 0, overflow: 'hidden' }}>
      <Box component="dl" sx={{ margin: 0, display: 'grid', gridTemplateColumns: { xs: '1fr 1fr', lg: 'repeat(4, 1fr)' } }}>
        <MeasureTile label={t('points.newest')} measure={newestAge} />
        <MeasureTile label={t('points.achieved')} measure={achieved ?? missing} />
        <MeasureTile label={t('points.worstGap')} measure={worstGap ?? missing}>
          {worstGapFrom && worstGapTo && t('points.gapBetween', { from: formatMinute(worstGapFrom, clock.now()), to: formatMinute(worstGapTo, clock.now()) })}
        </MeasureTile>
        <ScheduleTile schedules={schedules} />
      </Box>
      <PointTimeline summary={summary} open={open} onOpen={onOpen} />
    </Paper>
  );
}
