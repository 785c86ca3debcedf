import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Logout from '@mui/icons-material/LogoutOutlined';
import { useWords } from '../parts/words';
import { OperationDialog } from './OperationDialog';

/** Asks whether what was chosen may be left; nothing has been changed yet. */
export function LeaveDialog({ onLeave, onStay }: { onLeave: () => void; onStay: () => void }) {
  const t = useWords();
  return (
    <OperationDialog
      icon={Logout}
      title={t('restore.leaveTitle')}
      width={480}
      onClose={onStay}
      footer={
        <Box sx={{ display: 'flex', flexWrap: 'wrap', justifyContent: 'flex-end', gap: 1.5 }}>
          <Button onClick={onLeave}>{t('restore.leaveButton')}</Button>
          <Button variant="contained" onClick={onStay}>
            {t('restore.stay')}
          </Button>
        </Box>
      }
    >
      <Box>{t('restore.leaveText')}</Box>
    </OperationDialog>
  );
}
