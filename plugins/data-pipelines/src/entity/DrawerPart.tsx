import { useId, type ReactNode } from 'react';
import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';

/** A part of the panel of a volume: its name, at the right what to know of it, and its content. */
export function DrawerPart({ title, aside, children }: { title: string; aside?: ReactNode; children: ReactNode }) {
  const id = useId();
  return (
    <Box component="section" aria-labelledby={id} sx={theme => ({ padding: 2, borderTop: `1px solid ${theme.penstock.line}`, minWidth: 0 })}>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', justifyContent: 'space-between', columnGap: 1, marginBottom: 1, minHeight: 24 }}>
        <Typography variant="h3" id={id}>
          {title}
        </Typography>
        {aside}
      </Box>
      {children}
    </Box>
  );
}
