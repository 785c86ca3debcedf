import Button, { type ButtonProps } from '@mui/material/Button';

/** Props of {@link NotedButton}. */
export interface NotedButtonProps extends Pick<ButtonProps, 'variant' | 'color'> {
  children: string;
  /** Its full name: which thing it is about. */
  label: string;
  onClick: () => void;
  /** The id of the text that says why it cannot be used; undefined where it can. */
  refusedBy?: string;
}

/** A small button in a row; where it may not be used it stays and refers to the reason, which stands once for many rows. */
export function NotedButton({ children, label, onClick, refusedBy, ...look }: NotedButtonProps) {
  const refused = refusedBy !== undefined;
  return (
    <Button
      {...look}
      size="small"
      aria-label={label}
      aria-disabled={refused || undefined}
      aria-describedby={refusedBy}
      onClick={refused ? undefined : onClick}
      sx={theme => ({
        whiteSpace: 'nowrap',
        ...(refused && { cursor: 'not-allowed', borderColor: theme.penstock.lineStrong, '&, &:hover': { color: theme.penstock.tone.neut.fg, backgroundColor: 'transparent' } }),
      })}
    >
      {children}
    </Button>
  );
}
