import type { ButtonProps } from '@mui/material/Button';
import PhotoCamera from '@mui/icons-material/PhotoCameraOutlined';
import type { OperationRight } from '@penstock/backstage-plugin-data-pipelines-common';
import { deniedReason } from '../parts/DeniedReason';
import { useOpenDialog } from '../parts/DialogHost';
import { GuardedButton } from '../parts/GuardedButton';
import { useWords } from '../parts/words';
import { SnapshotDialog, type SnapshotOf } from './SnapshotDialog';

/** Props of {@link SnapshotButton}. */
export interface SnapshotButtonProps extends Pick<ButtonProps, 'variant' | 'size'> {
  of: SnapshotOf;
  right: OperationRight | undefined;
  /** Instead of the usual words. */
  children?: string;
  /** Its full name, where its words do not say which thing it is about. */
  label?: string;
  /** Why it cannot be used, besides missing rights. */
  reason?: string;
}

/** Opens the dialog that takes a snapshot, which stays though this goes away; focus comes back here when that closes. */
export function SnapshotButton({ of, right, children, label, reason, ...look }: SnapshotButtonProps) {
  const t = useWords();
  const openDialog = useOpenDialog();
  const open = () => openDialog(close => <SnapshotDialog {...of} onClose={close} />);
  return (
    <GuardedButton {...look} label={label} startIcon={<PhotoCamera aria-hidden />} reason={deniedReason(right) ?? reason} onClick={open}>
      {children ?? t('snapshot.action')}
    </GuardedButton>
  );
}
