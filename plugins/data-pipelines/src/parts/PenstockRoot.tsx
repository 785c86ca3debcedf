import type { ReactNode } from 'react';
import Box from '@mui/material/Box';
import { DialogHost } from './DialogHost';
import { PenstockTheme } from './PenstockTheme';
import { MeasuredRoom } from './room';

/** What every page, card and tab of Penstock stands in: theme, text colour, tabular figures, the room that it has, and a place for its open dialog. */
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
        <MeasuredRoom>
          <DialogHost>{children}</DialogHost>
        </MeasuredRoom>
      </Box>
    </PenstockTheme>
  );
}
