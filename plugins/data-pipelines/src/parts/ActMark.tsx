import Box from '@mui/material/Box';
import type { PlanChange } from '@penstock/backstage-plugin-data-pipelines-common';
import type { Tone } from './tokens';
import { useWords } from './words';

const MARKS: Record<PlanChange['act'], { symbol: string; tone: Tone }> = {
  create: { symbol: '+', tone: 'ok' },
  change: { symbol: '~', tone: 'info' },
  replace: { symbol: '±', tone: 'crit' },
  delete: { symbol: '−', tone: 'crit' },
  keep: { symbol: '=', tone: 'neut' },
};

/** The order in which changes are counted. */
export const ACTS: readonly PlanChange['act'][] = ['create', 'change', 'replace', 'delete', 'keep'];

/** What is done to an object, as symbol and word. */
export function ActMark({ act }: { act: PlanChange['act'] }) {
  const t = useWords();
  const { symbol, tone } = MARKS[act];
  return (
    <Box component="span" sx={{ display: 'inline-flex', alignItems: 'center', gap: 1, fontWeight: 500, whiteSpace: 'nowrap' }}>
      <Box
        component="span"
        aria-hidden
        sx={theme => ({
          width: 20,
          height: 20,
          flex: 'none',
          display: 'grid',
          placeItems: 'center',
          borderRadius: '4px',
          fontFamily: 'monospace',
          fontWeight: 700,
          color: theme.penstock.tone[tone].fg,
          backgroundColor: theme.penstock.tone[tone].bg,
        })}
      >
        {symbol}
      </Box>
      {t(`act.${act}`)}
    </Box>
  );
}
