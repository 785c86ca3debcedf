import type SvgIcon from '@mui/material/SvgIcon';
import CheckCircle from '@mui/icons-material/CheckCircleOutlined';
import Dangerous from '@mui/icons-material/DangerousOutlined';
import DeleteOutline from '@mui/icons-material/DeleteOutlineOutlined';
import HelpOutline from '@mui/icons-material/HelpOutlineOutlined';
import HourglassEmpty from '@mui/icons-material/HourglassEmptyOutlined';
import PauseCircle from '@mui/icons-material/PauseCircleOutlined';
import PowerOff from '@mui/icons-material/PowerOffOutlined';
import VerifiedUser from '@mui/icons-material/VerifiedUserOutlined';
import WarningAmber from '@mui/icons-material/WarningAmberOutlined';
import type { Consistency, PointConsistency, RecoveryPointState } from '@penstock/backstage-plugin-data-pipelines-common';
import { PartlyDone } from '../parts/PartlyDone';
import type { Tone } from '../parts/tokens';
import { ToneChip } from '../parts/ToneChip';
import { useWords } from '../parts/words';
import { consistencyWords, isWeaker } from './pointWords';

interface Look {
  tone: Tone;
  Icon: typeof SvgIcon;
  dashed?: boolean;
}

/** The one table of how the states of a recovery point look, for table and timeline. */
export const STATE_LOOKS: Record<RecoveryPointState, Look> = {
  Ready: { tone: 'ok', Icon: CheckCircle },
  NotReady: { tone: 'info', Icon: HourglassEmpty },
  Partial: { tone: 'warn', Icon: PartlyDone },
  Failed: { tone: 'crit', Icon: Dangerous },
  Deleting: { tone: 'neut', Icon: DeleteOutline },
  Unknown: { tone: 'neut', Icon: HelpOutline, dashed: true },
};

/** A state that a newer backend may say and this page does not know is Unknown, never Ready. */
export function knownState(state: RecoveryPointState): RecoveryPointState {
  return Object.hasOwn(STATE_LOOKS, state) ? state : 'Unknown';
}

/** The state of a recovery point as chip. */
export function PointStateChip({ state, context }: { state: RecoveryPointState; context?: string }) {
  const t = useWords();
  const known = knownState(state);
  return (
    <ToneChip {...STATE_LOOKS[known]} context={context}>
      {t(`pointState.${known}`)}
    </ToneChip>
  );
}

const CONSISTENCY_LOOKS: Record<Consistency, Look> = {
  native: { tone: 'ok', Icon: VerifiedUser },
  application: { tone: 'ok', Icon: PauseCircle },
  crash: { tone: 'neut', Icon: PowerOff },
};

/** What consistency was got; with a triangle and both words where it is less than wanted. */
export function ConsistencyChip({ consistency }: { consistency: PointConsistency }) {
  const t = useWords();
  const { got } = consistency;
  let look: Look = { tone: 'neut', Icon: HelpOutline, dashed: true };
  if (isWeaker(consistency)) look = { tone: 'warn', Icon: WarningAmber };
  else if (got !== undefined) look = CONSISTENCY_LOOKS[got];
  return <ToneChip {...look}>{consistencyWords(t, consistency)}</ToneChip>;
}
