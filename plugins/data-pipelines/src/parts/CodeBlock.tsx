import Box from '@mui/material/Box';

/** Text as a machine takes it; scrolls inside itself, also by keyboard. */
export function CodeBlock({ label, children }: { label: string; children: string }) {
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
