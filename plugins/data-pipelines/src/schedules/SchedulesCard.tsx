import type { ReactNode } from 'react';
import Box from '@mui/material/Box';
import Paper from '@mui/material/Paper';
import Add from '@mui/icons-material/AddOutlined';
import HourglassEmpty from '@mui/icons-material/HourglassEmptyOutlined';
import CheckCircle from '@mui/icons-material/CheckCircleOutlined';
import HelpOutline from '@mui/icons-material/HelpOutlineOutlined';
import PauseCircle from '@mui/icons-material/PauseCircleOutlined';
import type SvgIcon from '@mui/material/SvgIcon';
import WarningAmber from '@mui/icons-material/WarningAmberOutlined';
import { useApi } from '@backstage/frontend-plugin-api';
import { formatBytes, formatDuration, operationReadPermission, scheduleWritePermission, type Element, type Pipeline, type Schedule, type ScheduleList } from '@penstock/backstage-plugin-data-pipelines-common';
import { useClock } from '../api/clock';
import { dataPipelinesApiRef } from '../api/dataPipelinesApiRef';
import { refreshPages } from '../api/refreshPages';
import type { Live } from '../api/useLive';
import { useRights } from '../api/useRights';
import { DeleteScheduleDialog } from '../dialogs/DeleteScheduleDialog';
import { PauseScheduleDialog } from '../dialogs/PauseScheduleDialog';
import { ScheduleDialog } from '../dialogs/ScheduleDialog';
import { Banner } from '../parts/Banner';
import { deniedReason } from '../parts/DeniedReason';
import { useOpenDialog, type DrawDialog } from '../parts/DialogHost';
import { FactTable } from '../parts/FactTable';
import { FailureView } from '../parts/FailureView';
import { formatMinute } from '../parts/format';
import { GuardedButton } from '../parts/GuardedButton';
import { LoadingRows } from '../parts/LoadingRows';
import { MeasureText } from '../parts/MeasureText';
import { NotedButton } from '../parts/NotedButton';
import { OperationLink } from '../parts/OperationLink';
import { SectionHead } from '../parts/SectionHead';
import type { Tone } from '../parts/tokens';
import { ToneChip } from '../parts/ToneChip';
import { useWords } from '../parts/words';
import { useSave } from './useSave';

const LOOKS: Record<Schedule['state'], { tone: Tone; Icon: typeof SvgIcon; dashed?: boolean }> = {
  Active: { tone: 'ok', Icon: CheckCircle },
  Paused: { tone: 'info', Icon: PauseCircle },
  Overdue: { tone: 'warn', Icon: WarningAmber },
  NeverRan: { tone: 'neut', Icon: HourglassEmpty },
};

/** Id of the text that says why nothing can be changed here. */
const DENIED = 'penstock-schedules-denied';

const SMALL = { fontSize: 12, lineHeight: '16px', overflowWrap: 'anywhere' } as const;

function State({ schedule }: { schedule: Schedule }) {
  const t = useWords();
  const clock = useClock();
  const { state, spec } = schedule;
  const known = Object.hasOwn(LOOKS, state);
  return (
    <>
      <ToneChip {...(known ? LOOKS[state] : { tone: 'neut', Icon: HelpOutline, dashed: true })} context={schedule.name}>
        {known ? t(`scheduleState.${state}`) : t('status.Unknown')}
      </ToneChip>
      {state === 'Paused' && spec.paused && (
        <Box sx={{ ...SMALL, marginTop: 0.5 }}>{t('schedules.pausedUntil', { time: formatMinute(spec.paused.until, clock.now()), reason: spec.paused.reason })}</Box>
      )}
    </>
  );
}

