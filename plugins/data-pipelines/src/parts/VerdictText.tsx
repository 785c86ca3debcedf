import Box from '@mui/material/Box';
import type { Measure } from '@penstock/backstage-plugin-data-pipelines-common';
import { verdictWord } from './MeasureText';
import { STATUS_LOOKS } from './Status';
import type { Tone } from './tokens';
import { useWords } from './words';

const WORD_OF_VERDICT = { met: 'Healthy', 'at-risk': 'Warning', missed: 'Critical' } as const;

function Marked({ look, children }: { look: keyof typeof STATUS_LOOKS; children: string }) {
  const { Icon, tone } = STATUS_LOOKS[look];
  const loud: Tone | undefined = tone === 'crit' || tone === 'warn' ? tone : undefined;
  return (
    <Box
      component="span"
      sx={theme => ({ display: 'inline-flex', alignItems: 'center', gap: 0.5, color: loud ? theme.penstock.tone[loud].fg : theme.penstock.fg })}
    >
      <Icon aria-hidden sx={{ fontSize: 18, color: theme => theme.penstock.tone[tone].mark }} />
      <Box component="span" sx={{ '&::first-letter': { textTransform: 'uppercase' } }}>
        {children}
      </Box>
    </Box>
  );
}

/** Whether a measure keeps its target, in a word with its icon. */
export function VerdictText({ measure }: { measure: Measure }) {
  const t = useWords();
  if (measure.state === 'not-measured') return <Marked look="NotMeasured">{t('measure.notMeasured')}</Marked>;
  if (measure.state === 'unknown') return <Marked look="Unknown">{t('measure.notKnown')}</Marked>;
  if (measure.stale) return <Marked look="Stale">{t('status.Stale')}</Marked>;
  if (!measure.target) return <>{t('measure.noTarget')}</>;
  return <Marked look={WORD_OF_VERDICT[measure.target.verdict]}>{verdictWord(t, measure.target.verdict)}</Marked>;
}
