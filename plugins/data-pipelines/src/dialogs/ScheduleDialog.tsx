import { useMemo, useState } from 'react';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import EventRepeat from '@mui/icons-material/EventRepeatOutlined';
import { useApi } from '@backstage/frontend-plugin-api';
import { formatBytes, scheduleWritePermission, type Element, type Pipeline, type Schedule } from '@penstock/backstage-plugin-data-pipelines-common';
import { useClock } from '../api/clock';
import { dataPipelinesApiRef } from '../api/dataPipelinesApiRef';
import type { Answered } from '../api/newestOnly';
import { refreshPages } from '../api/refreshPages';
import { Banner } from '../parts/Banner';
import { Fact } from '../parts/Fact';
import { FailureView } from '../parts/FailureView';
import { formatMinute } from '../parts/format';
import { GuardedButton } from '../parts/GuardedButton';
import { LoadingRows } from '../parts/LoadingRows';
import { SectionHead } from '../parts/SectionHead';
import { useWords, type Words } from '../parts/words';
import { draftOf, draftProblem, newDraft, specOf } from '../schedules/scheduleDraft';
import { usePreview } from '../schedules/usePreview';
import { useSave } from '../schedules/useSave';
import { OperationDialog } from './OperationDialog';
import { ScheduleFields } from './ScheduleFields';

function Preview({ schedule }: { schedule: Schedule }) {
  const t = useWords();
  const clock = useClock();
  const { words, nextRuns, keptPoints, keptBytes, warnings, elements } = schedule;
  return (
    <>
      <Box component="dl" sx={{ margin: 0, display: 'grid', gap: 1.5, gridTemplateColumns: 'repeat(auto-fill, minmax(min(100%, 200px), 1fr))' }}>
        <Fact name={t('schedules.inWords')}>{words}</Fact>
        <Fact name={t('schedules.next')}>
          {nextRuns.map(at => (
            <div key={at}>{formatMinute(at, clock.now())}</div>
          ))}
        </Fact>
        <Fact name={t('schedules.keptPoints')}>{keptPoints ?? t('measure.notKnown')}</Fact>
        <Fact name={t('schedules.keptBytes')}>{keptBytes === undefined ? t('schedules.bytesNotKnown') : t('effects.atMost', { value: formatBytes(keptBytes) })}</Fact>
        <Fact name={t('points.elements')}>{elements.join(', ')}</Fact>
      </Box>
      {warnings.map(warning => (
        <Banner key={warning} look="warn">
          {warning}
        </Banner>
      ))}
    </>
  );
}

function PreviewSection({ preview, waitsFor, retry }: { preview: Answered<string, Schedule> | undefined; waitsFor: string | undefined; retry: () => void }) {
  const t = useWords();
  return (
    <Box component="section" aria-labelledby="penstock-preview-title" sx={{ display: 'grid', gap: 1.5, gridTemplateColumns: 'minmax(0, 1fr)', alignContent: 'start' }}>
      <SectionHead id="penstock-preview-title" aside={t('schedules.previewNote')}>
        {t('schedules.preview')}
      </SectionHead>
      {waitsFor && <Box>{waitsFor}</Box>}
      {!waitsFor && preview?.state === 'answered' && <Preview schedule={preview.answer} />}
      {!waitsFor && preview?.state === 'failed' && (
        <div role="alert">
          <FailureView error={preview.error} permission={scheduleWritePermission.name} onRetry={retry} />
        </div>
      )}
      {!waitsFor && (preview === undefined || preview.state === 'asking') && <LoadingRows rows={3} height={40} />}
    </Box>
  );
}

function reasonNot(t: Words, waitsFor: string | undefined, preview: Answered<string, Schedule> | undefined, saving: boolean): string | undefined {
  if (saving) return t('schedules.saving');
  if (waitsFor) return waitsFor;
  if (preview?.state === 'failed') return t('schedules.refused');
  return preview?.state === 'answered' ? undefined : t('schedules.asking');
}

/** Creates a schedule or changes one; what it would be is shown with each change, before anything is written. */
export function ScheduleDialog(props: { pipeline: Pipeline; element?: Element; schedule?: Schedule; onClose: () => void }) {
  const { schedule, element, onClose } = props;
  const t = useWords();
  const api = useApi(dataPipelinesApiRef);
  const [pipeline] = useState(props.pipeline);
  const { name } = pipeline.summary;
  const [draft, setDraft] = useState(() => (schedule ? draftOf(schedule) : newDraft(name, element?.id, new Intl.DateTimeFormat().resolvedOptions().timeZone)));
  const problem = draftProblem(draft);
  const spec = useMemo(() => specOf(name, draft, schedule?.spec.paused), [draft, name, schedule?.spec.paused]);
  const preview = usePreview(draft.name, spec);
  const save = useSave();
  const waitsFor = problem && t(`draftProblem.${problem}`);
  const write = () =>
    spec &&
    save.run(
      () => api.putSchedule(draft.name, spec),
      () => {
        refreshPages();
        onClose();
      },
    );
  return (
    <OperationDialog
      icon={EventRepeat}
      title={schedule ? t('schedules.editTitle', { name: schedule.name }) : t('schedules.newTitle', { name: pipeline.summary.title })}
      onClose={onClose}
      footer={
        <Box sx={{ display: 'flex', flexWrap: 'wrap', justifyContent: 'flex-end', gap: 1.5 }}>
          <Button onClick={onClose}>{t('dialog.cancel')}</Button>
          <GuardedButton variant="contained" reason={reasonNot(t, waitsFor, preview.answered, save.saving)} onClick={() => write()}>
            {schedule ? t('schedules.saveChange') : t('schedules.saveNew')}
          </GuardedButton>
        </Box>
      }
    >
      {save.error && (
        <div role="alert">
          <FailureView error={save.error} permission={scheduleWritePermission.name} onRetry={() => write()} />
        </div>
      )}
      <Box sx={{ display: 'grid', gap: 2.5, gridTemplateColumns: { xs: 'minmax(0, 1fr)', md: 'minmax(0, 1fr) minmax(0, 1fr)' } }}>
        <ScheduleFields pipeline={pipeline} existing={schedule !== undefined} draft={draft} problem={problem} onChange={setDraft} />
        <PreviewSection preview={preview.answered} waitsFor={waitsFor} retry={preview.again} />
      </Box>
    </OperationDialog>
  );
}
