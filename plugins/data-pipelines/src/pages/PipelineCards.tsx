import Box from '@mui/material/Box';
import Paper from '@mui/material/Paper';
import type { PipelineSummary } from '@penstock/backstage-plugin-data-pipelines-common';
import { Fact } from '../parts/Fact';
import { MeasureText } from '../parts/MeasureText';
import { Status } from '../parts/Status';
import { useWords } from '../parts/words';
import { ActionCell, CapacityCell, NameCell, OperationCell } from './PipelineCells';

/** The pipelines as cards, for narrow pages; the facts are those of the table. */
export function PipelineCards({ rows }: { rows: PipelineSummary[] }) {
  const t = useWords();
  return (
    <Box component="ul" aria-label={t('pipelines.tableName')} sx={{ listStyle: 'none', margin: 0, padding: 0, display: 'grid', gridTemplateColumns: 'repeat(auto-fill, minmax(min(100%, 360px), 1fr))', gap: 2 }}>
      {rows.map(item => (
        <Paper key={item.name} component="li" variant="outlined" sx={{ padding: 2, display: 'flex', flexDirection: 'column', gap: 1.5, minWidth: 0 }}>
          <Box sx={{ display: 'flex', justifyContent: 'space-between', alignItems: 'flex-start', gap: 1 }}>
            <NameCell item={item} heading />
            <Status word={item.health.word} context={item.title} />
          </Box>
          <Box sx={{ overflowWrap: 'anywhere' }}>{item.health.cause}</Box>
          <Box component="dl" sx={{ margin: 0, display: 'grid', gridTemplateColumns: '1fr 1fr', gap: 1.5 }}>
            <Fact name={t('measure.latency')}>
              <MeasureText measure={item.measures.latency} noted />
            </Fact>
            <Fact name={t('measure.backlogTime')}>
              <MeasureText measure={item.measures.backlogTime} noted />
            </Fact>
            <Fact name={t('measure.fullestVolume')}>
              <CapacityCell item={item} />
            </Fact>
            <Fact name={t('measure.recoveryPointAge')}>
              <MeasureText measure={item.measures.recoveryPointAge} noted />
            </Fact>
            <Fact name={t('pipelines.column.operation')}>
              <OperationCell item={item} />
            </Fact>
          </Box>
          <Box sx={{ marginTop: 'auto' }}>
            <ActionCell item={item} fullWidth />
          </Box>
        </Paper>
      ))}
    </Box>
  );
}
