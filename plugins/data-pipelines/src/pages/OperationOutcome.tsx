import type { ReactNode } from 'react';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Paper from '@mui/material/Paper';
import Typography from '@mui/material/Typography';
import RestartAlt from '@mui/icons-material/RestartAltOutlined';
import Undo from '@mui/icons-material/UndoOutlined';
import { useEntityRefLink } from '@backstage/plugin-catalog-react';
import {
  formatBytes,
  operationReadPermission,
  restoreInPlacePermission,
  type Operation,
  type Pipeline,
} from '@penstock/backstage-plugin-data-pipelines-common';
import { hasEnded } from '../api/operationPhases';
import { useClock } from '../api/clock';
import { RequestDialog } from '../dialogs/RequestDialog';
import { ComparisonTable } from '../parts/ComparisonTable';
import { useOpenDialog } from '../parts/DialogHost';
import { Fact } from '../parts/Fact';
import { FailureCard } from '../parts/FailureCard';
import { formatTime, withReadableTimes } from '../parts/format';
import { dataTabLink } from '../parts/links';
import { knownPhase, PHASE_LOOKS } from '../parts/PhaseStatus';
import { RouterLink } from '../parts/RouterLink';
import { SectionHead } from '../parts/SectionHead';
import { useWords } from '../parts/words';
import { PointOutcome } from './PointOutcome';

function Result({ operation, pipeline }: { operation: Operation; pipeline?: Pipeline }) {
  const t = useWords();
  const { result } = operation;
  if (!result) return null;
  const { sentences, lost, replayed, recoveryPoint, reached } = result;
  return (
    <>
      {reached && <Box>{t('operation.reached', { done: String(reached.done), total: String(reached.total) })}</Box>}
      {sentences.length > 0 && (
        <Box component="ul" sx={{ margin: 0, paddingLeft: 2.5, overflowWrap: 'anywhere' }}>
          {sentences.map(sentence => (
            <li key={sentence}>{withReadableTimes(sentence)}</li>
          ))}
        </Box>
      )}
      {(lost ?? replayed) !== undefined && (
        <Box component="dl" sx={{ margin: 0, display: 'grid', gridTemplateColumns: 'repeat(auto-fill, minmax(min(100%, 200px), 1fr))', gap: 1.5 }}>
          {lost && <Fact name={t('effects.lost')}>{lost.sentence}</Fact>}
          {replayed && <Fact name={t('effects.replayed')}>{replayed.sentence}</Fact>}
        </Box>
      )}
      {recoveryPoint && <PointOutcome id={recoveryPoint} pipeline={pipeline} />}
    </>
  );
}

function UndoButton({ operation }: { operation: Operation }) {
  const t = useWords();
  const clock = useClock();
  const openDialog = useOpenDialog();
  const { undo, summary, request } = operation;
  // what was made beside the originals is taken back by deleting it, as the sentence says
  const possible = undo?.possible === true && request.kind === 'restore' && request.where === 'in-place';
  if (!undo || summary.kind !== 'restore' || !hasEnded(summary.phase)) return null;
  const open = () =>
    openDialog(close => (
      <RequestDialog icon={Undo} title={t('operation.undo')} request={{ kind: 'undo', operation: summary.id }} permission={restoreInPlacePermission.name} onClose={close} />
    ));
  return (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 1.5 }}>
      {possible && (
        <Button variant="outlined" startIcon={<Undo aria-hidden />} onClick={open}>
          {t('operation.undo')}
        </Button>
      )}
      <Box sx={{ minWidth: 0 }}>
        {possible && undo.until && `${t('operation.undoUntil', { time: formatTime(undo.until, clock.now()) })} `}
        {undo.sentence}
      </Box>
    </Box>
  );
}

/** Draws the same request again; the text says what becomes of what the first attempt did. */
function PlanAgain({ operation, text }: { operation: Operation; text: string }) {
  const t = useWords();
  const openDialog = useOpenDialog();
  const open = () =>
    openDialog(close => (
      <RequestDialog icon={RestartAlt} title={operation.summary.title} request={operation.request} permission={operationReadPermission.name} onClose={close} />
    ));
  return (
    <>
      <Button variant="outlined" startIcon={<RestartAlt aria-hidden />} onClick={open}>
        {t('operation.planAgain')}
      </Button>
      <Box sx={{ alignSelf: 'center', color: theme => theme.penstock.fg2 }}>{text}</Box>
    </>
  );
}

