import type { ReactNode } from 'react';
import Box from '@mui/material/Box';
import Paper from '@mui/material/Paper';
import type { Measure, PipelineMeasures } from '@penstock/backstage-plugin-data-pipelines-common';
import { MeasureValue, TrendText } from '../parts/MeasureText';
import { VerdictText } from '../parts/VerdictText';
import { formatValue } from '../parts/format';
import { useWords } from '../parts/words';

function Tile({ label, measure, children }: { label: string; measure: Measure; children?: ReactNode }) {
  const t = useWords();
  const measured = measure.state === 'measured';
  return (
    <Box sx={theme => ({ padding: 2, minWidth: 0, boxShadow: `1px 0 0 ${theme.penstock.line}, 0 1px 0 ${theme.penstock.line}` })}>
      <Box component="dt" sx={{ fontSize: 12, lineHeight: '16px', color: theme => theme.penstock.fg2 }}>
        {label}
      </Box>
      <Box component="dd" sx={{ margin: 0 }}>
        <Box sx={theme => ({ fontSize: measured ? 24 : 16, lineHeight: '32px', fontWeight: measured ? 600 : 400, color: measured ? theme.penstock.fg : theme.penstock.fg2 })}>
          <MeasureValue measure={measure} />
        </Box>
        <Box sx={{ fontSize: 12, lineHeight: '16px', display: 'flex', flexWrap: 'wrap', columnGap: 1, color: theme => theme.penstock.fg2, overflowWrap: 'anywhere' }}>
          {!measured && measure.reason}
          {measured && measure.target && (
            <>
              {t('measure.target', { value: formatValue(measure.target.value, measure.unit) })}
              <VerdictText measure={measure} />
            </>
          )}
          {measured && measure.trend && <TrendText trend={measure.trend} />}
          {children}
        </Box>
      </Box>
    </Box>
  );
}

/** The four numbers of a pipeline above its flow. */
export function KeyNumbers({ measures }: { measures: PipelineMeasures }) {
  const t = useWords();
  return (
    <Paper
      component="dl"
      variant="outlined"
      sx={{ margin: 0, overflow: 'hidden', display: 'grid', gridTemplateColumns: { xs: '1fr 1fr', lg: 'repeat(4, 1fr)' } }}
    >
      <Tile label={t('measure.latencyLong')} measure={measures.latency} />
      <Tile label={t('measure.produceRate')} measure={measures.produceRate} />
      <Tile label={t('measure.backlogTimeLong')} measure={measures.backlogTime} />
      <Tile label={t('measure.recoveryPointAgeLong')} measure={measures.recoveryPointAge} />
    </Paper>
  );
}
