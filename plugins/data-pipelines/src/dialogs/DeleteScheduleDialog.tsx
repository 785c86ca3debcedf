import { useState } from 'react';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import DeleteOutline from '@mui/icons-material/DeleteOutlineOutlined';
import { useApi } from '@backstage/frontend-plugin-api';
import { scheduleWritePermission, type Schedule } from '@penstock/backstage-plugin-data-pipelines-common';
import { dataPipelinesApiRef } from '../api/dataPipelinesApiRef';
import { refreshPages } from '../api/refreshPages';
import { FailureView } from '../parts/FailureView';
import { GuardedButton } from '../parts/GuardedButton';
import { NOTHING_ENTERED, obstacleOf } from '../parts/safety';
import { SafetyFields } from '../parts/SafetyFields';
import { useWords } from '../parts/words';
import { useSave } from '../schedules/useSave';
import { OperationDialog } from './OperationDialog';

/** Deletes a schedule, after the sentence that says what that means is agreed to. */
export function DeleteScheduleDialog({ schedule, onClose }: { schedule: Schedule; onClose: () => void }) {
  const t = useWords();
  const api = useApi(dataPipelinesApiRef);
  const [entered, setEntered] = useState(NOTHING_ENTERED);
  const save = useSave();
  const safety = { level: 2, button: t('schedules.deleteButton'), acknowledge: t('schedules.deleteAcknowledge', { names: schedule.elements.join(', ') }) };
  const obstacle = obstacleOf({ startable: true, safety }, entered);
  const write = () =>
    save.run(
      () => api.deleteSchedule(schedule.name),
      () => {
        refreshPages();
        onClose();
      },
    );
  return (
    <OperationDialog
      icon={DeleteOutline}
      title={t('schedules.deleteTitle', { name: schedule.name })}
      width={640}
      onClose={onClose}
      footer={
        <Box sx={{ display: 'flex', flexWrap: 'wrap', justifyContent: 'flex-end', gap: 1.5 }}>
          <Button onClick={onClose}>{t('dialog.cancel')}</Button>
          <GuardedButton variant="contained" reason={save.saving ? t('schedules.saving') : obstacle && t(`obstacle.${obstacle}`)} onClick={write}>
            {safety.button}
          </GuardedButton>
        </Box>
      }
    >
      {save.error && (
        <div role="alert">
          <FailureView error={save.error} permission={scheduleWritePermission.name} onRetry={write} />
        </div>
      )}
      <Box>{t('schedules.deleteEffect')}</Box>
      <SafetyFields safety={safety} entered={entered} onChange={setEntered} />
    </OperationDialog>
  );
}