function LastRun({ schedule }: { schedule: Schedule }) {
  const t = useWords();
  const clock = useClock();
  const { lastRun } = schedule;
  if (!lastRun) return <>{t('schedules.noRun')}</>;
  const said = t('schedules.lastRunSaid', { time: formatMinute(lastRun.at, clock.now()), outcome: t(`runOutcome.${lastRun.outcome}`) });
  return (
    <>
      {lastRun.operation ? <OperationLink id={lastRun.operation}>{said}</OperationLink> : said}
      {lastRun.reason && <Box sx={SMALL}>{lastRun.reason}</Box>}
    </>
  );
}

function Kept({ schedule }: { schedule: Schedule }) {
  const t = useWords();
  const { keptPoints, keptBytes } = schedule;
  return (
    <>
      {keptPoints === undefined ? t('measure.notKnown') : t('schedules.points', { count: keptPoints })}
      <Box sx={SMALL}>{keptBytes === undefined ? t('schedules.bytesNotKnown') : t('effects.atMost', { value: formatBytes(keptBytes) })}</Box>
    </>
  );
}

function Name({ schedule }: { schedule: Schedule }) {
  const t = useWords();
  return (
    <>
      <Box sx={{ fontWeight: 600 }}>{schedule.name}</Box>
      <Box>{schedule.words}</Box>
      <Box sx={{ ...SMALL, color: theme => theme.penstock.fg2 }}>{t('schedules.covers', { names: schedule.elements.join(', ') })}</Box>
      {schedule.warnings.map(warning => (
        <Box key={warning} sx={{ ...SMALL, display: 'flex', gap: 0.5 }}>
          <WarningAmber aria-hidden sx={{ fontSize: 16, color: theme => theme.penstock.tone.warn.mark }} />
          {warning}
        </Box>
      ))}
    </>
  );
}

/** What is achieved says its target itself; where there is nothing to measure yet the objective still stands. */
function Achieved({ schedule }: { schedule: Schedule }) {
  const t = useWords();
  const { spec, achieved } = schedule;
  return (
    <>
      {achieved ? <MeasureText measure={achieved} /> : t('measure.notKnown')}
      {achieved?.state !== 'measured' && (
        <Box sx={{ ...SMALL, color: theme => theme.penstock.fg2 }}>
          {spec.objectiveSeconds === undefined ? t('schedules.noObjective') : t('schedules.objective', { value: formatDuration(spec.objectiveSeconds) })}
        </Box>
      )}
    </>
  );
}

function Buttons({ schedule, pipeline, refusedBy, resume }: { schedule: Schedule; pipeline: Pipeline; refusedBy?: string; resume: (schedule: Schedule) => void }) {
  const t = useWords();
  const openDialog = useOpenDialog();
  const { name } = schedule;
  const draws = {
    edit: close => <ScheduleDialog pipeline={pipeline} schedule={schedule} onClose={close} />,
    pause: close => <PauseScheduleDialog schedule={schedule} onClose={close} />,
    delete: close => <DeleteScheduleDialog schedule={schedule} onClose={close} />,
  } satisfies Record<string, DrawDialog>;
  return (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', marginLeft: -0.5, '& > *': { minWidth: 0, paddingInline: 0.5 } }}>
      <NotedButton refusedBy={refusedBy} label={t('schedules.editOf', { name })} onClick={() => openDialog(draws.edit)}>
        {t('schedules.edit')}
      </NotedButton>
      {schedule.state === 'Paused' ? (
        <NotedButton refusedBy={refusedBy} label={t('schedules.resumeOf', { name })} onClick={() => resume(schedule)}>
          {t('schedules.resume')}
        </NotedButton>
      ) : (
        <NotedButton refusedBy={refusedBy} label={t('schedules.pauseOf', { name })} onClick={() => openDialog(draws.pause)}>
          {t('schedules.pause')}
        </NotedButton>
      )}
      <NotedButton refusedBy={refusedBy} label={t('schedules.deleteOf', { name })} onClick={() => openDialog(draws.delete)}>
        {t('schedules.delete')}
      </NotedButton>
    </Box>
  );
}

