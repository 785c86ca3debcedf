import Box from '@mui/material/Box';
import type { Measure } from '@penstock/backstage-plugin-data-pipelines-common';
import type { Tone } from './tokens';
import { useWords } from './words';

/** The tone of how full something is: that of the verdict on its target, which the backend gives. */
export function toneOfUse(measure: Measure): Tone {
  if (measure.state !== 'measured') return 'neut';
  if (measure.target?.verdict === 'missed') return 'crit';
  return measure.target?.verdict === 'at-risk' ? 'warn' : 'neut';
}

/** The loudest tone of several. */
export function loudestOf(tones: readonly Tone[]): Tone {
  return (['crit', 'warn'] as const).find(tone => tones.includes(tone)) ?? 'neut';
}

/** How much of a volume is used, as bar and as percentage. */
export function VolumeBar({ ratio, name, tone }: { ratio: number; name: string; tone: Tone }) {
  const t = useWords();
  const percent = `${Math.round(ratio * 100)} %`;
  const filled = Math.min(100, Math.max(0, ratio * 100));
  return (
    <Box sx={{ display: 'flex', alignItems: 'center', gap: 1 }}>
      <Box
        role="meter"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(filled)}
        aria-label={t('volume.barName', { name, percent })}
        sx={theme => ({
          width: 72,
          flex: 'none',
          height: 8,
          borderRadius: '4px',
          overflow: 'hidden',
          backgroundColor: theme.penstock.tone.neut.bg,
          '@media (forced-colors: active)': { border: '1px solid CanvasText' },
        })}
      >
        <Box
          sx={theme => ({
            width: `${filled}%`,
            height: '100%',
            backgroundColor: theme.penstock.tone[tone].mark,
            '@media (forced-colors: active)': { backgroundColor: 'CanvasText' },
          })}
        />
      </Box>
      <Box component="span" sx={{ fontWeight: 600, fontVariantNumeric: 'tabular-nums', whiteSpace: 'nowrap' }}>
        {percent}
      </Box>
    </Box>
  );
}