/** The phases in which there is something to say of how it ended, or that this is not known. */
const TOLD = ['Succeeded', 'PartiallySucceeded', 'Cancelled', 'Unknown'] as const;

function OutcomeCard({ phase, children }: { phase: (typeof TOLD)[number]; children: ReactNode }) {
  const t = useWords();
  const { tone, Icon, dashed } = PHASE_LOOKS[phase];
  return (
    <Paper
      component="section"
      variant="outlined"
      aria-labelledby="penstock-outcome-title"
      sx={theme => ({
        padding: 2,
        display: 'grid',
        gap: 1.5,
        gridTemplateColumns: 'minmax(0, 1fr)',
        borderColor: `${theme.penstock.tone[tone].mark} !important`,
        borderStyle: dashed ? 'dashed' : 'solid',
      })}
    >
      <Box sx={{ display: 'flex', gap: 1, alignItems: 'center' }}>
        <Icon aria-hidden sx={{ color: theme => theme.penstock.tone[tone].mark }} />
        <Typography variant="h2" id="penstock-outcome-title">
          {t(`outcomeTitle.${phase}`)}
        </Typography>
      </Box>
      {children}
    </Paper>
  );
}

function Leftovers({ operation, pipeline }: { operation: Operation; pipeline?: Pipeline }) {
  const t = useWords();
  const entityLink = useEntityRefLink();
  if (operation.leftovers.length === 0) return null;
  return (
    <Paper component="section" variant="outlined" aria-labelledby="penstock-leftovers-title" sx={{ padding: 2, minWidth: 0 }}>
      <SectionHead id="penstock-leftovers-title" aside={String(operation.leftovers.length)}>
        {t('operation.leftovers')}
      </SectionHead>
      <Box component="ul" aria-labelledby="penstock-leftovers-title" sx={{ margin: 0, paddingLeft: 2.5, overflowWrap: 'anywhere' }}>
        {operation.leftovers.map(({ object, sentence, bytes }) => (
          <li key={`${object.kind} ${object.namespace ?? ''} ${object.name}`}>
            <strong>{`${object.kind} ${object.name}`}</strong> {sentence} {bytes !== undefined && formatBytes(bytes)}
          </li>
        ))}
      </Box>
      {pipeline && operation.leftovers.some(({ removable }) => removable) && (
        <Box sx={{ marginTop: 1 }}>
          <RouterLink to={dataTabLink(entityLink(pipeline.summary.entityRef), 'points')}>{t('operation.leftoversLink')}</RouterLink>
        </Box>
      )}
    </Paper>
  );
}

/** How an operation ended, each way in its own look; what it left, and what can be done next. */
export function OperationOutcome({ operation, pipeline }: { operation: Operation; pipeline?: Pipeline }) {
  const t = useWords();
  const phase = knownPhase(operation.summary.phase);
  const told = TOLD.find(candidate => candidate === phase);
  const { failure } = operation;
  return (
    <>
      {failure && <FailureCard failure={failure} actions={phase === 'Failed' && <PlanAgain operation={operation} text={t('operation.planAgainText')} />} />}
      {told && (
        <OutcomeCard phase={told}>
          {phase === 'Unknown' && <Box>{t('operation.lostTrack')}</Box>}
          {phase === 'Cancelled' && <Box>{operation.leftovers.length === 0 ? t('operation.takenBack') : t('operation.takenBackPartly')}</Box>}
          {phase === 'Succeeded' && <ComparisonTable rows={operation.plan.comparison} past />}
          <Result operation={operation} pipeline={pipeline} />
          <UndoButton operation={operation} />
          {phase === 'PartiallySucceeded' && operation.request.kind === 'snapshot' && (
            <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1.5 }}>
              <PlanAgain operation={operation} text={t('operation.anotherPoint')} />
            </Box>
          )}
        </OutcomeCard>
      )}
      <Leftovers operation={operation} pipeline={pipeline} />
    </>
  );
}
