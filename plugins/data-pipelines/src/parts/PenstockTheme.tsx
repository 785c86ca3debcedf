import { useMemo, type ReactNode } from 'react';
import { createTheme, ThemeProvider, useTheme, type Theme } from '@mui/material/styles';
import GlobalStyles from '@mui/material/GlobalStyles';
import { darkTokens, lightTokens, type PenstockTokens } from './tokens';

declare module '@mui/material/styles' {
  interface Theme {
    penstock: PenstockTokens;
  }
  interface ThemeOptions {
    penstock?: PenstockTokens;
  }
}

/** Below this width in pixels tables become cards. */
export const NARROW_PX = 768;

function themeOf(mode: 'light' | 'dark', fontFamily: string | undefined): Theme {
  const p = mode === 'dark' ? darkTokens : lightTokens;
  const ring = { outline: `2px solid ${p.ring}`, outlineOffset: 2 };
  return createTheme({
    penstock: p,
    breakpoints: { values: { xs: 0, sm: 640, md: NARROW_PX, lg: 1024, xl: 1280 } },
    palette: {
      mode,
      primary: { main: p.accent, dark: p.accentHover, contrastText: p.onAccent },
      error: { main: p.danger, dark: p.danger, contrastText: p.onDanger },
      text: { primary: p.fg, secondary: p.fg2 },
      background: { default: p.page, paper: p.surface },
      divider: p.line,
    },
    shape: { borderRadius: 4 },
    typography: {
      fontFamily,
      h1: { fontSize: 24, lineHeight: '32px', fontWeight: 600 },
      h2: { fontSize: 16, lineHeight: '24px', fontWeight: 600 },
      h3: { fontSize: 14, lineHeight: '20px', fontWeight: 600 },
      body1: { fontSize: 14, lineHeight: '20px' },
      body2: { fontSize: 14, lineHeight: '20px' },
      caption: { fontSize: 12, lineHeight: '16px' },
      button: { fontSize: 14, lineHeight: '20px', fontWeight: 500, textTransform: 'none' },
    },
    components: {
      MuiButtonBase: { defaultProps: { disableRipple: true }, styleOverrides: { root: { '&:focus-visible': ring } } },
      MuiButton: { defaultProps: { disableElevation: true }, styleOverrides: { root: { minHeight: 36 }, sizeSmall: { minHeight: 28, fontSize: 12 } } },
      MuiLink: { defaultProps: { underline: 'hover' }, styleOverrides: { root: { color: p.accent, fontWeight: 'inherit', '&:focus-visible': ring } } },
      MuiPaper: { styleOverrides: { root: { backgroundImage: 'none', borderRadius: 8 }, outlined: { borderColor: p.line } } },
      MuiTableContainer: { styleOverrides: { root: { position: 'relative' } } },
      MuiTableBody: { styleOverrides: { root: { '&:last-of-type > tr:last-child > *': { borderBottom: 0 } } } },
      MuiTableCell: {
        styleOverrides: {
          root: { padding: 12, borderColor: p.line, verticalAlign: 'top', fontSize: 14, lineHeight: '20px' },
          head: { fontSize: 12, lineHeight: '16px', fontWeight: 500, color: p.fg2, backgroundColor: 'transparent' },
        },
      },
      MuiDialog: { styleOverrides: { paper: { borderRadius: 8 } } },
      MuiToggleButton: {
        styleOverrides: { root: { color: p.fg, borderColor: p.lineStrong, '&.Mui-selected, &.Mui-selected:hover': { color: p.accent, backgroundColor: p.selected } } },
      },
      MuiTab: { styleOverrides: { root: { minHeight: 44, minWidth: 72, fontWeight: 500, color: p.fg2, '&.Mui-selected': { color: p.accent } } } },
      MuiOutlinedInput: { styleOverrides: { notchedOutline: { borderColor: p.lineStrong } } },
    },
  });
}

/**
 * Gives the screens below Penstock's tokens as `theme.penstock`, in the mode
 * and the typeface of the host. The host's own component styles end here, so
 * that a themed portal cannot break contrast inside.
 */
export function PenstockTheme({ children }: { children: ReactNode }) {
  const host = useTheme();
  const mode = host.palette.mode;
  const { fontFamily } = host.typography;
  const theme = useMemo(() => themeOf(mode, fontFamily), [mode, fontFamily]);
  return (
    <ThemeProvider theme={theme}>
      <GlobalStyles styles={{ '.penstock-root, .penstock-root *': { boxSizing: 'border-box' } }} />
      {children}
    </ThemeProvider>
  );
}
