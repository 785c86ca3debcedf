import type { ReactNode } from 'react';
import Box from '@mui/material/Box';
import type { Measure } from '@penstock/backstage-plugin-data-pipelines-common';
import { formatValue } from './format';
import { MeasureValue, TrendText } from './MeasureText';
import { VerdictText } from './VerdictText';
import { useWords } from './words';

/** A named number in large, with what there is to say of it below; stands in a `dl`. */
export function FactTile({ label, large, value, children }: { label: string; large: boolean; value: ReactNode; children?: ReactNode }) {
  return (
    <Box sx={theme => ({ padding: 2, minWidth: 0, boxShadow: `1px 0 0 ${theme.penstock.line}, 0 1px 0 ${theme.penstock.line}` })}>
      <Box component="dt" sx={{ fontSize: 12, lineHeight: '16px', color: theme => theme.penstock.fg2 }}>
        {label}
      </Box>
      <Box component="dd" sx={{ margin: 0 }}>
        <Box sx={theme => ({ fontSize: large ? 24 : 16, lineHeight: '32px', fontWeight: large ? 600 : 400, color: large ? theme.penstock.fg : theme.penstock.fg2, overflowWrap: 'anywhere' })}>{value}</Box>
        <Box sx={{ fontSize: 12, lineHeight: '16px', display: 'flex', flexWrap: 'wrap', columnGap: 1, color: theme => theme.penstock.fg2, overflowWrap: 'anywhere' }}>{children}</Box>
      </Box>
    </Box>
  );
}

/** A measure in large, with target and verdict, or the reason why it is not there. */
export function MeasureTile({ label, measure, children }: { label: string; measure: Measure; children?: ReactNode }) {
  const t = useWords();
  const measured = measure.state === 'measured';
  return (
    <FactTile label={label} large={measured} value={<MeasureValue measure={measure} />}>
      {!measured && measure.reason}
      {measured && measure.target && (
        <>
          {t('measure.target', { value: formatValue(measure.target.value, measure.unit) })}
          <VerdictText measure={measure} />
        </>
      )}
      {measured && measure.trend && <TrendText trend={measure.trend} />}
      {children}
    </FactTile>
  );
}
