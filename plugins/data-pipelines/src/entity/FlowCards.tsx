import Box from '@mui/material/Box';
import Paper from '@mui/material/Paper';
import SouthOutlined from '@mui/icons-material/SouthOutlined';
import type { Element, Pipeline } from '@penstock/backstage-plugin-data-pipelines-common';
import { Status } from '../parts/Status';
import { useWords } from '../parts/words';
import { ElementDetails } from './ElementDetails';
import { DetailsToggle, ElementName, HopSentence, Labelled, LeadingMeasure, wordOfHop } from './FlowCells';
import { leadingMeasures, type FlowRow } from './flowList';
import type { FlowProps } from './FlowTable';

function ElementCard({ element, pipeline, open, onToggle }: { element: Element; pipeline: Pipeline; open: boolean; onToggle: () => void }) {
  const [first, second] = leadingMeasures(element);
  return (
    <Paper variant="outlined" sx={{ padding: 2, display: 'grid', gridTemplateColumns: 'minmax(0, 1fr)', gap: 1.5 }}>
      <Box sx={{ display: 'flex', justifyContent: 'space-between', gap: 1 }}>
        <ElementName element={element} />
        <Status word={element.health.word} context={element.title} />
      </Box>
      <Box sx={{ overflowWrap: 'anywhere' }}>{element.health.cause}</Box>
      <Box sx={{ display: 'grid', gridTemplateColumns: '1fr 1fr 32px', gap: 1 }}>
        <LeadingMeasure of={first} align="left" />
        <LeadingMeasure of={second} align="left" />
        <Box sx={{ gridColumn: 3 }}>
          <DetailsToggle element={element} open={open} onToggle={onToggle} />
        </Box>
      </Box>
      {open && <ElementDetails element={element} pipeline={pipeline} />}
    </Paper>
  );
}

function Hop({ row }: { row: Extract<FlowRow, { kind: 'hop' }> }) {
  const t = useWords();
  return (
    <Box sx={{ display: 'flex', gap: 1.5, paddingInline: 2 }}>
      <SouthOutlined aria-hidden sx={{ fontSize: 20, color: theme => theme.penstock.fg2 }} />
      <Box sx={{ minWidth: 0, display: 'grid', gap: 0.5 }}>
        <Box sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 1, color: theme => theme.penstock.fg2 }}>
          {t('data.toElement', { name: row.toTitle })}
          <Status word={wordOfHop(row.edge)} context={t('data.toElement', { name: row.toTitle })} />
        </Box>
        <div>
          <HopSentence edge={row.edge} />
        </div>
        <Box sx={{ display: 'flex', gap: 3 }}>
          <Labelled label={t('data.hopBacklog')} measure={row.edge.backlogTime} align="left" />
          <Labelled label={t('data.hopMessages')} measure={row.edge.backlogMessages} align="left" />
        </Box>
      </Box>
    </Box>
  );
}

/** The flow as cards, for narrow pages; the facts are those of the table. */
export function FlowCards({ name, pipeline, rows, opened, onToggle }: FlowProps) {
  const t = useWords();
  return (
    <Box component="ol" aria-label={t('data.listName', { name })} sx={{ listStyle: 'none', margin: 0, padding: 0, display: 'grid', gap: 2 }}>
      {rows.map(row => (
        <Box component="li" key={row.id} sx={{ minWidth: 0 }}>
          {row.kind === 'hop' ? (
            <Hop row={row} />
          ) : (
            <ElementCard element={row.element} pipeline={pipeline} open={opened.has(row.id)} onToggle={() => onToggle(row.id)} />
          )}
        </Box>
      ))}
    </Box>
  );
}
