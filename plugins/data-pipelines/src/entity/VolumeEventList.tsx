import Box from '@mui/material/Box';
import type SvgIcon from '@mui/material/SvgIcon';
import HelpOutline from '@mui/icons-material/HelpOutlineOutlined';
import InfoOutlined from '@mui/icons-material/InfoOutlined';
import WarningAmber from '@mui/icons-material/WarningAmberOutlined';
import type { VolumeEvent, VolumeEvents } from '@penstock/backstage-plugin-data-pipelines-common';
import { Age } from '../parts/Age';
import type { Tone } from '../parts/tokens';
import { ToneChip } from '../parts/ToneChip';
import { useWords } from '../parts/words';

const LOOKS: Readonly<Record<string, { tone: Tone; Icon: typeof SvgIcon; word: 'normal' | 'warning' }>> = {
  Normal: { tone: 'neut', Icon: InfoOutlined, word: 'normal' },
  Warning: { tone: 'warn', Icon: WarningAmber, word: 'warning' },
};

function EventType({ type }: { type: string }) {
  const t = useWords();
  const look = Object.hasOwn(LOOKS, type) ? LOOKS[type] : undefined;
  if (!look) {
    return (
      <ToneChip tone="neut" Icon={HelpOutline} dashed>
        {type}
      </ToneChip>
    );
  }
  return (
    <ToneChip tone={look.tone} Icon={look.Icon} bare={look.word === 'normal'}>
      {t(`event.${look.word}`)}
    </ToneChip>
  );
}

function Line({ event }: { event: VolumeEvent }) {
  const t = useWords();
  const { type, reason, message, object, at, count = 1, by } = event;
  return (
    <Box component="li" sx={{ display: 'grid', gap: 0.5, overflowWrap: 'anywhere' }}>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', columnGap: 1 }}>
        <EventType type={type} />
        <Box component="span" sx={{ fontWeight: 500 }}>
          {reason}
        </Box>
        <Box component="span" sx={{ marginLeft: 'auto', fontSize: 12, color: theme => theme.penstock.fg2 }}>
          {at === undefined ? t('event.noTime') : <Age at={at} />}
        </Box>
      </Box>
      <span>{message}</span>
      <Box sx={{ fontSize: 12, lineHeight: '16px', color: theme => theme.penstock.fg2 }}>
        {[object, by && t('event.by', { who: by }), count > 1 && t('event.times', { count })].filter(Boolean).join(' · ')}
      </Box>
    </Box>
  );
}

/** What was last said of a volume, newest first; where it cannot be read, why. */
export function VolumeEventList({ events }: { events: VolumeEvents }) {
  const t = useWords();
  if (events.state !== 'read') {
    return (
      <Box sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 1, overflowWrap: 'anywhere' }}>
        <ToneChip tone="neut" Icon={HelpOutline} dashed>
          {t('status.Unknown')}
        </ToneChip>
        <span>{events.reason}</span>
      </Box>
    );
  }
  if (events.items.length === 0) return <>{t('event.none')}</>;
  return (
    <Box component="ul" aria-label={t('drawer.events')} sx={{ listStyle: 'none', margin: 0, padding: 0, display: 'grid', gap: 1.5 }}>
      {events.items.map((event, index) => (
        <Line key={`${event.at} ${event.object} ${event.reason} ${index}`} event={event} />
      ))}
    </Box>
  );
}
