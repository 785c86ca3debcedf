import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import { useApi, useRouteRefParams } from '@backstage/frontend-plugin-api';
import { operationReadPermission, type Operation, type Pipeline } from '@penstock/backstage-plugin-data-pipelines-common';
import { useClock } from '../api/clock';
import { dataPipelinesApiRef } from '../api/dataPipelinesApiRef';
import { hasEnded } from '../api/operationPhases';
import { readError } from '../api/readError';
import { useLive } from '../api/useLive';
import { useOperation, type Followed } from '../api/useOperation';
import { Banner } from '../parts/Banner';
import { CancelPanel } from '../parts/CancelPanel';
import { FailureView } from '../parts/FailureView';
import { formatTime, withReadableTimes } from '../parts/format';
import { LiveRegion } from '../parts/LiveRegion';
import { LoadingRows } from '../parts/LoadingRows';
import { ObjectsWritten } from '../parts/ObjectsWritten';
import { PenstockRoot } from '../parts/PenstockRoot';
import { knownPhase } from '../parts/PhaseStatus';
import { progressWords } from '../parts/ProgressBar';
import { useNarrowerThan } from '../parts/room';
import { StepList } from '../parts/StepList';
import { useWords, type Words } from '../parts/words';
import { WritePauseClock } from '../parts/WritePauseClock';
import { operationRouteRef } from '../routes';
import { OperationHeader } from './OperationHeader';
import { OperationOutcome } from './OperationOutcome';
import { SimulatedBanner } from './PageBanners';

/** With less room than this everything stands in one column. */
const COLUMNS_NEED_PX = 880;

/** What those who hear the page are told of how it goes. */
function spoken(t: Words, { summary, progress }: Operation): string {
  const parts = [t(`phase.${knownPhase(summary.phase)}`), summary.message, progressWords(t, progress)].filter(part => part !== undefined && part !== '');
  return withReadableTimes(parts.join('. '));
}

function Unread({ live }: { live: Followed & { state: 'ready' } }) {
  const t = useWords();
  const clock = useClock();
  if (!live.error) return null;
  return (
    <Banner
      look="stale"
      action={
        <Button size="small" variant="outlined" color="inherit" onClick={live.retry}>
          {t('state.retry')}
        </Button>
      }
    >
      {t('operation.staleSince', { time: formatTime(new Date(live.readAt).toISOString(), clock.now()), reason: readError(live.error).what })}
    </Banner>
  );
}

/** The pipeline that the operation belongs to, for links; the page does without where it cannot be read. */
function usePipeline(name: string): Pipeline | undefined {
  const api = useApi(dataPipelinesApiRef);
  const live = useLive(`pipeline ${name}`, () => api.getPipeline(name), { follow: false });
  return live.state === 'ready' ? live.value : undefined;
}

function Shown({ live }: { live: Followed & { state: 'ready' } }) {
  const t = useWords();
  const { operation, take } = live;
  const { summary, pause, steps, objects, cancel } = operation;
  const pipeline = usePipeline(summary.pipeline);
  const narrow = useNarrowerThan(COLUMNS_NEED_PX);
  const clockCard = pause && <WritePauseClock pause={pause} name={pipeline?.summary.title ?? summary.pipeline} />;
  return (
    <>
      {pipeline?.summary.simulated && <SimulatedBanner />}
      <Unread live={live} />
      <OperationHeader operation={operation} pipeline={pipeline} onCancelling={take} />
      {narrow && clockCard}
      <Box sx={{ display: 'grid', gap: 2, alignItems: 'start', gridTemplateColumns: narrow ? 'minmax(0, 1fr)' : 'minmax(0, 3fr) minmax(0, 2fr)' }}>
        <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: 'minmax(0, 1fr)' }}>
          <OperationOutcome operation={operation} pipeline={pipeline} />
          <StepList steps={steps} />
        </Box>
        <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: 'minmax(0, 1fr)' }}>
          {!narrow && clockCard}
          <ObjectsWritten objects={objects} name={summary.id} />
          {!hasEnded(summary.phase) && <CancelPanel cancel={cancel} />}
        </Box>
      </Box>
      <LiveRegion label={t('operation.progress')}>{spoken(t, operation)}</LiveRegion>
    </>
  );
}

function Content({ id }: { id: string }) {
  const live = useOperation(id);
  if (live.state === 'loading') return <LoadingRows rows={5} height={64} />;
  if (live.state === 'failed') return <FailureView error={live.error} permission={operationReadPermission.name} onRetry={live.retry} />;
  return <Shown live={live} />;
}

/** One operation: what it is, how far it is, what it waits for, what it wrote, how it ended. Can be shared and reloaded. */
export function OperationPage() {
  const t = useWords();
  const { id } = useRouteRefParams(operationRouteRef);
  return (
    <PenstockRoot>
      <Box component="main" aria-label={t('operation.page')} sx={{ display: 'grid', gridTemplateColumns: 'minmax(0, 1fr)', gap: 2, padding: { xs: 2, md: 3 } }}>
        <Content key={id} id={id} />
      </Box>
    </PenstockRoot>
  );
}
