import { useState } from 'react';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Block from '@mui/icons-material/BlockOutlined';
import { useApi } from '@backstage/frontend-plugin-api';
import { operationCancelPermission, type Operation } from '@penstock/backstage-plugin-data-pipelines-common';
import { dataPipelinesApiRef } from '../api/dataPipelinesApiRef';
import { CancelEffects } from '../parts/CancelPanel';
import { FailureView } from '../parts/FailureView';
import { GuardedButton } from '../parts/GuardedButton';
import { useWords } from '../parts/words';
import { OperationDialog } from './OperationDialog';

/** Says what cancelling would do now, and then asks the operation to stop. */
export function CancelDialog({ operation, onClose, onCancelling }: { operation: Operation; onClose: () => void; onCancelling: (operation: Operation) => void }) {
  const t = useWords();
  const api = useApi(dataPipelinesApiRef);
  const [asking, setAsking] = useState(false);
  const [error, setError] = useState<Error>();
  const { title, id } = operation.summary;
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
          <Button onClick={onClose}>{t('cancelling.keep')}</Button>
          <GuardedButton variant="contained" reason={asking ? t('cancelling.asking') : undefined} onClick={cancel}>
            {t('cancelling.button')}
          </GuardedButton>
        </Box>
      }
    >
      {error && (
        <div role="alert">
          <FailureView act error={error} permission={operationCancelPermission.name} onRetry={cancel} />
        </div>
      )}
      <CancelEffects cancel={operation.cancel} />
    </OperationDialog>
  );
}
