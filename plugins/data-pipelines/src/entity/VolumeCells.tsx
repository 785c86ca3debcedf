import Box from '@mui/material/Box';
import Checkbox from '@mui/material/Checkbox';
import Link from '@mui/material/Link';
import HelpOutline from '@mui/icons-material/HelpOutlineOutlined';
import LockOpen from '@mui/icons-material/LockOpenOutlined';
import Lock from '@mui/icons-material/LockOutlined';
import WarningAmber from '@mui/icons-material/WarningAmberOutlined';
import { formatBytes, formatDuration, type EncryptionFact, type Volume } from '@penstock/backstage-plugin-data-pipelines-common';
import { AgeAndSource } from '../parts/AgeAndSource';
import { engineName } from '../parts/EngineIcon';
import { formatValue } from '../parts/format';
import { MeasureText, MeasureValue } from '../parts/MeasureText';
import { OperationLink } from '../parts/OperationLink';
import { Status } from '../parts/Status';
import type { Tone } from '../parts/tokens';
import { loudestOf, toneOfUse, VolumeBar } from '../parts/VolumeBar';
import { visuallyHidden } from '../parts/visuallyHidden';
import { useWords } from '../parts/words';
import { imbalanceOf } from './imbalance';
import type { VolumeSelection } from './volumeSelection';
import { membersOf, ratioOf, sizeOf, type GroupSum, type VolumeGroup } from './volumeGroups';

const small = { fontSize: 12, lineHeight: '16px' };

/** The claim's name, which shows the volume in full, and under it the pod that mounts it or that none does. */
export function VolumeName({ volume, onShow }: { volume: Volume; onShow: (volume: Volume) => void }) {
  const t = useWords();
  return (
    <Box sx={{ overflowWrap: 'anywhere' }}>
      <Link component="button" type="button" onClick={() => onShow(volume)} sx={{ fontSize: 'inherit', lineHeight: 'inherit', fontWeight: 600, textAlign: 'left', minHeight: 24, overflowWrap: 'anywhere' }}>
        {volume.name}
      </Link>
      {volume.member ? (
        <Box sx={{ ...small, color: theme => theme.penstock.fg2 }}>{volume.member}</Box>
      ) : (
        <Box sx={{ ...small, color: theme => theme.penstock.tone.warn.fg, fontWeight: 600 }}>{t('volumes.unmounted')}</Box>
      )}
    </Box>
  );
}

/** Chooses a volume, or all of a group. */
export function VolumeChoice({ volumes, selection, label }: { volumes: readonly Volume[]; selection: VolumeSelection; label: string }) {
  const chosen = volumes.filter(selection.has).length;
  const all = volumes.length > 0 && chosen === volumes.length;
  return (
    <Checkbox
      size="small"
      checked={all}
      indeterminate={chosen > 0 && !all}
      onChange={() => selection.set(volumes, !all)}
      inputProps={{ 'aria-label': label }}
      sx={{ padding: '2px' }}
    />
  );
}

/** The operation that works on a volume, or that none does. */
export function VolumeOperation({ volume }: { volume: Volume }) {
  const t = useWords();
  if (!volume.operation) return <Box sx={{ color: theme => theme.penstock.fg2 }}>{t('operations.none')}</Box>;
  return (
    <OperationLink id={volume.operation} label={t('operations.open', { name: volume.name })}>
      {t('operations.running')}
    </OperationLink>
  );
}

/** Status of a volume with its reason, and its phase where that is not Bound. */
export function VolumeStatus({ volume }: { volume: Volume }) {
  const t = useWords();
  const notes = [volume.phase !== 'Bound' && t('volumes.phase', { phase: volume.phase }), volume.reason].filter(Boolean);
  return (
    <>
      <Status word={volume.word} context={volume.name} />
      {notes.length > 0 && <Box sx={{ ...small, marginTop: 0.5, overflowWrap: 'anywhere' }}>{notes.join(' · ')}</Box>}
    </>
  );
}

/** How much is used of how much, with source and age in text; what is not reported is never 0. */
export function VolumeUse({ volume }: { volume: Volume }) {
  const t = useWords();
  const { used, usedRatio } = volume;
  const size = sizeOf(volume);
  const sizeText = size === undefined ? t('volumes.sizeNotReported') : formatBytes(size);
  return (
    <Box sx={{ minWidth: 128 }}>
      {usedRatio.state === 'measured' && <VolumeBar ratio={usedRatio.value} name={volume.name} tone={toneOfUse(usedRatio)} />}
      <div>
        {used.state === 'measured'
          ? t('volume.usedOf', { used: formatValue(used.value, used.unit), size: sizeText })
          : `${used.state === 'unknown' ? t('measure.notKnown') : t('measure.notReported')}, ${sizeText}`}
      </div>
      <Box sx={{ ...small, color: theme => theme.penstock.fg2, overflowWrap: 'anywhere' }}>
        <AgeAndSource measure={used} />
      </Box>
    </Box>
  );
}

