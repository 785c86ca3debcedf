import type { ReactNode } from 'react';
import type { ButtonProps } from '@mui/material/Button';
import OpenInFull from '@mui/icons-material/OpenInFullOutlined';
import Speed from '@mui/icons-material/SpeedOutlined';
import type { Element, OperationRight } from '@penstock/backstage-plugin-data-pipelines-common';
import { deniedReason } from '../parts/DeniedReason';
import { useOpenDialog } from '../parts/DialogHost';
import { GuardedButton } from '../parts/GuardedButton';
import { ExpandDialog, type ExpandBeginning } from './ExpandDialog';

/** Props of {@link ExpandButton}. */
export interface ExpandButtonProps extends Pick<ButtonProps, 'variant' | 'size'> {
  children: string;
  /** Undefined where there is nothing to expand, for the reason. */
  element: Element | undefined;
  asked?: readonly string[];
  /** What the dialog begins with; the other can be chosen, too. */
  begin?: ExpandBeginning;
  right: OperationRight | undefined;
  /** Why it cannot be used, besides missing rights. */
  reason?: ReactNode;
  label?: string;
}

/** Opens the dialog that grows volumes or changes their performance class, which stays though this goes away; focus comes back here when that closes. */
export function ExpandButton({ children, element, asked, begin, right, reason, label, ...look }: ExpandButtonProps) {
  const openDialog = useOpenDialog();
  const open = () => element && openDialog(close => <ExpandDialog element={element} asked={asked} begin={begin} onClose={close} />);
  return (
    <GuardedButton {...look} label={label} startIcon={begin === 'class' ? <Speed aria-hidden /> : <OpenInFull aria-hidden />} reason={deniedReason(right) ?? reason} onClick={open}>
      {children}
    </GuardedButton>
  );
}
