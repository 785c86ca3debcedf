import Box from '@mui/material/Box';
import CircularProgress from '@mui/material/CircularProgress';
import Paper from '@mui/material/Paper';
import Typography from '@mui/material/Typography';
import CheckCircle from '@mui/icons-material/CheckCircleOutlined';
import PauseCircle from '@mui/icons-material/PauseCircleOutlined';
import WarningAmber from '@mui/icons-material/WarningAmberOutlined';
import { formatDuration, type WritePause } from '@penstock/backstage-plugin-data-pipelines-common';
import { useClock, useTimedText } from '../api/clock';
import { formatTime } from './format';
import { LiveRegion } from './LiveRegion';
import type { Tone } from './tokens';
import { useWords } from './words';

/** Seconds that writes have been paused by now, whole ones while it counts, or were until they were resumed, to a tenth. */
function pausedSeconds({ since, resumedAt }: WritePause, now: number): number {
  const ms = (resumedAt === undefined ? now : Date.parse(resumedAt)) - Date.parse(since);
  return Math.max(0, resumedAt === undefined ? Math.floor(ms / 1000) : Math.round(ms / 100) / 10);
}

/** A pause that went over its limit by less than a second must not read as if it had kept it. */
function secondsText(seconds: number, limit: number): string {
  return seconds > limit && seconds < limit + 1 ? `${seconds.toFixed(1)} s` : formatDuration(seconds);
}

const LOOKS: Record<WritePause['state'], { tone: Tone; Icon: typeof PauseCircle }> = {
  held: { tone: 'warn', Icon: PauseCircle },
  resuming: { tone: 'warn', Icon: PauseCircle },
  resumed: { tone: 'ok', Icon: CheckCircle },
  'resumed-late': { tone: 'crit', Icon: WarningAmber },
};

/** A state that this page does not know is taken for the one that needs watching. */
function lookOf(state: WritePause['state']) {
  return Object.hasOwn(LOOKS, state) ? LOOKS[state] : LOOKS.held;
}

function Ring({ seconds, limit, tone }: { seconds: number; limit: number; tone: Tone }) {
  const t = useWords();
  const share = limit > 0 ? Math.min(100, (seconds / limit) * 100) : 100;
  return (
    <Box aria-hidden sx={{ position: 'relative', width: 112, height: 112, flex: 'none' }}>
      <CircularProgress variant="determinate" value={100} size={112} thickness={4} sx={{ position: 'absolute', color: theme => theme.penstock.tone[tone].bg }} />
      <CircularProgress variant="determinate" value={share} size={112} thickness={4} sx={{ position: 'absolute', color: theme => theme.penstock.tone[tone].mark, '& circle': { transition: 'none' } }} />
      <Box sx={{ position: 'absolute', inset: 0, display: 'grid', placeContent: 'center', textAlign: 'center' }}>
        <Box sx={{ fontSize: 24, lineHeight: '32px', fontWeight: 500 }}>{secondsText(seconds, limit)}</Box>
        <Box sx={{ fontSize: 12, lineHeight: '16px', color: theme => theme.penstock.fg2 }}>{t('pause.of', { limit: formatDuration(limit) })}</Box>
      </Box>
    </Box>
  );
}

/** How long writes have been paused, against the limit, and when the watchdog resumes them whatever happens. */
export function WritePauseClock({ pause, name }: { pause: WritePause; name: string }) {
  const t = useWords();
  const clock = useClock();
  const seconds = Number(useTimedText(now => String(pausedSeconds(pause, now))));
  const { tone, Icon } = lookOf(pause.state);
  const now = clock.now();
  const times = { seconds: secondsText(seconds, pause.limitSeconds), limit: formatDuration(pause.limitSeconds), resumeBy: formatTime(pause.resumeBy, now) };
  const over = pause.resumedAt === undefined && seconds > pause.limitSeconds;
  const resumed = pause.state === 'resumed' || pause.state === 'resumed-late';
  const titleKey = pause.state === 'resumed-late' ? 'pause.resumedLate' : 'pause.resumed';
  const title = resumed ? t(titleKey, { name }) : t('pause.held', { name });
  const sentence = resumed ? t('pause.tookOf', times) : t('pause.watchdog', times);
  return (
    <Paper
      component="section"
      variant="outlined"
      aria-labelledby="penstock-pause-title"
      sx={theme => ({ padding: 2, display: 'flex', flexWrap: 'wrap', gap: 2, minWidth: 0, borderColor: `${theme.penstock.tone[over ? 'crit' : tone].mark} !important` })}
    >
      <Ring seconds={seconds} limit={pause.limitSeconds} tone={over ? 'crit' : tone} />
      <Box sx={{ flex: '1 1 200px', minWidth: 0 }}>
        <Box sx={{ display: 'flex', gap: 1, alignItems: 'center' }}>
          <Icon aria-hidden sx={{ color: theme => theme.penstock.tone[tone].mark }} />
          <Typography variant="h2" id="penstock-pause-title">
            {title}
          </Typography>
        </Box>
        <Box sx={{ marginTop: 0.5 }}>{sentence}</Box>
        {over && <Box sx={{ fontWeight: 600, color: theme => theme.penstock.tone.crit.fg }}>{t('pause.over', times)}</Box>}
        <Box sx={{ marginTop: 0.5, fontSize: 12, lineHeight: '16px', color: theme => theme.penstock.fg2 }}>
          {t('pause.since', { time: formatTime(pause.since, now) })}
        </Box>
      </Box>
      <LiveRegion label={t('pause.label')}>{`${title}: ${t('pause.tookOf', times)}`}</LiveRegion>
    </Paper>
  );
}
