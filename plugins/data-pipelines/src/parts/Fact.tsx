import type { ReactNode } from 'react';
import Box from '@mui/material/Box';

/** A named fact in a list of facts; stands in a `dl`. */
export function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <Box sx={{ minWidth: 0, overflowWrap: 'anywhere' }}>
      <Box component="dt" sx={{ fontSize: 12, lineHeight: '16px', color: theme => theme.penstock.fg2 }}>
        {name}
      </Box>
      <Box component="dd" sx={{ margin: 0 }}>
        {children}
      </Box>
    </Box>
  );
}
