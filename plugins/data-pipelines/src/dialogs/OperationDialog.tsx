import { useId, type ReactNode } from 'react';
import Box from '@mui/material/Box';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import IconButton from '@mui/material/IconButton';
import type SvgIcon from '@mui/material/SvgIcon';
import { useTheme } from '@mui/material/styles';
import useMediaQuery from '@mui/material/useMediaQuery';
import Close from '@mui/icons-material/CloseOutlined';
import { useWords } from '../parts/words';

/** Props of {@link OperationDialog}. */
export interface OperationDialogProps {
  icon: typeof SvgIcon;
  title: string;
  /** Under the title: where. */
  summary?: string;
  /** A red top edge: what is done here loses or replaces data. */
  dangerous?: boolean;
  /** Width in pixels where there is room. */
  width?: number;
  /** Takes its height at once, so that nothing moves when a plan arrives. */
  tall?: boolean;
  onClose: () => void;
  children: ReactNode;
  /** Stays in sight below what scrolls. */
  footer: ReactNode;
}

/** The frame of the dialogs that start something: as wide as its content needs, the whole page where that is narrow. Esc only closes. */
export function OperationDialog({ icon: Icon, title, summary, dangerous = false, width = 960, tall = false, onClose, children, footer }: OperationDialogProps) {
  const t = useWords();
  const id = useId();
  const theme = useTheme();
  const narrow = useMediaQuery(theme.breakpoints.down('md'));
  return (
    <Dialog
      open
      onClose={onClose}
      fullScreen={narrow}
      fullWidth
      maxWidth={false}
      aria-labelledby={id}
      PaperProps={{
        className: 'penstock-root',
        sx: {
          maxWidth: narrow ? undefined : width,
          minHeight: tall && !narrow ? 'min(720px, calc(100% - 64px))' : undefined,
          borderRadius: narrow ? 0 : undefined,
          borderTop: dangerous ? `4px solid ${theme.penstock.danger}` : undefined,
          color: theme.penstock.fg,
          fontFamily: theme.typography.fontFamily,
          fontSize: 14,
          lineHeight: '20px',
          fontVariantNumeric: 'tabular-nums',
        },
      }}
    >
      <Box sx={{ display: 'flex', alignItems: 'flex-start', gap: 1.5, padding: 2, borderBottom: `1px solid ${theme.penstock.line}` }}>
        <Icon aria-hidden sx={{ marginTop: 0.5, color: dangerous ? theme.penstock.tone.crit.mark : theme.penstock.fg2 }} />
        <Box sx={{ flex: 1, minWidth: 0, overflowWrap: 'anywhere' }}>
          <DialogTitle id={id} sx={{ padding: 0, fontSize: 16, lineHeight: '24px', fontWeight: 600 }}>
            {title}
          </DialogTitle>
          {summary && <Box sx={{ color: theme.penstock.fg2 }}>{summary}</Box>}
        </Box>
        <IconButton aria-label={t('dialog.close', { title })} onClick={onClose} size="small">
          <Close aria-hidden />
        </IconButton>
      </Box>
      <DialogContent sx={{ flex: '1 1 auto', padding: 2, display: 'grid', gap: 2.5, gridTemplateColumns: 'minmax(0, 1fr)', alignContent: 'start' }}>{children}</DialogContent>
      <DialogActions sx={{ padding: 2, borderTop: `1px solid ${theme.penstock.line}`, display: 'block' }}>{footer}</DialogActions>
    </Dialog>
  );
}
