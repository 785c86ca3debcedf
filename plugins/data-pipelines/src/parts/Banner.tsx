import type { ReactNode } from 'react';
import Box from '@mui/material/Box';
import InfoOutlined from '@mui/icons-material/InfoOutlined';
import Schedule from '@mui/icons-material/ScheduleOutlined';
import WarningAmber from '@mui/icons-material/WarningAmberOutlined';

const LOOKS = {
  warn: { tone: 'warn', Icon: WarningAmber },
  neut: { tone: 'neut', Icon: InfoOutlined },
  stale: { tone: 'neut', Icon: Schedule },
} as const;

/** A strip above what it speaks of: partial data, stale data, simulated clusters. */
export function Banner({ look, children, action }: { look: keyof typeof LOOKS; children: ReactNode; action?: ReactNode }) {
  const { tone, Icon } = LOOKS[look];
  return (
    <Box
      sx={theme => ({
        display: 'flex',
        flexWrap: 'wrap',
        alignItems: 'center',
        gap: 1,
        paddingBlock: 1.25,
        paddingInline: 2,
        color: theme.penstock.tone[tone].fg,
        backgroundColor: theme.penstock.tone[tone].bg,
        borderRadius: '8px',
      })}
    >
      <Icon aria-hidden sx={{ fontSize: 20, color: theme => theme.penstock.tone[tone].mark }} />
      <Box sx={{ flex: 1, minWidth: 200 }}>{children}</Box>
      {action}
    </Box>
  );
}
