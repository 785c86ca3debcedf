import { useEffect, useState, type ReactNode } from 'react';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import type SvgIcon from '@mui/material/SvgIcon';
import InfoOutlined from '@mui/icons-material/InfoOutlined';
import { useRouteRef } from '@backstage/frontend-plugin-api';
import type { Plan } from '@penstock/backstage-plugin-data-pipelines-common';
import { useNavigate } from 'react-router-dom';
import { readError } from '../api/readError';
import type { DrawnPlan } from '../api/usePlan';
import { useStart, type Start } from '../api/useStart';
import { ComparisonTable } from '../parts/ComparisonTable';
import { EffectsView } from '../parts/EffectsView';
import { FailureView } from '../parts/FailureView';
import { withReadableTimes } from '../parts/format';
import { GuardedButton } from '../parts/GuardedButton';
import { LoadingRows } from '../parts/LoadingRows';
import { PlanView } from '../parts/PlanView';
import { PreflightList } from '../parts/PreflightList';
import { RouterButton } from '../parts/RouterLink';
import { confirmationOf, NOTHING_ENTERED, obstacleOf, type Entered } from '../parts/safety';
import { SafetyFields } from '../parts/SafetyFields';
import { useWords, type Words } from '../parts/words';
import { operationRouteRef } from '../routes';
import { OperationDialog } from './OperationDialog';
import { PlanChanged } from './PlanChanged';

/** Props of {@link PlanDialog}. */
export interface PlanDialogProps {
  icon: typeof SvgIcon;
  /** Until a plan says better. */
  title: string;
  /** What the dialog asks for, and its plan. */
  drawn: DrawnPlan;
  /** Why there is no plan to draw now, e.g. what is wrong with what was entered; the former one is not shown then. */
  waitsFor?: string;
  /** The permission that the server asks for, to be named where it is denied. */
  permission: string;
  onClose: () => void;
  /** What is chosen, above the plan. */
  children?: ReactNode;
  /** What comes of the choice, beside it. */
  aside?: ReactNode;
}

/** What a person has entered for a plan; forgotten, but for the reason, when the plan becomes another. */
export function useConfirmed(plan: Plan | undefined) {
  const [entered, setEntered] = useState<Entered>(NOTHING_ENTERED);
  const hash = plan?.hash;
  // What was agreed to was the plan with that hash, and nothing else.
  useEffect(() => setEntered(({ reason }) => ({ ...NOTHING_ENTERED, reason })), [hash]);
  return [entered, setEntered] as const;
}

/** Why a plan cannot be started now; undefined where it can. */
export function reasonNot(t: Words, { drawn, waitsFor, start, entered }: { drawn: DrawnPlan; waitsFor?: string; start: Start; entered: Entered }): string | undefined {
  if (start.starting.state === 'starting') return t('dialog.starting');
  if (waitsFor) return waitsFor;
  if (drawn.error) return t('dialog.noPlan');
  if (!drawn.plan || !drawn.current) return t('dialog.drawing');
  const obstacle = obstacleOf(drawn.plan, entered);
  return obstacle && t(`obstacle.${obstacle}`);
}

/** Why a start failed; where the plan was started before, the way to its operation. */
export function StartFailure({ start, plan, permission, retry }: { start: Start; plan: Plan | undefined; permission: string; retry: () => void }) {
  const t = useWords();
  const operationLink = useRouteRef(operationRouteRef);
  if (start.starting.state !== 'failed') return null;
  const { error } = start.starting;
  const started = plan && readError(error).code === 'PLAN_STARTED' ? operationLink?.({ id: plan.id }) : undefined;
  return (
    <div role="alert">
      <FailureView act error={error} permission={permission} onRetry={retry} />
      {started && <RouterButton to={started}>{t('dialog.openOperation')}</RouterButton>}
    </div>
  );
}

