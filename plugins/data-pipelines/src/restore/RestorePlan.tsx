import type { ReactNode } from 'react';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Paper from '@mui/material/Paper';
import Download from '@mui/icons-material/DownloadOutlined';
import HelpOutline from '@mui/icons-material/HelpOutlineOutlined';
import Undo from '@mui/icons-material/UndoOutlined';
import { formatBytes, formatDuration, type DataAmount, type Plan } from '@penstock/backstage-plugin-data-pipelines-common';
import { useClock } from '../api/clock';
import { ActMark, ACTS } from '../parts/ActMark';
import { ComparisonTable } from '../parts/ComparisonTable';
import { ConsumerJumps } from '../parts/EffectsView';
import { formatTime } from '../parts/format';
import { PlanView } from '../parts/PlanView';
import { PreflightList } from '../parts/PreflightList';
import { useNarrowerThan } from '../parts/room';
import { SectionHead } from '../parts/SectionHead';
import { useWords, type Words } from '../parts/words';

function Card({ children }: { children: ReactNode }) {
  return (
    <Paper variant="outlined" sx={{ padding: 2, minWidth: 0 }}>
      {children}
    </Paper>
  );
}

function Counts({ plan }: { plan: Plan }) {
  const t = useWords();
  const counted = ACTS.map(act => ({ act, count: plan.changes.filter(change => change.act === act).reduce((sum, change) => sum + (change.count ?? 1), 0) }));
  return (
    <Box component="dl" aria-label={t('restore.counts')} sx={{ margin: 0, display: 'grid', gap: 1, gridTemplateColumns: 'repeat(auto-fit, minmax(112px, 1fr))' }}>
      {counted
        .filter(({ act, count }) => act !== 'delete' || count > 0)
        .map(({ act, count }) => (
          <Box key={act} sx={theme => ({ display: 'flex', justifyContent: 'space-between', alignItems: 'center', padding: 1.5, borderRadius: '8px', backgroundColor: theme.penstock.subtle })}>
            <Box component="dt">
              <ActMark act={act} />
            </Box>
            <Box component="dd" sx={{ margin: 0, fontSize: 24, lineHeight: '32px', fontWeight: 600 }}>
              {count}
            </Box>
          </Box>
        ))}
    </Box>
  );
}

/** The number in large: records where they are known, else how long; never a zero for what is not known. */
function amountHead(t: Words, { records, seconds }: DataAmount): string {
  if (records !== undefined) return t('effects.records', { count: records, shown: records.toLocaleString('en-US') });
  return seconds === undefined ? t('measure.notKnown') : formatDuration(seconds);
}

function Amount({ name, amount }: { name: string; amount: DataAmount | undefined }) {
  const t = useWords();
  return (
    <Box sx={theme => ({ padding: 1.5, minWidth: 0, borderRadius: '8px', backgroundColor: theme.penstock.subtle, overflowWrap: 'anywhere' })}>
      <Box component="dt" sx={{ fontSize: 12, lineHeight: '16px', color: theme => theme.penstock.fg2 }}>
        {name}
      </Box>
      <Box component="dd" sx={{ margin: 0 }}>
        <Box sx={{ fontSize: 24, lineHeight: '32px', fontWeight: 600 }}>{amount ? amountHead(t, amount) : t('restore.notConcerned')}</Box>
        {amount && (
          <Box sx={{ fontSize: 12, lineHeight: '16px' }}>
            {amount.records !== undefined && amount.records > 0 && amount.seconds !== undefined && <div>{formatDuration(amount.seconds)}</div>}
            {amount.sentence}
          </Box>
        )}
      </Box>
    </Box>
  );
}

function Data({ plan }: { plan: Plan }) {
  const t = useWords();
  const unchecked = plan.preflight.filter(({ result }) => result === 'unknown');
  return (
    <Card>
      <SectionHead>{t('restore.data')}</SectionHead>
      <Box component="dl" sx={{ margin: 0, display: 'grid', gap: 1, gridTemplateColumns: 'minmax(0, 1fr) minmax(0, 1fr)' }}>
        <Amount name={t('effects.lost')} amount={plan.effects.lost} />
        <Amount name={t('effects.replayed')} amount={plan.effects.replayed} />
      </Box>
      {unchecked.map(({ code, sentence, remedy }) => (
        <Box key={`${code} ${sentence}`} sx={{ display: 'flex', gap: 1, marginTop: 1, fontSize: 12, lineHeight: '16px', overflowWrap: 'anywhere' }}>
          <HelpOutline aria-hidden sx={{ fontSize: 16 }} />
          <span>{t('restore.unchecked', { sentence: [sentence, remedy].filter(Boolean).join('. ') })}</span>
        </Box>
      ))}
    </Card>
  );
}

