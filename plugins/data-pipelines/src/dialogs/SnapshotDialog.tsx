import { useMemo, useState } from 'react';
import Box from '@mui/material/Box';
import TextField from '@mui/material/TextField';
import PhotoCamera from '@mui/icons-material/PhotoCameraOutlined';
import { snapshotCreatePermission, type Element, type Pipeline } from '@penstock/backstage-plugin-data-pipelines-common';
import { usePlan } from '../api/usePlan';
import { useWords } from '../parts/words';
import { ConsistencyField } from './ConsistencyField';
import { PlanDialog } from './PlanDialog';
import { ScopeField } from './ScopeField';
import { SnapshotOutlook } from './SnapshotOutlook';
import { firstSnapshot, LIMITS, snapshotProblem, snapshotRequest, type SnapshotChoice } from './snapshotChoice';

/** What a snapshot is to be taken of, to begin with: a pipeline, an element in it, or volumes of that element. */
export interface SnapshotOf {
  pipeline: Pipeline;
  element?: Element;
  /** Names of claims of the element. */
  volumes?: readonly string[];
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
  const elements = choice.whole ? pipeline.elements.filter(({ volumes: held }) => held.length > 0).map(({ id }) => id) : choice.elements;
  return (
    <PlanDialog
      icon={PhotoCamera}
      title={t('snapshot.title', { name: element?.title ?? pipeline.summary.title })}
      drawn={drawn}
      waitsFor={problem && t(`snapshot.problem.${problem}`)}
      permission={snapshotCreatePermission.name}
      onClose={onClose}
      aside={<SnapshotOutlook plan={drawn.error ? undefined : drawn.plan} pipeline={pipeline} elements={elements} pauses={choice.consistency !== 'crash'} />}
    >
      <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: 'minmax(0, 1fr)' }}>
        <ScopeField pipeline={pipeline} offered={offered} scope={choice} problem={problem === 'elements' ? t('snapshot.problem.elements') : undefined} onChange={scope => setChoice({ ...choice, ...scope })} />
        <ConsistencyField value={choice.consistency} onChange={consistency => setChoice({ ...choice, consistency })} />
        <Numbers choice={choice} problem={problem} onChange={setChoice} />
      </Box>
    </PlanDialog>
  );
}
