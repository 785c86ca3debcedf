import { useMemo, useState } from 'react';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import { useApi, useRouteRef, useRouteRefParams } from '@backstage/frontend-plugin-api';
import {
  operationReadPermission,
  restoreCopyPermission,
  restoreInPlacePermission,
  type Pipeline,
  type Plan,
  type RecoveryPoint,
} from '@penstock/backstage-plugin-data-pipelines-common';
import { useNavigate, useSearchParams } from 'react-router-dom';
import { dataPipelinesApiRef } from '../api/dataPipelinesApiRef';
import { useLive } from '../api/useLive';
import { usePlan, type DrawnPlan } from '../api/usePlan';
import { LeaveDialog } from '../dialogs/LeaveDialog';
import { FailureView } from '../parts/FailureView';
import { GuardedButton } from '../parts/GuardedButton';
import { LoadingRows } from '../parts/LoadingRows';
import { PenstockRoot } from '../parts/PenstockRoot';
import { useWords } from '../parts/words';
import { ConfirmStep } from '../restore/ConfirmStep';
import { PointStep } from '../restore/PointStep';
import { allowedStep, chosenElements, readChoice, RESTORE_STEPS, restoreRequest, stepProblem, writeChoice, type RestoreChoice, type RestoreStep } from '../restore/restoreChoice';
import { RestoreHeader } from '../restore/RestoreHeader';
import { RestorePlan } from '../restore/RestorePlan';
import { useLeaveGuard } from '../restore/useLeaveGuard';
import { WhatStep } from '../restore/WhatStep';
import { WhereStep } from '../restore/WhereStep';
import { restoreRouteRef } from '../routes';
import { SimulatedBanner } from './PageBanners';

/** Height of the host's navigation on phones, in pixels; it lies over the page. */
const HOST_BAR = 56;

/** Step and choices, which stand in the address, and the plan of them. */
function useWizard(point: RecoveryPoint) {
  const [params, setParams] = useSearchParams();
  const navigate = useNavigate();
  const link = useRouteRef(restoreRouteRef);
  const [agreed, setAgreed] = useState<Plan>();
  const choice = readChoice(params, point);
  const asked = allowedStep(params.get('step'), choice, point);
  // A plan has to be looked at before it can be confirmed, also after a reload.
  const step: RestoreStep = asked === 'confirm' && !agreed ? 'plan' : asked;
  const planned = step === 'plan' || step === 'confirm';
  const key = JSON.stringify(restoreRequest(choice, point));
  const request = useMemo(() => (planned && key ? restoreRequest(readChoice(params, point), point) : undefined), [planned, key, params, point]);
  const drawn = usePlan(request, 0);
  return {
    choice,
    step,
    drawn,
    agreed,
    change: (next: RestoreChoice) => setParams(writeChoice(next, step, point), { replace: true }),
    go: (to: RestoreStep) => setParams(writeChoice(choice, to, point)),
    choosePoint: (id: string) => {
      const to = link?.({ point: id });
      if (to) navigate(`${to}?${writeChoice(choice, 'point', point)}`, { replace: true });
    },
    agree: (plan: Plan) => {
      setAgreed(plan);
      drawn.redraw();
      setParams(writeChoice(choice, 'confirm', point));
    },
  };
}

type Wizard = ReturnType<typeof useWizard>;

function PlanStep({ drawn, permission }: { drawn: DrawnPlan; permission: string }) {
  if (drawn.error) return <FailureView act error={drawn.error} permission={permission} onRetry={drawn.redraw} />;
  if (!drawn.plan) return <LoadingRows rows={5} height={64} />;
  return <RestorePlan plan={drawn.plan} current={drawn.current} />;
}

