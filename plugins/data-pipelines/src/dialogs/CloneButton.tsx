import ContentCopy from '@mui/icons-material/ContentCopyOutlined';
import type { ButtonProps } from '@mui/material/Button';
import type { OperationRight } from '@penstock/backstage-plugin-data-pipelines-common';
import { deniedReason } from '../parts/DeniedReason';
import { useOpenDialog } from '../parts/DialogHost';
import { GuardedButton } from '../parts/GuardedButton';
import { useWords } from '../parts/words';
import { CloneDialog, type CloneOf } from './CloneDialog';

/** Opens the dialog that makes a copy for a test, which stays though this goes away; focus comes back here when that closes. */
export function CloneButton({ of, label, right, reason, size }: { of: CloneOf; label: string; right: OperationRight | undefined; reason?: string } & Pick<ButtonProps, 'size'>) {
  const t = useWords();
  const openDialog = useOpenDialog();
  const open = () => openDialog(close => <CloneDialog of={of} onClose={close} />);
  return (
    <GuardedButton size={size} variant="outlined" label={label} startIcon={<ContentCopy aria-hidden />} reason={deniedReason(right) ?? reason} onClick={open}>
      {t('clone.action')}
    </GuardedButton>
  );
}
