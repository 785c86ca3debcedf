import Box from '@mui/material/Box';
import TrendingDown from '@mui/icons-material/TrendingDownOutlined';
import TrendingFlat from '@mui/icons-material/TrendingFlatOutlined';
import TrendingUp from '@mui/icons-material/TrendingUpOutlined';
import type { Measure, Measured, Target, Trend } from '@penstock/backstage-plugin-data-pipelines-common';
import { useClock } from '../api/clock';
import { formatMinute, formatValue } from './format';
import { visuallyHidden } from './visuallyHidden';
import { useWords, type Words } from './words';

/** The verdict on a target in one word. */
export function verdictWord(t: Words, verdict: Target['verdict']): string {
  if (verdict === 'met') return t('measure.targetMet');
  return verdict === 'missed' ? t('measure.targetMissed') : t('measure.targetAtRisk');
}

/** The direction of a trend in words, with since when where that is known. */
export function trendWords(t: Words, trend: Trend, now: number): string {
  const words = {
    growing: t('measure.trendGrowing'),
    steady: t('measure.trendSteady'),
    shrinking: t('measure.trendShrinking'),
  }[trend.direction];
  return trend.since ? t('measure.trendSince', { trend: words, time: formatMinute(trend.since, now) }) : words;
}

const TREND_ICONS = { growing: TrendingUp, steady: TrendingFlat, shrinking: TrendingDown };

/** A trend as arrow and words. */
export function TrendText({ trend }: { trend: Trend }) {
  const t = useWords();
  const clock = useClock();
  const Icon = TREND_ICONS[trend.direction];
  return (
    <Box component="span" sx={{ display: 'inline-flex', alignItems: 'center', gap: 0.5 }}>
      <Icon aria-hidden sx={{ fontSize: 16 }} />
      {trendWords(t, trend, clock.now())}
    </Box>
  );
}

/** The value alone, "≥" being read as "at least"; what is not there is said in words. */
export function MeasureValue({ measure, missing }: { measure: Measure; missing?: string }) {
  const t = useWords();
  if (measure.state === 'not-measured') return <>{missing ?? t('measure.notMeasured')}</>;
  if (measure.state === 'unknown') return <>{t('measure.notKnown')}</>;
  return (
    <>
      {measure.atLeast && (
        <>
          <span aria-hidden>≥ </span>
          <span style={visuallyHidden}>{`${t('measure.atLeast')} `}</span>
        </>
      )}
      {formatValue(measure.value, measure.unit)}
    </>
  );
}

function toneOfMeasured(measure: Measured): 'crit' | 'warn' | undefined {
  if (measure.target?.verdict === 'missed') return 'crit';
  return measure.target?.verdict === 'at-risk' ? 'warn' : undefined;
}

function Detail({ measure, noted }: { measure: Measure; noted: boolean }) {
  const t = useWords();
  if (measure.state !== 'measured') return noted ? <span style={visuallyHidden}>{measure.reason}</span> : <>{measure.reason}</>;
  const { target, trend, unit } = measure;
  return (
    <>
      {target && (
        <span style={{ whiteSpace: 'nowrap' }}>{`${t('measure.target', { value: formatValue(target.value, unit) })} · ${verdictWord(t, target.verdict)}`}</span>
      )}
      {trend && (!target || trend.direction !== 'steady') && (
        <div>
          <TrendText trend={trend} />
        </div>
      )}
    </>
  );
}

/**
 * A measure in a cell: the value, and under it target with verdict, or trend,
 * or the reason why there is no value. `noted` says that the reason stands
 * visibly under the table; it is then only heard here.
 */
export function MeasureText({ measure, align = 'left', noted = false }: { measure: Measure; align?: 'left' | 'right'; noted?: boolean }) {
  const measured = measure.state === 'measured';
  const tone = measured ? toneOfMeasured(measure) : undefined;
  return (
    <Box sx={{ textAlign: align, fontVariantNumeric: 'tabular-nums' }}>
      <Box sx={theme => ({ fontWeight: measured ? 600 : 400, color: measured && !measure.stale ? theme.penstock.fg : theme.penstock.fg2 })}>
        <MeasureValue measure={measure} />
      </Box>
      <Box
        sx={theme => ({
          fontSize: 12,
          lineHeight: '16px',
          color: tone ? theme.penstock.tone[tone].fg : theme.penstock.fg2,
          marginLeft: align === 'right' ? 'auto' : 0,
          overflowWrap: 'anywhere',
        })}
      >
        <Detail measure={measure} noted={noted} />
      </Box>
    </Box>
  );
}