function Line({ name, children }: { name: string; children: ReactNode }) {
  return (
    <Box sx={{ display: 'grid', gridTemplateColumns: '96px minmax(0, 1fr)', gap: 1, overflowWrap: 'anywhere' }}>
      <Box component="dt" sx={{ color: theme => theme.penstock.fg2 }}>
        {name}
      </Box>
      <Box component="dd" sx={{ margin: 0 }}>
        {children}
      </Box>
    </Box>
  );
}

function WhileItRuns({ plan }: { plan: Plan }) {
  const t = useWords();
  const { sentences, restarts, writesPausedSeconds, spaceBytes } = plan.effects;
  return (
    <Card>
      <SectionHead>{t('restore.whileItRuns')}</SectionHead>
      <Box component="dl" sx={{ margin: 0, display: 'grid', gap: 1 }}>
        {sentences.map(({ subject, sentence }) => (
          <Line key={`${subject} ${sentence}`} name={subject}>
            {sentence}
          </Line>
        ))}
        <Line name={t('effects.restarts')}>{restarts}</Line>
        {writesPausedSeconds !== undefined && <Line name={t('effects.paused')}>{t('effects.atMost', { value: formatDuration(writesPausedSeconds) })}</Line>}
        <Line name={t('effects.space')}>{spaceBytes === undefined ? t('measure.notKnown') : t('effects.atMost', { value: formatBytes(spaceBytes) })}</Line>
        {plan.cancel.map(sentence => (
          <Line key={sentence} name={t('effects.ifCancelled')}>
            {sentence}
          </Line>
        ))}
      </Box>
      <Box sx={{ marginTop: 1 }}>
        <ComparisonTable rows={plan.comparison} />
      </Box>
    </Card>
  );
}

/** Until when it can be taken back, and how. */
export function UndoLine({ plan }: { plan: Plan }) {
  const t = useWords();
  const clock = useClock();
  const { possible, until, sentence } = plan.undo;
  return (
    <Box sx={{ display: 'flex', gap: 1.5, overflowWrap: 'anywhere' }}>
      <Undo aria-hidden sx={{ color: theme => theme.penstock.tone[possible ? 'ok' : 'neut'].mark }} />
      <Box sx={{ minWidth: 0 }}>
        <Box sx={{ fontWeight: 600 }}>{possible && until ? t('restore.undoUntil', { time: formatTime(until, clock.now()) }) : t('effects.undo')}</Box>
        {sentence}
      </Box>
    </Box>
  );
}

/** Fourth step: what is created, changed, replaced and kept; what is lost and replayed; what is felt; how to take it back. */
export function RestorePlan({ plan, current }: { plan: Plan; current: boolean }) {
  const t = useWords();
  const narrow = useNarrowerThan(960);
  const file = `data:application/json;charset=utf-8,${encodeURIComponent(JSON.stringify(plan, null, 2))}`;
  return (
    <Box aria-busy={!current} sx={{ opacity: current ? 1 : 0.6, display: 'grid', gap: 2, alignItems: 'start', gridTemplateColumns: narrow ? 'minmax(0, 1fr)' : 'minmax(0, 3fr) minmax(0, 2fr)' }}>
      <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: 'minmax(0, 1fr)' }}>
        <Card>
          <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: 'minmax(0, 1fr)' }}>
            <Counts plan={plan} />
            <PlanView plan={plan} />
            <Button component="a" href={file} download={`${plan.id}.json`} startIcon={<Download aria-hidden />} sx={{ justifySelf: 'start' }}>
              {t('restore.download')}
            </Button>
          </Box>
        </Card>
        {plan.consumers.length > 0 && (
          <Card>
            <SectionHead>{t('effects.consumers')}</SectionHead>
            <ConsumerJumps plan={plan} />
          </Card>
        )}
        <Card>
          <PreflightList checks={plan.preflight} />
        </Card>
      </Box>
      <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: 'minmax(0, 1fr)' }}>
        <Data plan={plan} />
        <WhileItRuns plan={plan} />
        <Card>
          <UndoLine plan={plan} />
        </Card>
      </Box>
    </Box>
  );
}
