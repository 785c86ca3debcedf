import type { ReactNode } from 'react';
import Box from '@mui/material/Box';
import Paper from '@mui/material/Paper';
import type SvgIcon from '@mui/material/SvgIcon';
import Typography from '@mui/material/Typography';

/** What the five states have in common: icon, title, text, and what can be done. */
export function StateFrame(props: { icon: typeof SvgIcon; title: string; children?: ReactNode; actions?: ReactNode }) {
  const { icon: Icon, title, children, actions } = props;
  return (
    <Paper variant="outlined" sx={{ padding: 3, display: 'flex', gap: 2.5, alignItems: 'flex-start' }}>
      <Icon aria-hidden sx={{ fontSize: 28, color: theme => theme.penstock.fg2, flex: 'none' }} />
      <Box sx={{ minWidth: 0, flex: 1 }}>
        <Typography variant="h2">{title}</Typography>
        <Box sx={{ marginTop: 0.5, maxWidth: 640, overflowWrap: 'anywhere' }}>{children}</Box>
        {actions && <Box sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 1.5, marginTop: 2 }}>{actions}</Box>}
      </Box>
    </Paper>
  );
}
