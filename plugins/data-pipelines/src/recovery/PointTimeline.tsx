import { useRef, useState, type KeyboardEvent } from 'react';
import Box from '@mui/material/Box';
import WarningAmber from '@mui/icons-material/WarningAmberOutlined';
import { formatDuration, type ProtectionSummary, type TimelinePoint } from '@penstock/backstage-plugin-data-pipelines-common';
import { useClock } from '../api/clock';
import { formatMinute } from '../parts/format';
import { useWords, type Words } from '../parts/words';
import { knownState, STATE_LOOKS } from './PointChips';
import { placeOf, timelineOf, type Timeline } from './timeline';

const HEIGHT = 56;
const WEAKER = { tone: 'warn', Icon: WarningAmber } as const;

function lookOfPoint({ state, weaker }: TimelinePoint) {
  return weaker && state === 'Ready' ? WEAKER : STATE_LOOKS[knownState(state)];
}

function nameOf(t: Words, point: TimelinePoint, now: number): string {
  const word = t(`pointState.${knownState(point.state)}`);
  const time = formatMinute(point.at, now);
  return point.weaker ? t('timeline.pointWeaker', { time, state: word }) : t('timeline.point', { time, state: word });
}

/** Which of the points the keys lead to; undefined where the key leads nowhere. */
function ledTo(key: string, at: number, last: number): number | undefined {
  if (key === 'ArrowLeft') return Math.max(0, at - 1);
  if (key === 'ArrowRight') return Math.min(last, at + 1);
  if (key === 'Home') return 0;
  return key === 'End' ? last : undefined;
}

function Marks({ line, open, onOpen }: { line: Timeline; open?: string; onOpen: (point: TimelinePoint) => void }) {
  const t = useWords();
  const clock = useClock();
  const place = useRef<HTMLDivElement>(null);
  const last = line.points.length - 1;
  const [reached, setReached] = useState(last);
  const stop = Math.min(reached, last);
  const move = (event: KeyboardEvent) => {
    const next = ledTo(event.key, stop, last);
    if (next === undefined) return;
    event.preventDefault();
    setReached(next);
    place.current?.querySelectorAll('button')[next]?.focus();
  };
  return (
    <div ref={place} role="toolbar" aria-label={t('timeline.marks')} onKeyDown={move}>
      {line.points.map((point, index) => {
        const { tone, Icon } = lookOfPoint(point);
        return (
          <Box
            component="button"
            type="button"
            key={point.id}
            tabIndex={index === stop ? 0 : -1}
            aria-label={nameOf(t, point, clock.now())}
            aria-pressed={open === point.id}
            title={nameOf(t, point, clock.now())}
            onClick={() => {
              setReached(index);
              onOpen(point);
            }}
            sx={theme => ({
              position: 'absolute',
              top: (HEIGHT - 24) / 2,
              left: `${placeOf(line, Date.parse(point.at))}%`,
              width: 24,
              height: 24,
              marginLeft: '-12px',
              padding: 0,
              display: 'grid',
              placeItems: 'center',
              cursor: 'pointer',
              borderRadius: '12px',
              border: open === point.id ? `2px solid ${theme.penstock.accent}` : '2px solid transparent',
              backgroundColor: theme.penstock.surface,
              color: theme.penstock.tone[tone].mark,
              '&:focus-visible': { outline: `2px solid ${theme.penstock.ring}`, outlineOffset: 2, zIndex: 1 },
            })}
          >
            <Icon aria-hidden sx={{ fontSize: 18 }} />
          </Box>
        );
      })}
    </div>
  );
}

/** The line itself and, shaded, the gaps over the target; what it says stands in words below. */
function Line({ line }: { line: Timeline }) {
  return (
    <Box
      component="svg"
      aria-hidden
      width="100%"
      height={HEIGHT}
      sx={theme => ({
        display: 'block',
        '& line': { stroke: theme.penstock.lineStrong },
        '& rect': { fill: theme.penstock.tone.warn.bg, stroke: theme.penstock.tone.warn.mark, strokeDasharray: '3 3' },
      })}
    >
      {line.gaps.map(gap => {
        const from = placeOf(line, gap.missedFrom);
        return <rect key={gap.from} x={`${from}%`} y={2} width={`${placeOf(line, gap.to) - from}%`} height={HEIGHT - 4} />;
      })}
      <line x1="0" x2="100%" y1={HEIGHT / 2} y2={HEIGHT / 2} />
    </Box>
  );
}

function Gaps({ line, objectiveSeconds }: { line: Timeline; objectiveSeconds?: number }) {
  const t = useWords();
  const clock = useClock();
  if (objectiveSeconds === undefined) return <span>{t('timeline.noTarget')}</span>;
  const target = formatDuration(objectiveSeconds);
  if (line.gaps.length === 0) return <span>{t('timeline.noGaps', { target })}</span>;
  const longest = line.gaps.reduce((long, gap) => (gap.to - gap.from > long.to - long.from ? gap : long));
  const time = (at: number) => formatMinute(new Date(at).toISOString(), clock.now());
  return (
    <span>
      {t('timeline.gaps', {
        count: line.gaps.length,
        target,
        length: formatDuration(Math.round((longest.to - longest.from) / 1000)),
        from: time(longest.from),
        to: time(longest.to),
      })}
    </span>
  );
}

/** The newest points on a line of time, the gaps over the target shaded; arrows lead from point to point, Enter opens one in the table. */
export function PointTimeline({ summary, open, onOpen }: { summary: ProtectionSummary; open?: string; onOpen: (point: TimelinePoint) => void }) {
  const t = useWords();
  const clock = useClock();
  const now = clock.now();
  const line = timelineOf(summary, now);
  if (!line) return null;
  const minute = (at: number) => formatMinute(new Date(at).toISOString(), now);
  return (
    <Box component="section" aria-label={t('timeline.label')} sx={{ padding: 2, minWidth: 0 }}>
      <Box sx={{ position: 'relative', marginInline: 1.5 }}>
        <Line line={line} />
        <Marks line={line} open={open} onOpen={onOpen} />
      </Box>
      <Box sx={{ display: 'flex', justifyContent: 'space-between', gap: 1, fontSize: 12, lineHeight: '16px', color: theme => theme.penstock.fg2 }}>
        <span>{minute(line.from)}</span>
        <span>{minute((line.from + line.to) / 2)}</span>
        <span>{t('timeline.now')}</span>
      </Box>
      <Box sx={{ marginTop: 1, fontSize: 12, lineHeight: '16px', overflowWrap: 'anywhere' }}>
        <Gaps line={line} objectiveSeconds={summary.objectiveSeconds} />
      </Box>
    </Box>
  );
}
