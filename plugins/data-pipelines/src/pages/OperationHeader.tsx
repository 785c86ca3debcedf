import type { RefObject } from 'react';
import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import { useRouteRef } from '@backstage/frontend-plugin-api';
import { useEntityRefLink } from '@backstage/plugin-catalog-react';
import type { Operation, Pipeline } from '@penstock/backstage-plugin-data-pipelines-common';
import { hasEnded } from '../api/operationPhases';
import { useClock } from '../api/clock';
import { CancelDialog, whyNotCancelled } from '../dialogs/CancelDialog';
import { Age } from '../parts/Age';
import { CopyButton } from '../parts/CopyButton';
import { useOpenDialog } from '../parts/DialogHost';
import { Elapsed } from '../parts/Elapsed';
import { Fact } from '../parts/Fact';
import { formatTime, withReadableTimes } from '../parts/format';
import { GuardedButton } from '../parts/GuardedButton';
import { kindWord } from '../parts/kindWord';
import { dataTabLink, nameOfRef } from '../parts/links';
import { PhaseStatus } from '../parts/PhaseStatus';
import { RouterLink } from '../parts/RouterLink';
import { useArrival, useHandOver } from '../parts/useArrival';
import { useWords } from '../parts/words';
import { rootRouteRef } from '../routes';

/** `heir` takes the focus over when the end of the operation takes the button away. */
function CancelButton({ operation, onCancelling, heir }: { operation: Operation; onCancelling: (operation: Operation) => void; heir: RefObject<HTMLElement> }) {
  const t = useWords();
  const openDialog = useOpenDialog();
  const room = useHandOver<HTMLDivElement>(heir);
  const open = () => openDialog(close => <CancelDialog operation={operation} onClose={close} onCancelling={onCancelling} />);
  return (
    <Box ref={room}>
      <GuardedButton variant="outlined" reason={whyNotCancelled(t, operation)} onClick={open}>
        {t('operation.cancel')}
      </GuardedButton>
    </Box>
  );
}

function Targets({ operation, pipeline }: { operation: Operation; pipeline?: Pipeline }) {
  const { summary } = operation;
  const entityLink = useEntityRefLink();
  const places = [...summary.clusters].join(', ');
  return (
    <>
      {summary.elements.map((id, place) => {
        const element = pipeline?.elements.find(candidate => candidate.id === id);
        return (
          <span key={id}>
            {place > 0 && ', '}
            {element ? <RouterLink inText to={dataTabLink(entityLink(element.entityRef))}>{element.title}</RouterLink> : id}
          </span>
        );
      })}
      {summary.elements.length === 0 && summary.pipeline}
      {places && ` · ${places}`}
    </>
  );
}

function Facts({ operation, pipeline }: { operation: Operation; pipeline?: Pipeline }) {
  const t = useWords();
  const clock = useClock();
  const { summary, nextDeadline } = operation;
  const began = summary.startedAt ?? summary.createdAt;
  const until = hasEnded(summary.phase) ? (summary.finishedAt ?? summary.updatedAt) : undefined;
  return (
    <Box
      component="dl"
      sx={{
        margin: 0,
        display: { xs: 'grid', md: 'flex' },
        gridTemplateColumns: 'repeat(auto-fill, minmax(min(100%, 160px), 1fr))',
        flexWrap: 'wrap',
        columnGap: { xs: 2, md: 4 },
        rowGap: 1.5,
        '& > *': { maxWidth: 320 },
      }}
    >
      <Fact name={t('operation.kind')}>{kindWord(t, summary.kind)}</Fact>
      <Fact name={t('operation.target')}>
        <Targets operation={operation} pipeline={pipeline} />
      </Fact>
      <Fact name={summary.startedAt ? t('operation.started') : t('operation.asked')}>
        <time dateTime={began}>{formatTime(began, clock.now())}</time>, <Age at={began} />
      </Fact>
      <Fact name={t('operation.elapsed')}>
        <Elapsed from={began} to={until} />
      </Fact>
      <Fact name={t('operation.by')}>{nameOfRef(summary.createdBy)}</Fact>
      {nextDeadline && !hasEnded(summary.phase) && (
        <Fact name={t('operation.deadline')}>
          {formatTime(nextDeadline.at, clock.now())}, {nextDeadline.sentence}
        </Fact>
      )}
      <Fact name={t('operation.audit')}>{summary.id}</Fact>
    </Box>
  );
}

/** What an operation is: kind, target, who, since when, in which phase, and until when; with the way to cancel it. */
export function OperationHeader({ operation, pipeline, onCancelling }: { operation: Operation; pipeline?: Pipeline; onCancelling: (operation: Operation) => void }) {
  const t = useWords();
  const { summary } = operation;
  const pipelines = useRouteRef(rootRouteRef)?.();
  const entityLink = useEntityRefLink();
  const title = useArrival<HTMLHeadingElement>();
  return (
    <Box component="header" sx={{ display: 'grid', gap: 1.5, gridTemplateColumns: 'minmax(0, 1fr)' }}>
      <Box component="nav" aria-label={t('operation.path')} sx={{ display: 'flex', flexWrap: 'wrap', gap: 1, fontSize: 12, lineHeight: '16px' }}>
        {pipelines && <RouterLink to={pipelines}>{t('pipelines.title')}</RouterLink>}
        <span aria-hidden>›</span>
        {pipeline ? <RouterLink to={dataTabLink(entityLink(pipeline.summary.entityRef), 'operations')}>{pipeline.summary.title}</RouterLink> : summary.pipeline}
        <span aria-hidden>›</span>
        <span>{t('operation.page')}</span>
      </Box>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 1.5 }}>
        <Typography variant="h1" ref={title} sx={{ fontSize: 20, lineHeight: '28px', minWidth: 0, overflowWrap: 'anywhere' }}>
          {withReadableTimes(summary.title)}
        </Typography>
        <PhaseStatus phase={summary.phase} reached={summary.reached} context={summary.title} />
        <Box sx={{ marginLeft: 'auto', display: 'flex', flexWrap: 'wrap', gap: 1, justifyContent: 'flex-end' }}>
          <CopyButton text={window.location.href} size="small">
            {t('operation.copyLink')}
          </CopyButton>
          {!hasEnded(summary.phase) && <CancelButton operation={operation} onCancelling={onCancelling} heir={title} />}
        </Box>
      </Box>
      {summary.message && <Box sx={{ overflowWrap: 'anywhere' }}>{withReadableTimes(summary.message)}</Box>}
      <Facts operation={operation} pipeline={pipeline} />
    </Box>
  );
}
