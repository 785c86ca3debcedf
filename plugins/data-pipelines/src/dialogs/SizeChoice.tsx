import Box from '@mui/material/Box';
import Slider from '@mui/material/Slider';
import ToggleButton from '@mui/material/ToggleButton';
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup';
import { formatBytes, type Volume } from '@penstock/backstage-plugin-data-pipelines-common';
import { SizeField, type EnteredSize } from '../parts/SizeField';
import { useWords, type Words } from '../parts/words';
import { bytesOf, differing, enteredSize, roundUp, shareOneSize, sizeFor, type LastingSize } from './expandSizes';

const GIB = 2 ** 30;

/** One size to choose by a press. */
interface Preset {
  id: string;
  label: string;
  /** Undefined where it cannot be told, for the reason. */
  bytes?: number;
  note?: string;
}

function lasting(t: Words, days: number, answer: LastingSize): Preset {
  const shown = String(days);
  const id = `${days}d`;
  const label = t('expand.days', { days: shown });
  if (answer.state === 'enough') return { id, label, note: t('expand.enough', { days: shown }) };
  if (answer.state === 'unknown') return { id, label, note: t('expand.unknownGrowth', { days: shown, reason: answer.reason }) };
  const basis = answer.levels ? t('expand.levels', { basis: answer.basis }) : answer.basis;
  return { id, label, bytes: answer.bytes, note: t('expand.lasts', { days: shown, size: formatBytes(answer.bytes), basis }) };
}

/** The sizes that can be chosen by a press: shares of what is there, and sizes that last. */
export function presetsOf(t: Words, volumes: readonly Volume[], now: number): Preset[] {
  return [
    { id: '25', label: '+25 %', bytes: roundUp(now * 1.25) },
    { id: '50', label: '+50 %', bytes: roundUp(now * 1.5) },
    lasting(t, 30, sizeFor(volumes, 30)),
    lasting(t, 90, sizeFor(volumes, 90)),
  ];
}

/** The size to begin with: what lasts 90 days, else half as much again. */
export function firstSize(volumes: readonly Volume[], now: number): EnteredSize {
  const lasts = sizeFor(volumes, 90);
  return enteredSize(lasts.state === 'known' ? lasts.bytes : roundUp(now * 1.5));
}

function Notes({ presets, volumes }: { presets: Preset[]; volumes: readonly Volume[] }) {
  const t = useWords();
  const names = volumes.map(({ name }) => name).join(', ');
  const others = differing(volumes);
  const notes = presets.flatMap(({ note }) => note ?? []);
  return (
    <Box component="ul" sx={{ margin: 0, paddingLeft: 2.5, fontSize: 12, lineHeight: '16px', color: theme => theme.penstock.fg2, overflowWrap: 'anywhere' }}>
      <li>{shareOneSize(volumes) ? t('expand.appliesTo', { count: volumes.length, names }) : t('expand.appliesToSeveral', { number: String(volumes.length), names })}</li>
      {others.map(other => (
        <li key={other.names.join()}>
          {t('expand.differs', { names: other.names.join(', '), size: other.bytes === undefined ? t('volumes.sizeNotReported') : formatBytes(other.bytes) })}
        </li>
      ))}
      {notes.map(note => (
        <li key={note}>{note}</li>
      ))}
    </Box>
  );
}

/** Chooses the new size of volumes: as number, by slider, or by a press; says what each press rests on. */
export function SizeChoice(props: { volumes: readonly Volume[]; now: number; size: EnteredSize; problem?: string; takesFocus: boolean; onChange: (size: EnteredSize) => void }) {
  const { volumes, now, size, problem, takesFocus, onChange } = props;
  const t = useWords();
  const presets = presetsOf(t, volumes, now);
  const bytes = bytesOf(size) ?? now;
  const most = Math.max(now * 4, bytes, ...presets.map(preset => preset.bytes ?? 0));
  // Where a size is that of several, the one that says most of it.
  const pressed = [...presets].reverse().find(preset => preset.bytes === bytes)?.id ?? null;
  return (
    <Box sx={{ display: 'grid', gap: 1.5, gridTemplateColumns: 'minmax(0, 1fr)' }}>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1.5, alignItems: 'flex-start', paddingTop: 1 }}>
        <Box sx={{ flex: '1 1 140px', minWidth: 0 }}>
          <SizeField takesFocus={takesFocus} label={t('expand.size')} size={size} problem={problem} onChange={onChange} />
        </Box>
        <ToggleButtonGroup
          exclusive
          size="small"
          value={pressed}
          aria-label={t('expand.presets')}
          sx={{ flex: '1 1 260px' }}
          onChange={(_event, id: string | null) => {
            const chosen = presets.find(preset => preset.id === id)?.bytes;
            if (chosen !== undefined) onChange(enteredSize(chosen));
          }}
        >
          {presets.map(preset => (
            <ToggleButton key={preset.id} value={preset.id} disabled={preset.bytes === undefined} sx={{ flex: 1, minHeight: 40, textTransform: 'none', whiteSpace: 'nowrap' }}>
              {preset.label}
            </ToggleButton>
          ))}
        </ToggleButtonGroup>
      </Box>
      <Box sx={{ paddingInline: 1.25 }}>
        <Slider
          aria-label={t('expand.slider')}
          min={Math.floor(now / GIB)}
          max={Math.ceil(most / GIB)}
          value={Math.round(bytes / GIB)}
          getAriaValueText={value => formatBytes(value * GIB)}
          onChange={(_event, value) => {
            if (typeof value === 'number') onChange({ text: String(value), unit: 'Gi' });
          }}
        />
      </Box>
      <Box sx={{ display: 'flex', justifyContent: 'space-between', fontSize: 12, lineHeight: '16px', color: theme => theme.penstock.fg2 }}>
        <span>{t('expand.now', { size: formatBytes(now) })}</span>
        <span>{formatBytes(Math.ceil(most / GIB) * GIB)}</span>
      </Box>
      <Notes presets={presets} volumes={volumes} />
    </Box>
  );
}
