import { useState } from 'react';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import TextField from '@mui/material/TextField';
import PauseCircle from '@mui/icons-material/PauseCircleOutlined';
import { useApi } from '@backstage/frontend-plugin-api';
import { scheduleWritePermission, type Schedule } from '@penstock/backstage-plugin-data-pipelines-common';
import { useClock } from '../api/clock';
import { dataPipelinesApiRef } from '../api/dataPipelinesApiRef';
import { refreshPages } from '../api/refreshPages';
import { FailureView } from '../parts/FailureView';
import { GuardedButton } from '../parts/GuardedButton';
import { useWords, type Words } from '../parts/words';
import { useSave } from '../schedules/useSave';
import { OperationDialog } from './OperationDialog';

const DAY_MS = 86_400_000;

function reasonNot(t: Words, { reason, until, now, saving }: { reason: string; until: string; now: number; saving: boolean }): string | undefined {
  if (saving) return t('schedules.saving');
  if (reason.trim() === '') return t('obstacle.reason');
  return Date.parse(`${until}Z`) > now ? undefined : t('schedules.untilWrong');
}

/** Pauses a schedule: with a reason, and until a time at which it runs again by itself. */
export function PauseScheduleDialog({ schedule, onClose }: { schedule: Schedule; onClose: () => void }) {
  const t = useWords();
  const api = useApi(dataPipelinesApiRef);
  const clock = useClock();
  const [reason, setReason] = useState('');
  const [until, setUntil] = useState(() => new Date(clock.now() + DAY_MS).toISOString().slice(0, 16));
  const save = useSave();
  const write = () =>
    save.run(
      () => api.putSchedule(schedule.name, { ...schedule.spec, paused: { reason: reason.trim(), until: new Date(Date.parse(`${until}Z`)).toISOString() } }),
      () => {
        refreshPages();
        onClose();
      },
    );
  return (
    <OperationDialog
      icon={PauseCircle}
      title={t('schedules.pauseTitle', { name: schedule.name })}
      width={560}
      onClose={onClose}
      footer={
        <Box sx={{ display: 'flex', flexWrap: 'wrap', justifyContent: 'flex-end', gap: 1.5 }}>
          <Button onClick={onClose}>{t('dialog.cancel')}</Button>
          <GuardedButton variant="contained" reason={reasonNot(t, { reason, until, now: clock.now(), saving: save.saving })} onClick={write}>
            {t('schedules.pauseButton')}
          </GuardedButton>
        </Box>
      }
    >
      {save.error && (
        <div role="alert">
          <FailureView error={save.error} permission={scheduleWritePermission.name} onRetry={write} />
        </div>
      )}
      <Box>{t('schedules.pauseEffect')}</Box>
      <TextField size="small" label={t('safety.reasonLabel')} value={reason} inputProps={{ maxLength: 200 }} onChange={event => setReason(event.target.value)} />
      <TextField
        size="small"
        type="datetime-local"
        label={t('schedules.until')}
        value={until}
        InputLabelProps={{ shrink: true }}
        onChange={event => setUntil(event.target.value)}
        sx={{ maxWidth: 260 }}
      />
    </OperationDialog>
  );
}
