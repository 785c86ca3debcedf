import type { ReactNode } from 'react';
import Box from '@mui/material/Box';
import Paper from '@mui/material/Paper';
import Typography from '@mui/material/Typography';
import Dangerous from '@mui/icons-material/DangerousOutlined';
import type { OperationFailure } from '@penstock/backstage-plugin-data-pipelines-common';
import { CodeBlock } from './CodeBlock';
import { useWords } from './words';

function Line({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <Box component="dt" sx={{ color: theme => theme.penstock.fg2 }}>
        {name}
      </Box>
      <Box component="dd" sx={{ margin: 0, minWidth: 0, overflowWrap: 'anywhere' }}>
        {children}
      </Box>
    </>
  );
}

/** Why an operation failed: cause, evidence, what state things are in now, and what to do next. */
export function FailureCard({ failure, actions }: { failure: OperationFailure; actions?: ReactNode }) {
  const t = useWords();
  const evidence = failure.evidence ?? [];
  return (
    <Paper
      component="section"
      variant="outlined"
      aria-labelledby="penstock-failure-title"
      sx={theme => ({ padding: 2, minWidth: 0, borderColor: `${theme.penstock.tone.crit.mark} !important` })}
    >
      <Box sx={{ display: 'flex', gap: 1, alignItems: 'center', marginBottom: 1 }}>
        <Dangerous aria-hidden sx={{ color: theme => theme.penstock.tone.crit.mark }} />
        <Typography variant="h2" id="penstock-failure-title">
          {t('failure.title')}
        </Typography>
      </Box>
      <Box component="dl" sx={{ margin: 0, display: 'grid', gridTemplateColumns: { xs: 'minmax(0, 1fr)', sm: '120px minmax(0, 1fr)' }, columnGap: 2, rowGap: 0.75 }}>
        <Line name={t('failure.cause')}>{failure.cause}</Line>
        <Line name={t('failure.state')}>{failure.state}</Line>
        <Line name={t('failure.next')}>{failure.remedy}</Line>
        {evidence.length > 0 && (
          <Line name={t('failure.evidence')}>
            <CodeBlock wrap label={t('failure.evidence')}>{evidence.join('\n')}</CodeBlock>
          </Line>
        )}
        <Line name={t('failure.code')}>{failure.code}</Line>
      </Box>
      {actions && <Box sx={{ marginTop: 2, display: 'flex', flexWrap: 'wrap', gap: 1.5 }}>{actions}</Box>}
    </Paper>
  );
}
