import Box from '@mui/material/Box';
import type SvgIcon from '@mui/material/SvgIcon';
import CheckCircle from '@mui/icons-material/CheckCircleOutlined';
import Dangerous from '@mui/icons-material/DangerousOutlined';
import HelpOutline from '@mui/icons-material/HelpOutlineOutlined';
import HourglassEmpty from '@mui/icons-material/HourglassEmptyOutlined';
import PhotoCamera from '@mui/icons-material/PhotoCameraOutlined';
import RestartAlt from '@mui/icons-material/RestartAltOutlined';
import Storage from '@mui/icons-material/StorageOutlined';
import Tonality from '@mui/icons-material/TonalityOutlined';
import { formatBytes, type OperationStep, type ProgressItem } from '@penstock/backstage-plugin-data-pipelines-common';
import { withReadableTimes } from './format';
import type { Tone } from './tokens';
import { ToneChip } from './ToneChip';
import { useWords } from './words';

type State = ProgressItem['state'];

const LOOKS: Record<State, { tone: Tone; Icon: typeof SvgIcon; dashed?: boolean }> = {
  waiting: { tone: 'neut', Icon: HourglassEmpty },
  'growing-device': { tone: 'info', Icon: Storage },
  'waiting-for-node': { tone: 'info', Icon: HourglassEmpty },
  'waiting-for-restart': { tone: 'warn', Icon: RestartAlt },
  'growing-filesystem': { tone: 'info', Icon: Tonality },
  cut: { tone: 'info', Icon: PhotoCamera },
  'waiting-for-pod': { tone: 'neut', Icon: HourglassEmpty },
  done: { tone: 'ok', Icon: CheckCircle },
  failed: { tone: 'crit', Icon: Dangerous },
  unknown: { tone: 'neut', Icon: HelpOutline, dashed: true },
};

/** A state that this page does not know is unknown, never done. */
function knownState(state: State): State {
  return Object.hasOwn(LOOKS, state) ? state : 'unknown';
}

function sizes({ fromBytes, toBytes }: ProgressItem): string | undefined {
  if (toBytes === undefined) return undefined;
  return fromBytes === undefined || fromBytes === toBytes ? formatBytes(toBytes) : `${formatBytes(fromBytes)} → ${formatBytes(toBytes)}`;
}

function Volume({ item }: { item: ProgressItem }) {
  const t = useWords();
  const state = knownState(item.state);
  const size = sizes(item);
  return (
    <Box
      component="li"
      sx={theme => ({ display: 'flex', flexWrap: 'wrap', alignItems: 'center', columnGap: 1.5, rowGap: 0.5, paddingBlock: 0.75, borderTop: `1px solid ${theme.penstock.line}`, minWidth: 0 })}
    >
      <Box sx={{ flex: '1 1 160px', minWidth: 0, overflowWrap: 'anywhere' }}>{item.name}</Box>
      {size !== undefined && <Box sx={{ whiteSpace: 'nowrap', color: theme => theme.penstock.fg2 }}>{size}</Box>}
      <Box sx={{ minWidth: 0, '& > span': { whiteSpace: 'normal', height: 'auto', minHeight: 24 } }}>
        <ToneChip tone={LOOKS[state].tone} Icon={LOOKS[state].Icon} dashed={LOOKS[state].dashed} context={item.name}>
          {t(`volumeState.${state}`)}
        </ToneChip>
      </Box>
      {item.detail && <Box sx={{ flexBasis: '100%', fontSize: 12, lineHeight: '16px', color: theme => theme.penstock.fg2 }}>{withReadableTimes(item.detail)}</Box>}
    </Box>
  );
}

/** The volumes of a step, each with its sizes and how far it is; folded away once all is done. */
export function StepVolumes({ step }: { step: OperationStep }) {
  const t = useWords();
  const items = step.progress?.items ?? [];
  if (items.length === 0) return null;
  const done = items.filter(({ state }) => state === 'done').length;
  const counts = { done: String(done), total: String(items.length) };
  // as far as they get in this step
  const waiting = step.state === 'done' ? items.filter(({ state }) => state === 'waiting-for-pod').length : 0;
  const words = waiting > 0 ? t('operation.volumesWaiting', { ...counts, waiting: String(waiting) }) : t('operation.volumesDone', counts);
  return (
    <Box component="details" open={step.state !== 'done'} sx={{ marginTop: 1 }}>
      <Box component="summary" sx={{ cursor: 'pointer', fontSize: 12, lineHeight: '24px', color: theme => theme.penstock.fg2 }}>
        {words}
      </Box>
      <Box component="ul" aria-label={t('operation.volumesOf', { step: step.title })} sx={{ listStyle: 'none', margin: 0, padding: 0 }}>
        {items.map(item => (
          <Volume key={item.name} item={item} />
        ))}
      </Box>
    </Box>
  );
}
