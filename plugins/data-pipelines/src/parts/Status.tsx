import type SvgIcon from '@mui/material/SvgIcon';
import CheckCircle from '@mui/icons-material/CheckCircleOutlined';
import HelpOutline from '@mui/icons-material/HelpOutlineOutlined';
import PauseCircle from '@mui/icons-material/PauseCircleOutlined';
import Remove from '@mui/icons-material/RemoveOutlined';
import Report from '@mui/icons-material/ReportOutlined';
import Schedule from '@mui/icons-material/ScheduleOutlined';
import Tonality from '@mui/icons-material/TonalityOutlined';
import WarningAmber from '@mui/icons-material/WarningAmberOutlined';
import type { StatusWord } from '@penstock/backstage-plugin-data-pipelines-common';
import type { Tone } from './tokens';
import { ToneChip } from './ToneChip';
import { useWords } from './words';

/** How a status word looks; shape and word carry it, colour only helps. */
interface StatusLook {
  tone: Tone;
  Icon: typeof SvgIcon;
  /** Unknown alone has a dashed border. */
  dashed?: boolean;
  /** Not measured alone has no fill. */
  bare?: boolean;
}

/** The one table of looks, for card, page, list and dialog. */
export const STATUS_LOOKS: Record<StatusWord, StatusLook> = {
  Healthy: { tone: 'ok', Icon: CheckCircle },
  Warning: { tone: 'warn', Icon: WarningAmber },
  Critical: { tone: 'crit', Icon: Report },
  Progressing: { tone: 'info', Icon: Tonality },
  Paused: { tone: 'info', Icon: PauseCircle },
  Stale: { tone: 'neut', Icon: Schedule },
  Unknown: { tone: 'neut', Icon: HelpOutline, dashed: true },
  NotMeasured: { tone: 'neut', Icon: Remove, bare: true },
};

/** A word that a newer backend may say and this page does not know is Unknown, never Healthy. */
export function lookOf(word: StatusWord): StatusLook & { word: StatusWord } {
  return Object.hasOwn(STATUS_LOOKS, word)
    ? { ...STATUS_LOOKS[word], word }
    : { ...STATUS_LOOKS.Unknown, word: 'Unknown' };
}

/** Props of {@link Status}. */
export interface StatusProps {
  word: StatusWord;
  /** Whose status it is, for those who hear the page: "orders". */
  context?: string;
  size?: 'small' | 'large';
}

/**
 * A status as chip: icon of its own shape, visible word, and for assistive
 * technology the word with whose status it is.
 */
export function Status({ word, context, size = 'small' }: StatusProps) {
  const t = useWords();
  const look = lookOf(word);
  return (
    <ToneChip tone={look.tone} Icon={look.Icon} dashed={look.dashed} bare={look.bare} size={size} context={context}>
      {t(`status.${look.word}`)}
    </ToneChip>
  );
}
