import type SvgIcon from '@mui/material/SvgIcon';
import type { OperationRequest } from '@penstock/backstage-plugin-data-pipelines-common';
import { usePlan } from '../api/usePlan';
import { PlanDialog } from './PlanDialog';

/** The plan of a request in which nothing is left to choose: an undo, or what failed, once more. */
export function RequestDialog(props: { icon: typeof SvgIcon; title: string; request: OperationRequest; permission: string; onClose: () => void }) {
  const { icon, title, request, permission, onClose } = props;
  const drawn = usePlan(request, 0);
  return <PlanDialog icon={icon} title={title} drawn={drawn} permission={permission} onClose={onClose} />;
}
