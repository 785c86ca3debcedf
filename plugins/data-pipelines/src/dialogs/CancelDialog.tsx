import { useState } from 'react';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Block from '@mui/icons-material/BlockOutlined';
import { useApi } from '@backstage/frontend-plugin-api';
import { operationCancelPermission, type Operation } from '@penstock/backstage-plugin-data-pipelines-common';
import { dataPipelinesApiRef } from '../api/dataPipelinesApiRef';
import { hasEnded } from '../api/operationPhases';
import { useOperation } from '../api/useOperation';
import { CancelEffects } from '../parts/CancelPanel';
import { FailureView } from '../parts/FailureView';
import { GuardedButton } from '../parts/GuardedButton';
import { knownPhase } from '../parts/PhaseStatus';
import { useWords, type Words } from '../parts/words';
import { OperationDialog } from './OperationDialog';

/** Why an operation cannot be cancelled now, in words; undefined where it can. */
export function whyNotCancelled(t: Words, { summary: { phase }, cancel }: Operation): string | undefined {
  if (hasEnded(phase)) return t('cancelling.ended', { phase: t(`phase.${knownPhase(phase)}`) });
  if (phase === 'Cancelling') return t('operation.isCancelling');
  if (cancel.effect === 'not-possible') return cancel.sentences.join('. ') || t('cancelEffect.not-possible');
  return undefined;
}

/** Says what cancelling would do now, which changes while the operation goes on, and then asks it to stop. */
export function CancelDialog({ operation: shown, onClose, onCancelling }: { operation: Operation; onClose: () => void; onCancelling: (operation: Operation) => void }) {
  const t = useWords();
  const api = useApi(dataPipelinesApiRef);
  const [asking, setAsking] = useState(false);
  const [error, setError] = useState<Error>();
  const { title, id } = shown.summary;
  const followed = useOperation(id);
  const operation = followed.state === 'ready' ? followed.operation : shown;
  const ended = hasEnded(operation.summary.phase);
  const reason = asking ? t('cancelling.asking') : whyNotCancelled(t, operation);
  const cancel = () => {
    if (asking) return;
    setAsking(true);
    setError(undefined);
    api.cancelOperation(id).then(
      answer => {
        onCancelling(answer);
        onClose();
      },
      thrown => {
        setAsking(false);
        setError(thrown instanceof Error ? thrown : new Error(String(thrown)));
      },
    );
  };
  return (
    <OperationDialog
      icon={Block}
      title={t('cancelling.title', { title })}
      width={640}
      onClose={onClose}
      footer={
        <Box sx={{ display: 'flex', flexWrap: 'wrap', justifyContent: 'flex-end', gap: 1.5 }}>
          <Button onClick={onClose}>{t(ended ? 'cancelling.close' : 'cancelling.keep')}</Button>
          {!ended && (
            <GuardedButton variant="contained" reason={reason} onClick={cancel}>
              {t('cancelling.button')}
            </GuardedButton>
          )}
        </Box>
      }
    >
      {error && (
        <div role="alert">
          <FailureView act error={error} permission={operationCancelPermission.name} onRetry={cancel} />
        </div>
      )}
      <Box role="status">{ended && reason}</Box>
      {!ended && <CancelEffects cancel={operation.cancel} />}
    </OperationDialog>
  );
}
