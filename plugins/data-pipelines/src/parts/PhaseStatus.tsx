import type SvgIcon from '@mui/material/SvgIcon';
import Block from '@mui/icons-material/BlockOutlined';
import CheckCircle from '@mui/icons-material/CheckCircleOutlined';
import Checklist from '@mui/icons-material/ChecklistOutlined';
import Dangerous from '@mui/icons-material/DangerousOutlined';
import HelpOutline from '@mui/icons-material/HelpOutlineOutlined';
import HourglassEmpty from '@mui/icons-material/HourglassEmptyOutlined';
import PauseCircle from '@mui/icons-material/PauseCircleOutlined';
import PhotoCamera from '@mui/icons-material/PhotoCameraOutlined';
import Tonality from '@mui/icons-material/TonalityOutlined';
import type { OperationPhase, Reached } from '@penstock/backstage-plugin-data-pipelines-common';
import { PartlyDone } from './PartlyDone';
import type { Tone } from './tokens';
import { ToneChip } from './ToneChip';
import { useWords } from './words';

interface PhaseLook {
  tone: Tone;
  Icon: typeof SvgIcon;
  dashed?: boolean;
}

/** The one table of how the phases of an operation look. */
export const PHASE_LOOKS: Record<OperationPhase, PhaseLook> = {
  Pending: { tone: 'neut', Icon: HourglassEmpty },
  Validating: { tone: 'info', Icon: Checklist },
  Quiescing: { tone: 'warn', Icon: PauseCircle },
  Cutting: { tone: 'warn', Icon: PhotoCamera },
  Running: { tone: 'info', Icon: Tonality },
  Finalizing: { tone: 'info', Icon: Tonality },
  Succeeded: { tone: 'ok', Icon: CheckCircle },
  PartiallySucceeded: { tone: 'warn', Icon: PartlyDone },
  Failed: { tone: 'crit', Icon: Dangerous },
  Cancelling: { tone: 'neut', Icon: Block },
  Cancelled: { tone: 'neut', Icon: Block },
  Unknown: { tone: 'neut', Icon: HelpOutline, dashed: true },
};

/** A phase that a newer backend may say and this page does not know is Unknown, never Succeeded. */
export function knownPhase(phase: OperationPhase): OperationPhase {
  return Object.hasOwn(PHASE_LOOKS, phase) ? phase : 'Unknown';
}

/** The phase of an operation as chip: its own icon, its word, how many of how many where a success in part counts them, and whose it is for those who hear the page. */
export function PhaseStatus({ phase, reached, context, size }: { phase: OperationPhase; reached?: Reached; context?: string; size?: 'small' | 'large' }) {
  const t = useWords();
  const known = knownPhase(phase);
  const { tone, Icon, dashed } = PHASE_LOOKS[known];
  return (
    <ToneChip tone={tone} Icon={Icon} dashed={dashed} size={size} context={context}>
      {known === 'PartiallySucceeded' && reached ? t('phaseReached', { done: String(reached.done), total: String(reached.total) }) : t(`phase.${known}`)}
    </ToneChip>
  );
}
