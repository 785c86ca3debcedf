import type { ReactNode } from 'react';
import Box from '@mui/material/Box';
import { PenstockTheme } from './PenstockTheme';

/** What every page, card and tab of Penstock stands in: theme, text colour, tabular figures. */
export function PenstockRoot({ children }: { children: ReactNode }) {
  return (
    <PenstockTheme>
      <Box
        className="penstock-root"
        sx={theme => ({
          color: theme.penstock.fg,
          fontFamily: theme.typography.fontFamily,
          fontSize: 14,
          lineHeight: '20px',
          fontVariantNumeric: 'tabular-nums',
          minWidth: 0,
        })}
      >
        {children}
      </Box>
    </PenstockTheme>
  );
}
