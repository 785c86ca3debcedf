import Box from '@mui/material/Box';

/** Text as a machine takes it; scrolls inside itself, also by keyboard. With `wrap` long lines are broken, for what is read rather than copied. */
export function CodeBlock({ label, wrap = false, children }: { label: string; wrap?: boolean; children: string }) {
  return (
    <Box
      component="pre"
      tabIndex={0}
      role="region"
      aria-label={label}
      sx={theme => ({
        margin: 0,
        padding: 1.5,
        maxHeight: 320,
        overflow: 'auto',
        ...(wrap && { whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }),
        fontSize: 12,
        lineHeight: '20px',
        borderRadius: '4px',
        backgroundColor: theme.penstock.subtle,
        color: theme.penstock.fg,
      })}
    >
      {children}
    </Box>
  );
}
