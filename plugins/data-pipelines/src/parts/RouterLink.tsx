import type { ReactNode } from 'react';
import Button, { type ButtonProps } from '@mui/material/Button';
import MuiLink from '@mui/material/Link';
import { Link as HostLink } from 'react-router-dom';

/** A link inside the portal; `inText` underlines it, since colour alone does not tell it from the words around it. */
export function RouterLink({ to, children, label, inText }: { to: string; children: ReactNode; label?: string; inText?: boolean }) {
  return (
    <MuiLink component={HostLink} to={to} aria-label={label} underline={inText ? 'always' : 'hover'}>
      {children}
    </MuiLink>
  );
}

/** A link inside the portal that looks like a button. */
export function RouterButton({ to, children, ...look }: { to: string; children: ReactNode } & Pick<ButtonProps, 'variant' | 'size' | 'startIcon' | 'fullWidth'>) {
  return (
    <Button component={HostLink} to={to} {...look}>
      {children}
    </Button>
  );
}
