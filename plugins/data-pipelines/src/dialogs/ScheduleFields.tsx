import Box from '@mui/material/Box';
import FormLabel from '@mui/material/FormLabel';
import TextField from '@mui/material/TextField';
import ToggleButton from '@mui/material/ToggleButton';
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup';
import type { Pipeline } from '@penstock/backstage-plugin-data-pipelines-common';
import { useWords } from '../parts/words';
import { KEEP, RHYTHMS, type DraftProblem, type ScheduleDraft } from '../schedules/scheduleDraft';
import { ConsistencyField } from './ConsistencyField';
import { ScopeField } from './ScopeField';

interface FieldsProps {
  draft: ScheduleDraft;
  problem: DraftProblem | undefined;
  onChange: (draft: ScheduleDraft) => void;
}

function When({ draft, problem, onChange }: FieldsProps) {
  const t = useWords();
  return (
    <Box sx={{ display: 'grid', gap: 1.5, gridTemplateColumns: 'minmax(0, 1fr)' }}>
      <FormLabel component="div" sx={{ fontSize: 12 }}>
        {t('schedules.when')}
      </FormLabel>
      <ToggleButtonGroup
        exclusive
        size="small"
        aria-label={t('schedules.rhythm')}
        value={RHYTHMS.find(({ cron }) => cron === draft.cron.trim())?.id ?? null}
        sx={{ flexWrap: 'wrap' }}
        onChange={(_event, id: string | null) => {
          const chosen = RHYTHMS.find(rhythm => rhythm.id === id);
          if (chosen) onChange({ ...draft, cron: chosen.cron });
        }}
      >
        {RHYTHMS.map(({ id }) => (
          <ToggleButton key={id} value={id} sx={{ textTransform: 'none', whiteSpace: 'nowrap' }}>
            {t(`rhythm.${id}`)}
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1.5 }}>
        <TextField
          size="small"
          label={t('schedules.cron')}
          value={draft.cron}
          error={problem === 'cron'}
          helperText={t('schedules.cronHelp')}
          FormHelperTextProps={{ sx: { color: theme => theme.penstock.fg2 } }}
          inputProps={{ maxLength: 100, spellCheck: false }}
          onChange={event => onChange({ ...draft, cron: event.target.value })}
          sx={{ flex: '1 1 160px' }}
        />
        <TextField
          size="small"
          label={t('schedules.zone')}
          value={draft.timeZone}
          error={problem === 'zone'}
          helperText={t('schedules.zoneHelp')}
          FormHelperTextProps={{ sx: { color: theme => theme.penstock.fg2 } }}
          inputProps={{ maxLength: 60, spellCheck: false }}
          onChange={event => onChange({ ...draft, timeZone: event.target.value })}
          sx={{ flex: '1 1 160px' }}
        />
      </Box>
    </Box>
  );
}

function Kept({ draft, problem, onChange }: FieldsProps) {
  const t = useWords();
  const number = (id: 'objective' | 'pause' | (typeof KEEP)[number]['id'], label: string, wrong: boolean) => (
    <TextField
      key={id}
      size="small"
      label={label}
      value={draft[id]}
      error={wrong}
      inputProps={{ inputMode: 'numeric', maxLength: 8 }}
      InputLabelProps={{ shrink: true }}
      onChange={event => onChange({ ...draft, [id]: event.target.value })}
      sx={{ flex: '1 1 120px' }}
    />
  );
  const keepWrong = problem === 'keep' || problem === 'keepNothing';
  return (
    <Box role="group" aria-label={t('schedules.retention')} sx={{ display: 'flex', flexWrap: 'wrap', gap: 1.5 }}>
      <FormLabel component="div" sx={{ fontSize: 12, flexBasis: '100%' }}>
        {t('schedules.kept')}
      </FormLabel>
      {KEEP.map(({ id }) => number(id, t(`keep.${id}`), keepWrong))}
      {number('objective', t('schedules.objectiveHours'), problem === 'objective')}
      {draft.consistency !== 'crash' && number('pause', t('snapshot.pause'), problem === 'pause')}
    </Box>
  );
}

/** What is asked of a schedule: its name, of what, when, how consistent, what is kept and how old the newest point may be. */
export function ScheduleFields({ pipeline, existing, ...fields }: FieldsProps & { pipeline: Pipeline; existing: boolean }) {
  const t = useWords();
  const { draft, problem, onChange } = fields;
  return (
    <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: 'minmax(0, 1fr)', paddingTop: 1 }}>
      <TextField
        size="small"
        label={t('schedules.name')}
        value={draft.name}
        disabled={existing}
        error={problem === 'name'}
        inputProps={{ maxLength: 63, spellCheck: false }}
        onChange={event => onChange({ ...draft, name: event.target.value })}
      />
      <ScopeField pipeline={pipeline} scope={draft} problem={problem === 'elements' ? t('snapshot.problem.elements') : undefined} onChange={scope => onChange({ ...draft, ...scope })} />
      <When {...fields} />
      <ConsistencyField value={draft.consistency} onChange={consistency => onChange({ ...draft, consistency })} />
      <Kept {...fields} />
    </Box>
  );
}
