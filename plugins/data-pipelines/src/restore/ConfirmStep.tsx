import { useEffect } from 'react';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Paper from '@mui/material/Paper';
import SettingsBackupRestore from '@mui/icons-material/SettingsBackupRestoreOutlined';
import { useRouteRef } from '@backstage/frontend-plugin-api';
import type { Plan } from '@penstock/backstage-plugin-data-pipelines-common';
import { useNavigate } from 'react-router-dom';
import { useClock } from '../api/clock';
import type { DrawnPlan } from '../api/usePlan';
import { useStart } from '../api/useStart';
import { PlanChanged } from '../dialogs/PlanChanged';
import { reasonNot, StartFailure, useConfirmed } from '../dialogs/PlanDialog';
import { ActMark } from '../parts/ActMark';
import { Banner } from '../parts/Banner';
import { formatTime, withReadableTimes } from '../parts/format';
import { GuardedButton } from '../parts/GuardedButton';
import { confirmationOf } from '../parts/safety';
import { SafetyFields } from '../parts/SafetyFields';
import { useWords } from '../parts/words';
import { operationRouteRef } from '../routes';
import { UndoLine } from './RestorePlan';

function Changes({ plan }: { plan: Plan }) {
  const t = useWords();
  const { lost, replayed } = plan.effects;
  return (
    <Box component="ul" aria-label={t('plan.changes')} sx={{ listStyle: 'none', margin: 0, padding: 0, display: 'grid', gap: 1 }}>
      {plan.changes
        .filter(({ act }) => act !== 'keep')
        .map((change, place) => (
          <Box component="li" key={`${place} ${change.sentence}`} sx={{ display: 'grid', gridTemplateColumns: '96px minmax(0, 1fr)', gap: 1, overflowWrap: 'anywhere' }}>
            <ActMark act={change.act} />
            <span>{withReadableTimes([change.sentence, change.note].filter(Boolean).join(', '))}</span>
          </Box>
        ))}
      {lost && (
        <Box component="li" sx={{ fontWeight: 600 }}>
          {t('restore.lostIs', { amount: lost.sentence })}
        </Box>
      )}
      {replayed && <li>{t('restore.replayedIs', { amount: replayed.sentence })}</li>}
    </Box>
  );
}

/** Whether the world is still what it was when the plan was looked at. */
function Checked({ agreed, drawn }: { agreed: Plan; drawn: DrawnPlan }) {
  const t = useWords();
  const clock = useClock();
  const { plan, current } = drawn;
  if (!current || !plan) return <Banner look="neut">{t('restore.checking')}</Banner>;
  if (agreed.hash !== plan.hash) return <PlanChanged before={agreed} after={plan} />;
  return <Banner look="neut">{t('restore.unchanged', { time: formatTime(plan.drawnAt, clock.now()) })}</Banner>;
}

/** Last step: what will be done in short, checked again, and the guard; nothing is started before the name is typed where that is asked. */
export function ConfirmStep({ agreed, drawn, permission, onBack }: { agreed: Plan; drawn: DrawnPlan; permission: string; onBack: () => void }) {
  const t = useWords();
  const navigate = useNavigate();
  const operationLink = useRouteRef(operationRouteRef);
  const { redraw } = drawn;
  const plan = drawn.plan ?? agreed;
  const [entered, setEntered] = useConfirmed(plan);
  const start = useStart(operation => {
    const to = operationLink?.({ id: operation.summary.id });
    if (to) navigate(to);
  });
  const { starting } = start;
  const changed = starting.state === 'changed' ? starting : undefined;
  useEffect(() => {
    if (changed) redraw();
  }, [changed, redraw]);
  const dangerous = plan.safety.level >= 3;
  const run = () => start.start(plan, confirmationOf(plan.safety, entered));
  return (
    <Paper
      component="section"
      variant="outlined"
      aria-labelledby="penstock-confirm-title"
      sx={theme => ({ width: '100%', maxWidth: 720, marginInline: 'auto', minWidth: 0, borderTop: dangerous ? `4px solid ${theme.penstock.danger} !important` : undefined })}
    >
      <Box sx={theme => ({ display: 'flex', gap: 1.5, padding: 2, borderBottom: `1px solid ${theme.penstock.line}` })}>
        <SettingsBackupRestore aria-hidden sx={{ color: theme => (dangerous ? theme.penstock.tone.crit.mark : theme.penstock.fg2) }} />
        <Box sx={{ minWidth: 0, overflowWrap: 'anywhere' }}>
          <Box component="h2" id="penstock-confirm-title" sx={{ margin: 0, fontSize: 16, lineHeight: '24px', fontWeight: 600 }}>
            {plan.title}
          </Box>
          <Box sx={{ color: theme => theme.penstock.fg2 }}>{withReadableTimes(plan.summary)}</Box>
        </Box>
      </Box>
      <Box sx={{ padding: 2, display: 'grid', gap: 2, gridTemplateColumns: 'minmax(0, 1fr)' }}>
        {changed && <PlanChanged before={changed.plan} after={drawn.current ? drawn.plan : undefined} error={changed.error} />}
        <StartFailure start={start} plan={plan} permission={permission} retry={run} />
        <Changes plan={plan} />
        <UndoLine plan={plan} />
        {!changed && <Checked agreed={agreed} drawn={drawn} />}
        <SafetyFields safety={plan.safety} entered={entered} onChange={setEntered} />
      </Box>
      <Box sx={theme => ({ display: 'flex', flexWrap: 'wrap', gap: 1.5, justifyContent: 'space-between', padding: 2, borderTop: `1px solid ${theme.penstock.line}` })}>
        <Button onClick={onBack}>{t('restore.backToPlan')}</Button>
        <GuardedButton variant="contained" color={dangerous ? 'error' : 'primary'} reason={reasonNot(t, { drawn, start, entered })} onClick={run}>
          {plan.safety.button}
        </GuardedButton>
      </Box>
    </Paper>
  );
}