/** When the volume is full, in the colour of how near that is. */
export function FullIn({ volume }: { volume: Volume }) {
  const { fullIn, usedRatio } = volume;
  const tone = loudestOf([toneOfUse(usedRatio), toneOfUse(fullIn)]);
  if (fullIn.state !== 'measured') {
    const said = volume.used.state !== 'measured' && volume.used.reason === fullIn.reason;
    return said ? <MeasureValue measure={fullIn} /> : <MeasureText measure={fullIn} align="right" />;
  }
  return (
    <Box sx={theme => ({ whiteSpace: 'nowrap', fontWeight: 600, color: tone === 'neut' ? theme.penstock.fg : theme.penstock.tone[tone].fg })}>
      <MeasureValue measure={fullIn} />
    </Box>
  );
}

const LOCKS = { yes: Lock, no: LockOpen, 'not-stated': HelpOutline };

/** Encrypted, not encrypted or not stated, and who says so. */
export function Encrypted({ fact }: { fact: EncryptionFact }) {
  const t = useWords();
  const words = {
    yes: t('volumes.encryptedYes'),
    no: t('volumes.encryptedNo'),
    'not-stated': t('volumes.encryptedNotStated'),
  };
  const Icon = LOCKS[fact.answer];
  return (
    <Box>
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 0.5 }}>
        <Icon aria-hidden sx={{ fontSize: 16, color: theme => theme.penstock.fg2 }} />
        {words[fact.answer]}
      </Box>
      <Box sx={{ ...small, color: theme => theme.penstock.fg2, overflowWrap: 'anywhere' }}>{fact.source}</Box>
    </Box>
  );
}

/** The loudest verdict on the use of these volumes. */
export function toneOfGroup(volumes: readonly Volume[]): Tone {
  return loudestOf(volumes.map(volume => toneOfUse(volume.usedRatio)));
}

/** What the volumes of a group are: engine, role, the pods that mount them, namespace. */
export function groupWords({ element, role, volumes }: VolumeGroup): string {
  const namespaces = [...new Set(volumes.map(({ namespace }) => namespace))];
  return [`${engineName(element.engine)}, ${role}`, membersOf(volumes), ...namespaces].filter(Boolean).join(' · ');
}

/** When the first volume of a group is full. */
export function SoonestFull({ sum }: { sum: GroupSum }) {
  const t = useWords();
  if (sum.fullInSeconds === undefined) return null;
  return (
    <>
      {sum.fullInAtLeast && (
        <>
          <span aria-hidden>≥ </span>
          <span style={visuallyHidden}>{t('measure.atLeast')} </span>
        </>
      )}
      {formatDuration(sum.fullInSeconds)}
    </>
  );
}

/** Says where the members of a group are used very unevenly. */
export function Imbalanced({ volumes }: { volumes: readonly Volume[] }) {
  const t = useWords();
  const imbalance = imbalanceOf(volumes);
  if (!imbalance) return null;
  const percent = (ratio: number) => formatValue(ratio, 'ratio');
  const { fullest, emptiest } = imbalance;
  return (
    <Box sx={{ ...small, display: 'flex', gap: 0.5, color: theme => theme.penstock.tone.warn.fg, overflowWrap: 'anywhere' }}>
      <WarningAmber aria-hidden sx={{ fontSize: 16, color: theme => theme.penstock.tone.warn.mark }} />
      {t('volumes.imbalance', { fullest: fullest.name, most: percent(fullest.ratio), emptiest: emptiest.name, least: percent(emptiest.ratio) })}
    </Box>
  );
}

/** The sum of a group: a share only where every volume reports, else "at least". */
export function SumOfUse({ sum, name, tone }: { sum: GroupSum; name: string; tone: Tone }) {
  const t = useWords();
  const ratio = ratioOf(sum);
  const used = sum.usedBytes === undefined ? t('measure.notReported') : formatBytes(sum.usedBytes);
  const size = sum.sizeBytes === undefined ? t('volumes.sizeNotReported') : formatBytes(sum.sizeBytes);
  return (
    <>
      {ratio !== undefined && <VolumeBar ratio={ratio} name={name} tone={tone} />}
      <Box sx={{ ...small }}>
        {sum.atLeast && sum.usedBytes !== undefined && (
          <>
            <span aria-hidden>≥ </span>
            <span style={visuallyHidden}>{t('measure.atLeast')} </span>
          </>
        )}
        {t('volume.usedOf', { used, size })}
      </Box>
    </>
  );
}
