import Box from '@mui/material/Box';
import FormControlLabel from '@mui/material/FormControlLabel';
import Radio from '@mui/material/Radio';
import RadioGroup from '@mui/material/RadioGroup';
import TextField from '@mui/material/TextField';
import type { RecoveryPoint } from '@penstock/backstage-plugin-data-pipelines-common';
import { SectionHead } from '../parts/SectionHead';
import { useWords } from '../parts/words';
import type { RestoreChoice, StepProblem } from './restoreChoice';

const PLACES = ['new-namespace', 'in-place'] as const;

/** Second step: beside what runs, in a namespace of its own, or in place of it. */
export function WhereStep(props: { point: RecoveryPoint; choice: RestoreChoice; problem: StepProblem | undefined; onChange: (choice: RestoreChoice) => void }) {
  const { point, choice, problem, onChange } = props;
  const t = useWords();
  return (
    <Box component="section" aria-labelledby="penstock-restore-where" sx={{ minWidth: 0, display: 'grid', gap: 1.5, gridTemplateColumns: 'minmax(0, 1fr)', maxWidth: 640 }}>
      <SectionHead id="penstock-restore-where">{t('restore.whereTitle')}</SectionHead>
      <RadioGroup aria-labelledby="penstock-restore-where" value={choice.where} onChange={(_event, value) => onChange({ ...choice, where: value === 'in-place' ? 'in-place' : 'new-namespace' })}>
        {PLACES.map(place => (
          <FormControlLabel
            key={place}
            value={place}
            disabled={!point.restorableTo.includes(place)}
            control={<Radio size="small" />}
            sx={{ alignItems: 'flex-start', marginRight: 0 }}
            label={
              <Box sx={{ paddingTop: '9px' }}>
                {t(`restorable.${place}`)}
                <Box sx={{ fontSize: 12, lineHeight: '16px', color: theme => theme.penstock.fg2 }}>{t(`restoreWhere.${place}`)}</Box>
              </Box>
            }
          />
        ))}
      </RadioGroup>
      {choice.where === 'new-namespace' ? (
        <TextField
          size="small"
          label={t('restore.namespace')}
          value={choice.namespace}
          error={problem === 'namespace'}
          helperText={problem === 'namespace' ? t('field.namespaceInvalid') : t('restore.namespaceHelp')}
          FormHelperTextProps={{ sx: { color: theme => theme.penstock.fg2 } }}
          inputProps={{ maxLength: 63, spellCheck: false, autoComplete: 'off' }}
          onChange={event => onChange({ ...choice, namespace: event.target.value })}
        />
      ) : (
        <TextField
          size="small"
          label={t('restore.undoHours')}
          value={choice.undoHours}
          error={problem === 'undo'}
          helperText={problem === 'undo' ? t('restoreProblem.undo') : t('restore.undoHelp')}
          FormHelperTextProps={{ sx: { color: theme => theme.penstock.fg2 } }}
          inputProps={{ inputMode: 'numeric', maxLength: 4 }}
          onChange={event => onChange({ ...choice, undoHours: event.target.value })}
        />
      )}
    </Box>
  );
}
