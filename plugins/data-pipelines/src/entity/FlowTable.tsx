import { Fragment } from 'react';
import Box from '@mui/material/Box';
import Paper from '@mui/material/Paper';
import Table from '@mui/material/Table';
import TableBody from '@mui/material/TableBody';
import TableCell from '@mui/material/TableCell';
import TableContainer from '@mui/material/TableContainer';
import TableHead from '@mui/material/TableHead';
import TableRow from '@mui/material/TableRow';
import SouthOutlined from '@mui/icons-material/SouthOutlined';
import type { Element, FlowEdge, Pipeline } from '@penstock/backstage-plugin-data-pipelines-common';
import { Status } from '../parts/Status';
import { visuallyHidden } from '../parts/visuallyHidden';
import { useWords } from '../parts/words';
import { ElementDetails } from './ElementDetails';
import { DetailsToggle, ElementName, HopSentence, Labelled, LeadingMeasure, wordOfHop } from './FlowCells';
import { leadingMeasures, type FlowRow } from './flowList';

/** What list and cards of the flow need. */
export interface FlowProps {
  name: string;
  pipeline: Pipeline;
  rows: FlowRow[];
  opened: ReadonlySet<string>;
  onToggle: (id: string) => void;
}

function HopRow({ edge, toTitle }: { edge: FlowEdge; toTitle: string }) {
  const t = useWords();
  return (
    <TableRow sx={{ backgroundColor: theme => theme.penstock.subtle }}>
      <TableCell component="th" scope="row" sx={{ fontWeight: 400, color: theme => theme.penstock.fg2 }}>
        <Box sx={{ display: 'flex', alignItems: 'center', gap: 1 }}>
          <SouthOutlined aria-hidden sx={{ fontSize: 16, marginInline: '2px' }} />
          {t('data.toElement', { name: toTitle })}
        </Box>
      </TableCell>
      <TableCell>
        <Status word={wordOfHop(edge)} context={t('data.toElement', { name: toTitle })} />
      </TableCell>
      <TableCell>
        <HopSentence edge={edge} />
      </TableCell>
      <TableCell align="right">
        <Labelled label={t('data.hopBacklog')} measure={edge.backlogTime} align="right" />
      </TableCell>
      <TableCell align="right">
        <Labelled label={t('data.hopMessages')} measure={edge.backlogMessages} align="right" />
      </TableCell>
      <TableCell />
    </TableRow>
  );
}

function ElementRow({ element, pipeline, open, onToggle }: { element: Element; pipeline: Pipeline; open: boolean; onToggle: () => void }) {
  const [first, second] = leadingMeasures(element);
  return (
    <Fragment>
      <TableRow>
        <TableCell component="th" scope="row" sx={{ fontWeight: 400, minWidth: 160 }}>
          <ElementName element={element} />
        </TableCell>
        <TableCell>
          <Status word={element.health.word} context={element.title} />
        </TableCell>
        <TableCell sx={{ minWidth: 220, overflowWrap: 'anywhere' }}>{element.health.cause}</TableCell>
        <TableCell align="right">
          <LeadingMeasure of={first} align="right" />
        </TableCell>
        <TableCell align="right">
          <LeadingMeasure of={second} align="right" />
        </TableCell>
        <TableCell padding="none" sx={{ padding: '8px 12px 0 0 !important' }}>
          <DetailsToggle element={element} open={open} onToggle={onToggle} />
        </TableCell>
      </TableRow>
      {open && (
        <TableRow>
          <TableCell colSpan={6} sx={{ padding: '8px 24px 24px', maxWidth: 0 }}>
            <ElementDetails element={element} pipeline={pipeline} />
          </TableCell>
        </TableRow>
      )}
    </Fragment>
  );
}

/** The flow as table: elements in flow order with the hops between them. */
export function FlowTable({ name, pipeline, rows, opened, onToggle }: FlowProps) {
  const t = useWords();
  const label = t('data.listName', { name });
  return (
    <TableContainer component={Paper} variant="outlined" tabIndex={0} role="region" aria-label={label}>
      <Table aria-label={label}>
        <TableHead>
          <TableRow>
            <TableCell>{t('data.column.element')}</TableCell>
            <TableCell>{t('data.column.status')}</TableCell>
            <TableCell>{t('data.column.cause')}</TableCell>
            <TableCell align="right">{t('data.column.first')}</TableCell>
            <TableCell align="right">{t('data.column.second')}</TableCell>
            <TableCell>
              <span style={visuallyHidden}>{t('state.details')}</span>
            </TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {rows.map(row =>
            row.kind === 'hop' ? (
              <HopRow key={row.id} edge={row.edge} toTitle={row.toTitle} />
            ) : (
              <ElementRow key={row.id} element={row.element} pipeline={pipeline} open={opened.has(row.id)} onToggle={() => onToggle(row.id)} />
            ),
          )}
        </TableBody>
      </Table>
    </TableContainer>
  );
}
