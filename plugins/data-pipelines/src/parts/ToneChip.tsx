import Box from '@mui/material/Box';
import type SvgIcon from '@mui/material/SvgIcon';
import type { Tone } from './tokens';
import { visuallyHidden } from './visuallyHidden';

/** Props of {@link ToneChip}. */
export interface ToneChipProps {
  tone: Tone;
  Icon: typeof SvgIcon;
  /** The visible word. */
  children: string;
  /** A dashed border, for what cannot be known. */
  dashed?: boolean;
  /** No fill. */
  bare?: boolean;
  size?: 'small' | 'large';
  /** What it is said of, for those who hear the page. */
  context?: string;
}

/** A word with its icon on the fill of its tone; shape and word carry it, colour only helps. */
export function ToneChip({ tone, Icon, children, dashed, bare, size = 'small', context }: ToneChipProps) {
  const large = size === 'large';
  const inset = large ? 1.25 : 1;
  return (
    <Box
      component="span"
      sx={theme => {
        const { fg, bg, mark } = theme.penstock.tone[tone];
        return {
          display: 'inline-flex',
          alignItems: 'center',
          gap: large ? 1 : 0.75,
          flex: 'none',
          height: large ? 32 : 24,
          paddingInline: bare ? 0 : inset,
          borderRadius: large ? '16px' : '12px',
          fontSize: large ? 14 : 12,
          fontWeight: 500,
          lineHeight: 1,
          whiteSpace: 'nowrap',
          color: fg,
          backgroundColor: bare ? 'transparent' : bg,
          border: dashed ? `1px dashed ${mark}` : '1px solid transparent',
          '@media (forced-colors: active)': { borderColor: 'CanvasText' },
        };
      }}
    >
      <Icon aria-hidden sx={{ fontSize: large ? 20 : 16, color: theme => theme.penstock.tone[tone].mark }} />
      <span>{children}</span>
      {context && <span style={visuallyHidden}>{`, ${context}`}</span>}
    </Box>
  );
}
