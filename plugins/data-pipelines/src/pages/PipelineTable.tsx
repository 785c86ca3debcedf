import { memo } from 'react';
import Box from '@mui/material/Box';
import Paper from '@mui/material/Paper';
import Table from '@mui/material/Table';
import TableBody from '@mui/material/TableBody';
import TableCell from '@mui/material/TableCell';
import TableContainer from '@mui/material/TableContainer';
import TableHead from '@mui/material/TableHead';
import TableRow from '@mui/material/TableRow';
import type { PipelineSummary } from '@penstock/backstage-plugin-data-pipelines-common';
import { MeasureText } from '../parts/MeasureText';
import { Status } from '../parts/Status';
import { visuallyHidden } from '../parts/visuallyHidden';
import { useWords } from '../parts/words';
import { ActionCell, CapacityCell, NameCell, OperationCell } from './PipelineCells';

const Row = memo(({ item }: { item: PipelineSummary }) => {
  return (
    <TableRow>
      <TableCell component="th" scope="row" sx={{ fontWeight: 400, minWidth: 160 }}>
        <NameCell item={item} />
      </TableCell>
      <TableCell sx={{ minWidth: 208 }}>
        <Status word={item.health.word} context={item.title} />
        <Box sx={{ marginTop: 0.75, overflowWrap: 'anywhere' }}>{item.health.cause}</Box>
      </TableCell>
      <TableCell align="right" sx={{ minWidth: 124, maxWidth: 184 }}>
        <MeasureText measure={item.measures.latency} align="right" noted />
      </TableCell>
      <TableCell align="right" sx={{ minWidth: 124, maxWidth: 184 }}>
        <MeasureText measure={item.measures.backlogTime} align="right" noted />
      </TableCell>
      <TableCell sx={{ minWidth: 124, maxWidth: 184 }}>
        <CapacityCell item={item} />
      </TableCell>
      <TableCell align="right" sx={{ minWidth: 124, maxWidth: 184 }}>
        <MeasureText measure={item.measures.recoveryPointAge} align="right" noted />
      </TableCell>
      <TableCell sx={{ minWidth: 104, maxWidth: 184 }}>
        <OperationCell item={item} />
      </TableCell>
      <TableCell align="right" sx={{ whiteSpace: 'nowrap' }}>
        <ActionCell item={item} />
      </TableCell>
    </TableRow>
  );
});

/** The pipelines as table, for wide pages. */
export function PipelineTable({ rows }: { rows: PipelineSummary[] }) {
  const t = useWords();
  return (
    <TableContainer component={Paper} variant="outlined" tabIndex={0} role="region" aria-label={t('pipelines.tableName')}>
      <Table aria-label={t('pipelines.tableName')}>
        <TableHead>
          <TableRow>
            <TableCell>{t('pipelines.column.pipeline')}</TableCell>
            <TableCell>{t('pipelines.column.status')}</TableCell>
            <TableCell align="right">{t('measure.latency')}</TableCell>
            <TableCell align="right">{t('measure.backlogTime')}</TableCell>
            <TableCell>{t('measure.fullestVolume')}</TableCell>
            <TableCell align="right">{t('measure.recoveryPointAge')}</TableCell>
            <TableCell>{t('pipelines.column.operation')}</TableCell>
            <TableCell>
              <span style={visuallyHidden}>{t('pipelines.column.action')}</span>
            </TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {rows.map(item => (
            <Row key={item.name} item={item} />
          ))}
        </TableBody>
      </Table>
    </TableContainer>
  );
}
