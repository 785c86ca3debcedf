import type { ReactNode } from 'react';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import FilterList from '@mui/icons-material/FilterListOutlined';
import HelpOutline from '@mui/icons-material/HelpOutlineOutlined';
import Inbox from '@mui/icons-material/InboxOutlined';
import Refresh from '@mui/icons-material/RefreshOutlined';
import SettingsOutlined from '@mui/icons-material/SettingsOutlined';
import { useClock } from '../api/clock';
import { Age } from './Age';
import { CopyButton } from './CopyButton';
import { formatTime } from './format';
import { StateFrame } from './StateFrame';
import { Status } from './Status';
import { useWords } from './words';

/** State 1: nothing there yet; says what will appear here, and one thing to do. */
export function NothingYet({ title, text, action }: { title: string; text: string; action?: ReactNode }) {
  return (
    <StateFrame icon={Inbox} title={title} actions={action}>
      {text}
    </StateFrame>
  );
}

/** State 2: filtered to nothing; names the filters and how many rows they hide. */
export function FilteredToNothing(props: { hidden: number; filters: string[]; onClear: () => void }) {
  const { hidden, filters, onClear } = props;
  const t = useWords();
  return (
    <StateFrame
      icon={FilterList}
      title={t('pipelines.filteredTitle', { count: hidden })}
      actions={
        <Button variant="contained" onClick={onClear}>
          {t('pipelines.clearFilters', { count: filters.length })}
        </Button>
      }
    >
      {t('pipelines.filteredText', { filters: filters.join(', ') })}
    </StateFrame>
  );
}

/** State 3: not configured; the lines to paste, the one that is missing marked. */
export function NotConfigured({ annotation, value }: { annotation: string; value: string }) {
  const t = useWords();
  const lines = ['metadata:', '  annotations:', `    ${annotation}: ${value}`];
  return (
    <StateFrame
      icon={SettingsOutlined}
      title={t('state.notConfiguredTitle')}
      actions={<CopyButton text={`${lines.join('\n')}\n`}>{t('state.copy')}</CopyButton>}
    >
      {t('state.notConfiguredText')}
      <Box
        component="pre"
        tabIndex={0}
        sx={theme => ({
          margin: 0,
          marginTop: 1.5,
          paddingBlock: 1,
          overflowX: 'auto',
          fontSize: 12,
          lineHeight: '20px',
          borderRadius: '4px',
          backgroundColor: theme.penstock.subtle,
        })}
      >
        {lines.map((line, index) => (
          <Box
            key={line}
            component="code"
            sx={theme => ({
              display: 'block',
              paddingInline: 1.5,
              backgroundColor: index === lines.length - 1 ? theme.penstock.tone.info.bg : 'transparent',
              color: index === lines.length - 1 ? theme.penstock.tone.info.fg : theme.penstock.fg,
            })}
          >
            {line}
          </Box>
        ))}
      </Box>
    </StateFrame>
  );
}

/** State 5: cannot know; which cluster, why, since when, what was last known. */
export function CannotKnow(props: { cluster: string; reason: string; since?: string; lastObservedAt?: string; onRetry: () => void }) {
  const { cluster, reason, since, lastObservedAt, onRetry } = props;
  const t = useWords();
  const clock = useClock();
  return (
    <StateFrame
      icon={HelpOutline}
      title={t('state.cannotKnowTitle', { cluster })}
      actions={
        <Button variant="outlined" startIcon={<Refresh aria-hidden />} onClick={onRetry}>
          {t('state.retry')}
        </Button>
      }
    >
      <div>
        {reason} {since && t('state.cannotKnowSince', { time: formatTime(since, clock.now()) })}{' '}
        {lastObservedAt && t('state.lastKnown', { age: <Age at={lastObservedAt} /> })}
      </div>
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 1, marginTop: 1, color: theme => theme.penstock.fg2 }}>
        <Status word="Unknown" context={cluster} />
        {t('state.neverHealthy')}
      </Box>
    </StateFrame>
  );
}
