import Box from '@mui/material/Box';
import type { Tone } from './tokens';
import { useWords } from './words';

/** From this share on a volume counts as nearly full, as the health rules say it. */
export const NEARLY_FULL = 0.85;

/** From this share on a volume counts as full in all but name, as the health rules say it. */
export const ALMOST_NONE_LEFT = 0.9;

/** The tone of a share of a volume that is used. */
export function toneOfRatio(ratio: number): Tone {
  if (ratio >= ALMOST_NONE_LEFT) return 'crit';
  return ratio >= NEARLY_FULL ? 'warn' : 'neut';
}

/** How much of a volume is used, as bar and as percentage. */
export function VolumeBar({ ratio, name }: { ratio: number; name: string }) {
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
            backgroundColor: theme.penstock.tone[toneOfRatio(ratio)].mark,
            '@media (forced-colors: active)': { backgroundColor: 'CanvasText' },
          })}
        />
      </Box>
      <Box component="span" sx={{ fontWeight: 500, fontVariantNumeric: 'tabular-nums', whiteSpace: 'nowrap' }}>
        {percent}
      </Box>
    </Box>
  );
}
