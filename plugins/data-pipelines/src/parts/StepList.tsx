import Box from '@mui/material/Box';
import Paper from '@mui/material/Paper';
import type SvgIcon from '@mui/material/SvgIcon';
import Block from '@mui/icons-material/BlockOutlined';
import Check from '@mui/icons-material/CheckOutlined';
import Close from '@mui/icons-material/CloseOutlined';
import HelpOutline from '@mui/icons-material/HelpOutlineOutlined';
import Tonality from '@mui/icons-material/TonalityOutlined';
import Undo from '@mui/icons-material/UndoOutlined';
import type { OperationStep } from '@penstock/backstage-plugin-data-pipelines-common';
import { useClock } from '../api/clock';
import { Elapsed } from './Elapsed';
import { formatTime, withReadableTimes } from './format';
import { ProgressBar } from './ProgressBar';
import { SectionHead } from './SectionHead';
import { StepVolumes } from './StepVolumes';
import type { Tone } from './tokens';
import { visuallyHidden } from './visuallyHidden';
import { useWords } from './words';

type State = OperationStep['state'];

const LOOKS: Record<State, { tone: Tone; Icon?: typeof SvgIcon; dashed?: boolean }> = {
  waiting: { tone: 'neut' },
  running: { tone: 'info', Icon: Tonality },
  done: { tone: 'ok', Icon: Check },
  failed: { tone: 'crit', Icon: Close },
  undoing: { tone: 'warn', Icon: Undo },
  undone: { tone: 'neut', Icon: Undo },
  skipped: { tone: 'neut', Icon: Block },
  lost: { tone: 'neut', Icon: HelpOutline, dashed: true },
};

/** A state that this page does not know is one whose track is lost, never done. */
function knownState(state: State): State {
  return Object.hasOwn(LOOKS, state) ? state : 'lost';
}

function Mark({ state, place }: { state: State; place: number }) {
  const { tone, Icon, dashed } = LOOKS[state];
  return (
    <Box
      component="span"
      aria-hidden
      sx={theme => ({
        width: 24,
        height: 24,
        flex: 'none',
        display: 'grid',
        placeItems: 'center',
        borderRadius: '50%',
        fontSize: 12,
        fontWeight: 500,
        color: theme.penstock.tone[tone].fg,
        backgroundColor: theme.penstock.tone[tone].bg,
        border: dashed ? `1px dashed ${theme.penstock.tone[tone].mark}` : '1px solid transparent',
        '@media (forced-colors: active)': { borderColor: 'CanvasText' },
      })}
    >
      {Icon ? <Icon sx={{ fontSize: 16, color: theme => theme.penstock.tone[tone].mark }} /> : place}
    </Box>
  );
}

function Times({ step }: { step: OperationStep }) {
  const clock = useClock();
  const { startedAt, finishedAt } = step;
  if (startedAt === undefined) return null;
  return (
    <Box sx={{ textAlign: 'right', flex: 'none' }}>
      <Box sx={{ fontWeight: 500 }}>
        <Elapsed from={startedAt} to={finishedAt} />
      </Box>
      <Box sx={{ fontSize: 12, lineHeight: '16px', color: theme => theme.penstock.fg2 }}>
        <time dateTime={startedAt}>{formatTime(startedAt, clock.now())}</time>
      </Box>
    </Box>
  );
}

function Step({ step, place }: { step: OperationStep; place: number }) {
  const t = useWords();
  const state = knownState(step.state);
  const active = state === 'running' || state === 'undoing';
  return (
    <Box
      component="li"
      aria-current={active ? 'step' : undefined}
      sx={theme => ({ display: 'flex', gap: 1.5, paddingInline: 2, paddingBlock: 1.25, backgroundColor: active ? theme.penstock.selected : 'transparent' })}
    >
      <Mark state={state} place={place} />
      <Box sx={{ flex: 1, minWidth: 0, overflowWrap: 'anywhere' }}>
        <Box sx={{ fontWeight: state === 'waiting' ? 400 : 500 }}>
          {step.title}
          {state === 'waiting' || state === 'running' || state === 'done' ? (
            <span style={visuallyHidden}>{`, ${t(`stepState.${state}`)}`}</span>
          ) : (
            <Box component="span" sx={{ fontWeight: 400 }}>{`, ${t(`stepState.${state}`)}`}</Box>
          )}
        </Box>
        {step.detail && <Box sx={{ color: theme => theme.penstock.fg2 }}>{withReadableTimes(step.detail)}</Box>}
        {active && step.progress && (
          <Box sx={{ marginTop: 1 }}>
            <ProgressBar progress={step.progress} label={step.title} />
          </Box>
        )}
        <StepVolumes step={step} />
      </Box>
      <Times step={step} />
    </Box>
  );
}

/** The steps of an operation, each with its own times; the one that runs says what it waits for. */
export function StepList({ steps }: { steps: readonly OperationStep[] }) {
  const t = useWords();
  const done = steps.filter(({ state }) => state === 'done').length;
  return (
    <Paper component="section" variant="outlined" aria-labelledby="penstock-steps-title" sx={{ minWidth: 0, paddingBottom: 1 }}>
      <Box sx={{ padding: 2, paddingBottom: 0 }}>
        <SectionHead id="penstock-steps-title" aside={t('operation.stepsDone', { done: String(done), total: String(steps.length) })}>
          {t('operation.steps')}
        </SectionHead>
      </Box>
      <Box component="ol" aria-labelledby="penstock-steps-title" sx={{ listStyle: 'none', margin: 0, padding: 0 }}>
        {steps.map((step, index) => (
          <Step key={step.id} step={step} place={index + 1} />
        ))}
      </Box>
    </Paper>
  );
}
