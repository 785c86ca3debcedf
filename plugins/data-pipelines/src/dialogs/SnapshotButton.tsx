import { useState } from 'react';
import type { ButtonProps } from '@mui/material/Button';
import PhotoCamera from '@mui/icons-material/PhotoCameraOutlined';
import type { Element, OperationRight, Pipeline } from '@penstock/backstage-plugin-data-pipelines-common';
import { deniedReason } from '../parts/DeniedReason';
import { GuardedButton } from '../parts/GuardedButton';
import { useWords } from '../parts/words';
import { SnapshotDialog } from './SnapshotDialog';

/** Props of {@link SnapshotButton}. */
export interface SnapshotButtonProps extends Pick<ButtonProps, 'variant' | 'size'> {
  of: { pipeline: Pipeline; element?: Element };
  right: OperationRight | undefined;
  /** Instead of the usual words. */
  children?: string;
}

/** Opens the dialog that takes a snapshot; focus comes back here when that closes. */
export function SnapshotButton({ of, right, children, ...look }: SnapshotButtonProps) {
  const t = useWords();
  const [open, setOpen] = useState(false);
  return (
    <>
      <GuardedButton {...look} startIcon={<PhotoCamera aria-hidden />} reason={deniedReason(right)} onClick={() => setOpen(true)}>
        {children ?? t('snapshot.action')}
      </GuardedButton>
      {open && <SnapshotDialog pipeline={of.pipeline} element={of.element} onClose={() => setOpen(false)} />}
    </>
  );
}
