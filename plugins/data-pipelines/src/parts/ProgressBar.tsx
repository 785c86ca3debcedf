import { useEffect, useRef, useState } from 'react';
import Box from '@mui/material/Box';
import LinearProgress from '@mui/material/LinearProgress';
import { formatBytes, type Progress } from '@penstock/backstage-plugin-data-pipelines-common';
import { percentOf, turnOf, type ProgressTurn } from './progress';
import { useWords, type Words } from './words';

function amount(value: number, unit: Progress['unit']): string {
  return unit === 'bytes' ? formatBytes(value) : value.toLocaleString('en-US');
}

/** What is done of how much, in words; undefined where nothing is counted. */
export function progressWords(t: Words, { done, total, unit }: Progress): string | undefined {
  if (done === undefined) return undefined;
  const what = unit && unit !== 'bytes' ? t(`unit.${unit}`) : '';
  if (total === undefined) return t('progress.counted', { done: amount(done, unit), what }).trim();
  return t('progress.of', { done: amount(done, unit), total: amount(total, unit), what }).trim();
}

const SOURCES: readonly Progress['source'][] = ['reported', 'derived', 'unknown'];

function knownSource(source: Progress['source']): Progress['source'] {
  return SOURCES.includes(source) ? source : 'unknown';
}

function turnWords(t: Words, { kind, from, to }: ProgressTurn, unit: Progress['unit']): string {
  const values = { from: amount(from, unit), to: amount(to, unit) };
  return kind === 'grew' ? t('progress.grew', values) : t('progress.fell', values);
}

/** The last turn of a progress since it was first shown. */
function useTurn(progress: Progress): ProgressTurn | undefined {
  const before = useRef<Progress>();
  const [turn, setTurn] = useState<ProgressTurn>();
  useEffect(() => {
    const turned = turnOf(before.current, progress);
    before.current = progress;
    if (turned) setTurn(turned);
  }, [progress]);
  return turn;
}

/** A progress with where it comes from; without a known end it is no percentage, only what was counted. */
export function ProgressBar({ progress, label }: { progress: Progress; label: string }) {
  const t = useWords();
  const turn = useTurn(progress);
  const percent = percentOf(progress);
  const counted = progressWords(t, progress);
  const notes = [counted, t(`progressSource.${knownSource(progress.source)}`), turn && turnWords(t, turn, progress.unit)].filter(note => note !== undefined);
  return (
    <Box sx={{ minWidth: 0 }}>
      <LinearProgress
        aria-label={label}
        aria-valuetext={counted}
        variant={percent === undefined ? 'indeterminate' : 'determinate'}
        value={percent}
        sx={{
          height: 8,
          borderRadius: '4px',
          '@media (prefers-reduced-motion: reduce)': { '& .MuiLinearProgress-bar': { animation: percent === undefined ? 'none' : undefined, transition: 'none' } },
        }}
      />
      <Box sx={{ marginTop: 0.5, fontSize: 12, lineHeight: '16px', color: theme => theme.penstock.fg2 }}>{notes.join('. ')}</Box>
    </Box>
  );
}
