import { useId, type ReactNode } from 'react';
import Box from '@mui/material/Box';
import Button, { type ButtonProps } from '@mui/material/Button';

/** Props of {@link GuardedButton}. */
export interface GuardedButtonProps extends Pick<ButtonProps, 'variant' | 'size' | 'startIcon' | 'color' | 'fullWidth'> {
  children: string;
  onClick: () => void;
  /** Why it cannot be used now; it then stays visible, and says so. */
  reason?: ReactNode;
  /** Where the button is named by more than its text. */
  label?: string;
}

/** A button that, where it may not be used, stays in its place with its reason beside it. */
export function GuardedButton({ children, onClick, reason, label, ...look }: GuardedButtonProps) {
  const id = useId();
  const refused = reason !== undefined && reason !== '';
  return (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', justifyContent: 'inherit', gap: 1.5, minWidth: 0 }}>
      {refused && (
        <Box id={id} sx={{ fontSize: 12, lineHeight: '16px', maxWidth: 320, minWidth: 0, overflowWrap: 'anywhere', color: theme => theme.penstock.fg2 }}>
          {reason}
        </Box>
      )}
      <Button
        {...look}
        aria-label={label}
        aria-disabled={refused || undefined}
        aria-describedby={refused ? id : undefined}
        onClick={refused ? undefined : onClick}
        sx={
          refused
            ? theme => ({
                cursor: 'not-allowed',
                boxShadow: 'none',
                borderColor: theme.penstock.lineStrong,
                '&, &:hover': { color: theme.penstock.tone.neut.fg, backgroundColor: look.variant === 'contained' ? theme.penstock.tone.neut.bg : 'transparent' },
              })
            : undefined
        }
      >
        {children}
      </Button>
    </Box>
  );
}
