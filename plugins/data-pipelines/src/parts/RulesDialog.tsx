import { useState } from 'react';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import Link from '@mui/material/Link';
import Table from '@mui/material/Table';
import TableBody from '@mui/material/TableBody';
import TableCell from '@mui/material/TableCell';
import TableHead from '@mui/material/TableHead';
import TableRow from '@mui/material/TableRow';
import { WORST_OF_ORDER } from '@penstock/backstage-plugin-data-pipelines-common';
import { Status } from './Status';
import { useWords } from './words';

/** How a status is decided, one click away; the order is the one that the backend uses. */
export function RulesLink({ children }: { children: string }) {
  const t = useWords();
  const [open, setOpen] = useState(false);
  const close = () => setOpen(false);
  return (
    <>
      <Link component="button" type="button" onClick={() => setOpen(true)} sx={{ fontSize: 'inherit', lineHeight: 'inherit', minHeight: 24, verticalAlign: 'baseline' }}>
        {children}
      </Link>
      <Dialog open={open} onClose={close} maxWidth="sm" fullWidth aria-labelledby="penstock-rules-title">
        <DialogTitle id="penstock-rules-title" sx={{ fontSize: 20, lineHeight: '28px' }}>
          {t('rules.title')}
        </DialogTitle>
        <DialogContent sx={{ color: theme => theme.penstock.fg }}>
          <Box component="p" sx={{ marginTop: 0 }}>{t('rules.intro')}</Box>
          <Table size="small" aria-label={t('rules.title')}>
            <TableHead>
              <TableRow>
                <TableCell>{t('rules.order')}</TableCell>
                <TableCell>{t('rules.meaning')}</TableCell>
              </TableRow>
            </TableHead>
            <TableBody>
              {WORST_OF_ORDER.map(word => (
                <TableRow key={word}>
                  <TableCell>
                    <Status word={word} />
                  </TableCell>
                  <TableCell>{t(`statusMeaning.${word}`)}</TableCell>
                </TableRow>
              ))}
            </TableBody>
          </Table>
          <Box component="ul" sx={{ marginBottom: 0, paddingLeft: 2.5 }}>
            <li>{t('rules.unknown')}</li>
            <li>{t('rules.notMeasured')}</li>
            <li>{t('rules.targets')}</li>
          </Box>
        </DialogContent>
        <DialogActions>
          <Button onClick={close}>{t('rules.close')}</Button>
        </DialogActions>
      </Dialog>
    </>
  );
}
