import Box from '@mui/material/Box';
import type { Measure } from '@penstock/backstage-plugin-data-pipelines-common';
import { useWords } from './words';

/** A measure of one row, under the name that its column has. */
export interface NamedMeasure {
  label: string;
  measure: Measure;
}

/** The distinct reasons why numbers are missing, with how often each; most frequent first. */
export function missingReasons(measures: readonly NamedMeasure[]): { label: string; reason: string; count: number }[] {
  const found = new Map<string, { label: string; reason: string; count: number }>();
  for (const { label, measure } of measures) {
    if (measure.state !== 'measured') {
      const key = `${label} ${measure.reason}`;
      const known = found.get(key);
      if (known) known.count += 1;
      else found.set(key, { label, reason: measure.reason, count: 1 });
    }
  }
  return [...found.values()].sort((a, b) => b.count - a.count);
}

/** Why numbers of a table are missing, each reason said once instead of in every row. */
export function MissingNotes({ measures }: { measures: NamedMeasure[] }) {
  const t = useWords();
  const reasons = missingReasons(measures);
  if (reasons.length === 0) return null;
  return (
    <Box component="section" aria-label={t('measure.missingTitle')} sx={{ fontSize: 12, lineHeight: '16px', color: theme => theme.penstock.fg2 }}>
      <Box sx={{ fontWeight: 600 }}>{t('measure.missingTitle')}</Box>
      <Box component="ul" sx={{ margin: 0, paddingLeft: 2.5 }}>
        {reasons.map(({ label, reason, count }) => (
          <li key={`${label} ${reason}`}>{t('measure.missingReason', { label, reason, times: String(count) })}</li>
        ))}
      </Box>
    </Box>
  );
}
