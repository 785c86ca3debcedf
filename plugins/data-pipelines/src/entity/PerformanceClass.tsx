import Box from '@mui/material/Box';
import type SvgIcon from '@mui/material/SvgIcon';
import Autorenew from '@mui/icons-material/AutorenewOutlined';
import HelpOutline from '@mui/icons-material/HelpOutlineOutlined';
import HourglassEmpty from '@mui/icons-material/HourglassEmptyOutlined';
import WarningAmber from '@mui/icons-material/WarningAmberOutlined';
import type { Element, OperationRight, Volume, VolumeAttributes } from '@penstock/backstage-plugin-data-pipelines-common';
import { ExpandButton } from '../dialogs/ExpandButton';
import { classesFor } from '../dialogs/performanceClasses';
import { ToneChip } from '../parts/ToneChip';
import type { Tone } from '../parts/tokens';
import { useWords } from '../parts/words';
import { DrawerPart } from './DrawerPart';

const small = { fontSize: 12, lineHeight: '16px' };

const LOOKS: Record<Exclude<VolumeAttributes['state'], 'settled'>, { tone: Tone; Icon: typeof SvgIcon }> = {
  waiting: { tone: 'info', Icon: HourglassEmpty },
  changing: { tone: 'info', Icon: Autorenew },
  infeasible: { tone: 'warn', Icon: WarningAmber },
  unknown: { tone: 'neut', Icon: HelpOutline },
};

/** A change of class that is not through: its state in a word, what is asked for, and why it is not there yet. */
function ClassChange({ attributes: { state, asked, reason } }: { attributes: VolumeAttributes }) {
  const t = useWords();
  if (state === 'settled') return null;
  return (
    <Box sx={{ display: 'grid', gap: 0.5, justifyItems: 'start', marginTop: 1, overflowWrap: 'anywhere' }}>
      <ToneChip {...LOOKS[state]}>{t(`classState.${state}`)}</ToneChip>
      {asked !== undefined && <div>{t('performanceClass.asked', { name: asked })}</div>}
      {reason !== undefined && <Box sx={{ ...small, color: theme => theme.penstock.fg2 }}>{reason}</Box>}
    </Box>
  );
}

/** The performance class of a volume, how a change of it stands, and the way to another one; nothing where its cluster has none for it. */
export function PerformanceClass({ volume, element, right }: { volume: Volume; element: Element; right: OperationRight | undefined }) {
  const t = useWords();
  const offered = classesFor(element, [volume]);
  const unknown = element.attributesClasses?.reason;
  const { attributes } = volume;
  if (!attributes && offered.length === 0 && unknown === undefined) return null;
  const present = attributes?.present;
  const fact = offered.find(({ name }) => name === present);
  const change = offered.length > 0 && (
    <ExpandButton
      size="small"
      begin="class"
      element={element}
      asked={[volume.name]}
      right={right}
      reason={volume.operation ? t('selection.operationRuns') : undefined}
      label={t('performanceClass.one', { name: volume.name })}
    >
      {t('performanceClass.action')}
    </ExpandButton>
  );
  return (
    <DrawerPart title={t('performanceClass.title')} aside={change}>
      <Box sx={{ overflowWrap: 'anywhere' }}>{present ?? t('performanceClass.none')}</Box>
      {fact && <Box sx={{ ...small, color: theme => theme.penstock.fg2, overflowWrap: 'anywhere' }}>{fact.summary}</Box>}
      {present !== undefined && !fact && unknown === undefined && <Box sx={small}>{t('performanceClass.notOffered')}</Box>}
      {unknown !== undefined && <Box sx={{ ...small, overflowWrap: 'anywhere' }}>{t('performanceClass.notKnown', { reason: unknown })}</Box>}
      {attributes && <ClassChange attributes={attributes} />}
    </DrawerPart>
  );
}
