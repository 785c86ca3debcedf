import { useMemo, useState } from 'react';
import Box from '@mui/material/Box';
import TextField from '@mui/material/TextField';
import PhotoCamera from '@mui/icons-material/PhotoCameraOutlined';
import { formatDuration, snapshotCreatePermission, type Element, type Pipeline, type Plan } from '@penstock/backstage-plugin-data-pipelines-common';
import { usePlan } from '../api/usePlan';
import { useWords } from '../parts/words';
import { ConsistencyField } from './ConsistencyField';
import { PlanDialog } from './PlanDialog';
import { ScopeField } from './ScopeField';
import { firstSnapshot, LIMITS, snapshotProblem, snapshotRequest, type SnapshotChoice } from './snapshotChoice';

/** What a snapshot is to be taken of, to begin with: a pipeline, an element in it, or volumes of that element. */
export interface SnapshotOf {
  pipeline: Pipeline;
  element?: Element;
  /** Names of claims of the element. */
  volumes?: readonly string[];
}

/** What happens to each element, in the plan's own sentences, and how long writes may stand still. */
function WhatHappens({ plan }: { plan: Plan | undefined }) {
  const t = useWords();
  if (!plan) return null;
  const { sentences, writesPausedSeconds } = plan.effects;
  return (
    <Box sx={theme => ({ padding: 1.5, borderRadius: '8px', backgroundColor: theme.penstock.subtle, overflowWrap: 'anywhere' })}>
      <Box component="ul" aria-label={t('snapshot.whatHappens')} sx={{ margin: 0, paddingLeft: 2.5 }}>
        {sentences.map(({ subject, sentence }) => (
          <li key={`${subject} ${sentence}`}>
            <strong>{subject}</strong> {sentence}
          </li>
        ))}
      </Box>
      <Box sx={{ marginTop: 0.5 }}>
        {writesPausedSeconds === undefined ? t('snapshot.noPause') : t('snapshot.pausedAtMost', { value: formatDuration(writesPausedSeconds) })}
      </Box>
    </Box>
  );
}

function Numbers({ choice, problem, onChange }: { choice: SnapshotChoice; problem: ReturnType<typeof snapshotProblem>; onChange: (choice: SnapshotChoice) => void }) {
  const t = useWords();
  return (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1.5 }}>
      {choice.consistency !== 'crash' && (
        <TextField
          size="small"
          label={t('snapshot.pause')}
          value={choice.pause}
          error={problem === 'pause'}
          helperText={problem === 'pause' ? t('snapshot.problem.pause') : t('snapshot.pauseHelp')}
          FormHelperTextProps={{ sx: { color: theme => theme.penstock.fg2 } }}
          inputProps={{ inputMode: 'numeric', maxLength: 6 }}
          onChange={event => onChange({ ...choice, pause: event.target.value })}
          sx={{ flex: '1 1 160px' }}
        />
      )}
      <TextField
        size="small"
        label={t('snapshot.days')}
        value={choice.days}
        error={problem === 'days'}
        helperText={problem === 'days' ? t('snapshot.problem.days') : t('snapshot.daysHelp')}
        FormHelperTextProps={{ sx: { color: theme => theme.penstock.fg2 } }}
        inputProps={{ inputMode: 'numeric', maxLength: 6 }}
        onChange={event => onChange({ ...choice, days: event.target.value })}
        sx={{ flex: '1 1 160px' }}
      />
      <TextField
        size="small"
        fullWidth
        label={t('snapshot.note')}
        value={choice.note}
        inputProps={{ maxLength: LIMITS.note }}
        onChange={event => onChange({ ...choice, note: event.target.value })}
      />
    </Box>
  );
}

/** Takes one recovery point: of what, how consistent, how long writes may pause and how long it is kept; what happens stands in the plan. */
export function SnapshotDialog({ pipeline: shown, element, volumes, onClose }: SnapshotOf & { onClose: () => void }) {
  const t = useWords();
  // What the dialog is about stays what it was opened for, while the page behind it is refreshed.
  const [pipeline] = useState(shown);
  const [choice, setChoice] = useState(() => firstSnapshot(element?.id, volumes));
  const [offered] = useState(element && volumes && { element, volumes });
  const problem = snapshotProblem(choice);
  const request = useMemo(() => snapshotRequest(pipeline.summary.name, choice), [choice, pipeline.summary.name]);
  const drawn = usePlan(request);
  return (
    <PlanDialog
      icon={PhotoCamera}
      title={t('snapshot.title', { name: element?.title ?? pipeline.summary.title })}
      drawn={drawn}
      waitsFor={problem && t(`snapshot.problem.${problem}`)}
      permission={snapshotCreatePermission.name}
      onClose={onClose}
    >
      <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: 'minmax(0, 1fr)' }}>
        <ScopeField pipeline={pipeline} offered={offered} scope={choice} problem={problem === 'elements' ? t('snapshot.problem.elements') : undefined} onChange={scope => setChoice({ ...choice, ...scope })} />
        <ConsistencyField value={choice.consistency} onChange={consistency => setChoice({ ...choice, consistency })} />
        <WhatHappens plan={drawn.error ? undefined : drawn.plan} />
        <Numbers choice={choice} problem={problem} onChange={setChoice} />
      </Box>
    </PlanDialog>
  );
}
