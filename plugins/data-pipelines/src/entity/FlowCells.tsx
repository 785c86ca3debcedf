import Box from '@mui/material/Box';
import ButtonBase from '@mui/material/ButtonBase';
import ExpandLess from '@mui/icons-material/ExpandLessOutlined';
import ExpandMore from '@mui/icons-material/ExpandMoreOutlined';
import { useEntityRefLink } from '@backstage/plugin-catalog-react';
import type { Element, ElementMeasure, FlowEdge, Measure, StatusWord } from '@penstock/backstage-plugin-data-pipelines-common';
import { EngineIcon, engineName } from '../parts/EngineIcon';
import { dataTabLink } from '../parts/links';
import { MeasureValue } from '../parts/MeasureText';
import { RouterLink } from '../parts/RouterLink';
import { useWords } from '../parts/words';

/** The name of an element as link to its own page, with engine and version. */
export function ElementName({ element }: { element: Element }) {
  const entityLink = useEntityRefLink();
  return (
    <Box sx={{ display: 'flex', gap: 1, minWidth: 0 }}>
      <EngineIcon engine={element.engine} />
      <Box sx={{ minWidth: 0, overflowWrap: 'anywhere' }}>
        <Box sx={{ fontWeight: 600 }}>
          <RouterLink to={dataTabLink(entityLink(element.entityRef))}>{element.title}</RouterLink>
        </Box>
        <Box sx={{ fontSize: 12, lineHeight: '16px', color: theme => theme.penstock.fg2 }}>
          {[[engineName(element.engine), element.version].filter(Boolean).join(' '), element.object.cluster].join(' · ')}
        </Box>
      </Box>
    </Box>
  );
}

/** A measure with its label above. */
export function Labelled({ label, measure, align }: { label: string; measure: Measure; align: 'left' | 'right' }) {
  const measured = measure.state === 'measured';
  const missed = measured && measure.target?.verdict === 'missed';
  return (
    <Box sx={{ textAlign: align }}>
      <Box sx={{ fontSize: 12, lineHeight: '16px', color: theme => theme.penstock.fg2 }}>{label}</Box>
      <Box
        sx={theme => ({
          fontWeight: measured ? 600 : 400,
          color: measured ? theme.penstock.fg : theme.penstock.fg2,
          ...(missed && { color: theme.penstock.tone.crit.fg }),
        })}
      >
        <MeasureValue measure={measure} />
      </Box>
    </Box>
  );
}

/** One of the two leading measures of an element; nothing where the engine names fewer. */
export function LeadingMeasure({ of, align }: { of: ElementMeasure | undefined; align: 'left' | 'right' }) {
  return of ? <Labelled label={of.label} measure={of.measure} align={align} /> : null;
}

/** How a hop is: the worse of its numbers' verdicts, or that it is not measured. */
export function wordOfHop(edge: FlowEdge): StatusWord {
  const measure = edge.backlogTime.state === 'measured' ? edge.backlogTime : edge.backlogMessages;
  if (measure.state === 'not-measured') return 'NotMeasured';
  if (measure.state === 'unknown') return 'Unknown';
  if (measure.target?.verdict === 'missed') return 'Critical';
  return measure.target?.verdict === 'at-risk' ? 'Warning' : 'Healthy';
}

/** What is to be said of a hop in a sentence: the reason where a number is missing, else how far behind. */
export function HopSentence({ edge }: { edge: FlowEdge }) {
  const t = useWords();
  const { backlogTime, backlogMessages } = edge;
  if (backlogMessages.state === 'measured') {
    return (
      <>
        {t('data.hopCause', { messages: <MeasureValue measure={backlogMessages} /> })}
        {backlogTime.state !== 'measured' && `. ${backlogTime.reason}`}
      </>
    );
  }
  return <>{backlogMessages.reason}</>;
}

/** Opens and closes the details of an element. */
export function DetailsToggle({ element, open, onToggle }: { element: Element; open: boolean; onToggle: () => void }) {
  const t = useWords();
  const Icon = open ? ExpandLess : ExpandMore;
  return (
    <ButtonBase
      onClick={onToggle}
      aria-expanded={open}
      aria-label={open ? t('data.hideDetails', { name: element.title }) : t('data.showDetails', { name: element.title })}
      sx={{ width: 32, height: 32, borderRadius: '4px', color: theme => theme.penstock.fg2 }}
    >
      <Icon aria-hidden />
    </ButtonBase>
  );
}