function Footer({ wizard, point }: { wizard: Wizard; point: RecoveryPoint }) {
  const t = useWords();
  const { step, choice, drawn, go, agree } = wizard;
  const at = RESTORE_STEPS.indexOf(step);
  const problem = stepProblem(step, choice, point);
  let reason: string | undefined = problem && t(`restoreProblem.${problem}`);
  if (step === 'plan' && (!drawn.plan || !drawn.current)) reason = drawn.error ? t('dialog.noPlan') : t('dialog.drawing');
  else if (step === 'plan' && !drawn.plan?.startable) reason = t('obstacle.blocked');
  const next = () => {
    if (step !== 'plan') go(RESTORE_STEPS[at + 1]);
    else if (drawn.plan) agree(drawn.plan);
  };
  return (
    <Box
      sx={theme => ({
        position: 'sticky',
        // Above the bar that the host has at the foot of narrow pages.
        bottom: { xs: HOST_BAR, sm: 0 },
        zIndex: 1,
        display: 'flex',
        flexWrap: 'wrap',
        alignItems: 'center',
        justifyContent: 'space-between',
        gap: 1.5,
        paddingBlock: 1.5,
        backgroundColor: theme.penstock.page,
        borderTop: `1px solid ${theme.penstock.line}`,
      })}
    >
      <Box>{at > 0 && <Button onClick={() => go(RESTORE_STEPS[at - 1])}>{t('restore.back')}</Button>}</Box>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 1.5, marginLeft: 'auto' }}>
        <Box sx={{ fontSize: 12, color: theme => theme.penstock.fg2 }}>{t('restore.nothingYet')}</Box>
        <GuardedButton variant="contained" reason={reason} onClick={next}>
          {step === 'plan' ? t('restore.toConfirm') : t('restore.next', { step: t(`restoreStep.${RESTORE_STEPS[at + 1]}`) })}
        </GuardedButton>
      </Box>
    </Box>
  );
}

function Shown({ point }: { point: RecoveryPoint }) {
  const api = useApi(dataPipelinesApiRef);
  const wizard = useWizard(point);
  const { choice, step, drawn, agreed, change, choosePoint, go } = wizard;
  const live = useLive(`pipeline ${point.pipeline}`, () => api.getPipeline(point.pipeline));
  const pipeline: Pipeline | undefined = live.state === 'ready' ? live.value : undefined;
  const guard = useLeaveGuard(step !== 'point');
  const permission = (choice.where === 'in-place' ? restoreInPlacePermission : restoreCopyPermission).name;
  const elements = chosenElements(choice, point);
  return (
    <>
      {pipeline?.summary.simulated && <SimulatedBanner />}
      <RestoreHeader pipelineName={point.pipeline} pipeline={pipeline} elements={elements} step={step} />
      {step === 'point' && <PointStep point={point} element={choice.elements.length === 1 ? choice.elements[0] : undefined} onChoose={choosePoint} />}
      {step === 'where' && <WhereStep point={point} choice={choice} problem={stepProblem('where', choice, point)} onChange={change} />}
      {step === 'what' && <WhatStep point={point} pipeline={pipeline} choice={choice} onChange={change} />}
      {step === 'plan' && <PlanStep drawn={drawn} permission={permission} />}
      {step === 'confirm' && agreed && <ConfirmStep agreed={agreed} drawn={drawn} permission={permission} onBack={() => go('plan')} />}
      {step !== 'confirm' && <Footer wizard={wizard} point={point} />}
      {guard.asked && <LeaveDialog onLeave={guard.leave} onStay={guard.stay} />}
    </>
  );
}

function Content({ id }: { id: string }) {
  const api = useApi(dataPipelinesApiRef);
  const live = useLive(`restore ${id}`, () => api.getRecoveryPoint(id), { follow: false });
  if (live.state === 'loading') return <LoadingRows rows={5} height={64} />;
  if (live.state === 'failed') return <FailureView error={live.error} permission={operationReadPermission.name} onRetry={live.retry} />;
  return <Shown point={live.value} />;
}

/** Restores from a recovery point, step by step: from which, to where, what, with which plan; nothing is written before it is confirmed. */
export function RestorePage() {
  const t = useWords();
  const { point } = useRouteRefParams(restoreRouteRef);
  return (
    <PenstockRoot>
      <Box component="main" aria-label={t('restore.page')} sx={{ display: 'grid', gridTemplateColumns: 'minmax(0, 1fr)', gap: 2, padding: { xs: 2, md: 3 } }}>
        <Content key={point} id={point} />
      </Box>
    </PenstockRoot>
  );
}