function PlanBody({ drawn, permission }: { drawn: DrawnPlan; permission: string }) {
  const t = useWords();
  const { plan, error, redraw } = drawn;
  if (error) return <FailureView act error={error} permission={permission} onRetry={redraw} />;
  if (!plan) return <LoadingRows rows={3} height={48} />;
  return (
    <Box aria-busy={!drawn.current} sx={{ display: 'grid', gap: 2.5, gridTemplateColumns: 'minmax(0, 1fr)', opacity: drawn.current ? 1 : 0.6 }}>
      {plan.basis && (
        <Box sx={{ display: 'flex', gap: 1, fontSize: 12, lineHeight: '16px', color: theme => theme.penstock.fg2 }}>
          <InfoOutlined aria-hidden sx={{ fontSize: 16 }} />
          <span>{t('plan.basis', { basis: plan.basis })}</span>
        </Box>
      )}
      <Box sx={{ display: 'grid', gap: 2.5, gridTemplateColumns: { xs: 'minmax(0, 1fr)', md: 'minmax(0, 1fr) minmax(0, 1fr)' } }}>
        <PlanView plan={plan} />
        <PreflightList checks={plan.preflight} />
      </Box>
      <EffectsView plan={plan} />
    </Box>
  );
}

function Footer(props: { plan: Plan | undefined; title: string; entered: Entered; onEnter: (entered: Entered) => void; reason: string | undefined; onStart: () => void; onClose: () => void }) {
  const { plan, title, entered, onEnter, reason, onStart, onClose } = props;
  const t = useWords();
  return (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', justifyContent: 'space-between', gap: 1.5 }}>
      <Box sx={{ flex: '1 1 280px', minWidth: 0 }}>{plan && <SafetyFields safety={plan.safety} entered={entered} onChange={onEnter} />}</Box>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', justifyContent: 'flex-end', gap: 1.5, marginLeft: 'auto' }}>
        <Button onClick={onClose}>{t('dialog.cancel')}</Button>
        <GuardedButton variant="contained" color={(plan?.safety.level ?? 1) >= 3 ? 'error' : 'primary'} reason={reason} onClick={onStart}>
          {plan?.safety.button ?? title}
        </GuardedButton>
      </Box>
    </Box>
  );
}

/**
 * Renders a plan and starts it: what would be done, what was checked, what is
 * felt, and the guard of its safety level. Knows no kind of operation; what is
 * chosen comes as children. After the start it leads to the operation.
 */
export function PlanDialog({ icon, title, drawn, waitsFor, permission, onClose, children, aside }: PlanDialogProps) {
  const operationLink = useRouteRef(operationRouteRef);
  const navigate = useNavigate();
  const { plan, redraw } = drawn;
  // A plan of what was asked for before does not name what is refused now.
  const named = drawn.error ? undefined : plan;
  const [entered, setEntered] = useConfirmed(plan);
  const start = useStart(operation => {
    onClose();
    const to = operationLink?.({ id: operation.summary.id });
    if (to) navigate(to);
  });
  const { starting, reset } = start;
  const changed = starting.state === 'changed' ? starting : undefined;
  useEffect(() => {
    if (changed) redraw();
  }, [changed, redraw]);
  const asked = plan && JSON.stringify(plan.request);
  useEffect(() => reset(), [asked, reset]);
  const t = useWords();
  const run = () => plan && start.start(plan, confirmationOf(plan.safety, entered));
  return (
    <OperationDialog
      icon={icon}
      title={withReadableTimes(named?.title ?? title)}
      summary={named && withReadableTimes(named.summary)}
      dangerous={(named?.safety.level ?? 1) >= 3}
      tall
      onClose={onClose}
      footer={
        <Footer plan={named} title={title} entered={entered} onEnter={setEntered} reason={reasonNot(t, { drawn, waitsFor, start, entered })} onStart={run} onClose={onClose} />
      }
    >
      {changed && <PlanChanged before={changed.plan} after={drawn.current ? plan : undefined} error={changed.error} />}
      <StartFailure start={start} plan={plan} permission={permission} retry={run} />
      <Box sx={{ display: 'grid', gap: 2.5, alignItems: 'start', gridTemplateColumns: { xs: 'minmax(0, 1fr)', md: children ? 'minmax(0, 5fr) minmax(0, 4fr)' : 'minmax(0, 1fr)' } }}>
        {children && <Box sx={{ minWidth: 0 }}>{children}</Box>}
        {aside}
        {plan && !drawn.error && <ComparisonTable rows={plan.comparison} />}
      </Box>
      {waitsFor === undefined && <PlanBody drawn={drawn} permission={permission} />}
    </OperationDialog>
  );
}
