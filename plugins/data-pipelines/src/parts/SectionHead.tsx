import type { ReactNode } from 'react';
import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';

/** The head of a section: its name, and at the right what to know of it. */
export function SectionHead({ id, children, aside }: { id?: string; children: string; aside?: ReactNode }) {
  return (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'baseline', justifyContent: 'space-between', columnGap: 2, marginBottom: 1 }}>
      <Typography variant="h2" id={id}>
        {children}
      </Typography>
      {aside !== undefined && <Box sx={{ fontSize: 12, lineHeight: '16px', color: theme => theme.penstock.fg2 }}>{aside}</Box>}
    </Box>
  );
}