function Listed({ list, pipeline, refusedBy }: { list: ScheduleList; pipeline: Pipeline; refusedBy?: string }) {
  const t = useWords();
  const clock = useClock();
  const api = useApi(dataPipelinesApiRef);
  const save = useSave();
  const resume = ({ name, spec: { paused: _paused, ...spec } }: Schedule) => save.run(() => api.putSchedule(name, spec), refreshPages);
  const measure = (value: Schedule['achieved']): ReactNode => (value ? <MeasureText measure={value} /> : t('measure.notKnown'));
  return (
    <>
      {list.uncovered.length > 0 && (
        <Banner look="warn">{t('schedules.uncovered', { count: list.uncovered.length, names: list.uncovered.map(id => pipeline.elements.find(each => each.id === id)?.title ?? id).join(', ') })}</Banner>
      )}
      {save.error && (
        <div role="alert">
          <FailureView error={save.error} permission={scheduleWritePermission.name} onRetry={refreshPages} />
        </div>
      )}
      {list.items.length === 0 ? (
        <Box>{t('schedules.none')}</Box>
      ) : (
        <FactTable<Schedule>
          label={t('schedules.tableName')}
          items={list.items}
          keyOf={({ name }) => name}
          cardsBelow={960}
          columns={[
            { head: t('schedules.column.name'), cell: schedule => <Name schedule={schedule} /> },
            { head: t('schedules.column.state'), cell: schedule => <State schedule={schedule} /> },
            { head: t('schedules.next'), cell: ({ nextRuns }) => nextRuns.slice(0, 3).map(at => <Box key={at} sx={{ whiteSpace: 'nowrap' }}>{formatMinute(at, clock.now())}</Box>) },
            { head: t('schedules.column.achieved'), cell: schedule => <Achieved schedule={schedule} /> },
            { head: t('points.worstGap'), cell: ({ worstGap }) => measure(worstGap) },
            { head: t('schedules.column.kept'), cell: schedule => <Kept schedule={schedule} /> },
            { head: t('schedules.column.lastRun'), cell: schedule => <LastRun schedule={schedule} /> },
            { head: t('points.column.actions'), cell: schedule => <Buttons schedule={schedule} pipeline={pipeline} refusedBy={refusedBy} resume={resume} /> },
          ]}
        />
      )}
    </>
  );
}

/** The schedules that make points by themselves: when, how it goes against the objective, what is kept; elements that none covers on top. */
export function SchedulesCard({ of, live }: { of: { pipeline: Pipeline; element?: Element }; live: Live<ScheduleList> }) {
  const t = useWords();
  const openDialog = useOpenDialog();
  const openNew = () => openDialog(close => <ScheduleDialog pipeline={of.pipeline} element={of.element} onClose={close} />);
  // who may not take a snapshot may not have one taken by a schedule; the rest is said by the server when a draft is checked
  const denied = deniedReason(useRights(of.element ? { element: of.element.id } : { pipeline: of.pipeline.summary.name })('snapshot'));
  return (
    <Paper component="section" variant="outlined" aria-labelledby="penstock-schedules-title" sx={{ padding: 2, minWidth: 0, display: 'grid', gap: 1.5, gridTemplateColumns: 'minmax(0, 1fr)' }}>
      <SectionHead
        id="penstock-schedules-title"
        aside={
          <GuardedButton size="small" variant="outlined" startIcon={<Add aria-hidden />} reason={denied && <span id={DENIED}>{denied}</span>} onClick={openNew}>
            {t('schedules.create')}
          </GuardedButton>
        }
      >
        {t('schedules.title')}
      </SectionHead>
      {live.state === 'loading' && <LoadingRows rows={2} height={48} />}
      {live.state === 'failed' && <FailureView error={live.error} permission={operationReadPermission.name} onRetry={live.retry} />}
      {live.state === 'ready' && <Listed list={live.value} pipeline={of.pipeline} refusedBy={denied === undefined ? undefined : DENIED} />}
    </Paper>
  );
}
