import { useEffect, useRef } from 'react';
import Box from '@mui/material/Box';
import Checkbox from '@mui/material/Checkbox';
import FormControlLabel from '@mui/material/FormControlLabel';
import TextField from '@mui/material/TextField';
import type { Safety } from '@penstock/backstage-plugin-data-pipelines-common';
import type { Entered } from './safety';
import { useWords } from './words';

/** What a plan asks of a person before it starts: nothing at level 1, a checkbox at 2, the typed name at 3, a reason too at 4. */
export function SafetyFields({ safety, entered, onChange }: { safety: Safety; entered: Entered; onChange: (entered: Entered) => void }) {
  const t = useWords();
  const field = useRef<HTMLInputElement>(null);
  const typed = safety.type;
  useEffect(() => {
    // Focus starts in the field, so that it never starts on the dangerous button.
    if (typed !== undefined) field.current?.focus();
  }, [typed]);
  return (
    <Box sx={{ display: 'grid', gap: 1.5, minWidth: 0 }}>
      {safety.acknowledge !== undefined && (
        <FormControlLabel
          control={<Checkbox checked={entered.acknowledged} onChange={event => onChange({ ...entered, acknowledged: event.target.checked })} />}
          label={safety.acknowledge}
          sx={{ marginRight: 0, overflowWrap: 'anywhere' }}
        />
      )}
      {typed !== undefined && (
        <TextField
          inputRef={field}
          size="small"
          label={t('safety.typeLabel')}
          value={entered.typed}
          onChange={event => onChange({ ...entered, typed: event.target.value })}
          helperText={t('safety.expected', { name: typed })}
          FormHelperTextProps={{ sx: { color: theme => theme.penstock.fg2 } }}
          inputProps={{ spellCheck: false, autoComplete: 'off' }}
          sx={{ maxWidth: 360 }}
        />
      )}
      {safety.reason && (
        <TextField
          size="small"
          label={t('safety.reasonLabel')}
          value={entered.reason}
          onChange={event => onChange({ ...entered, reason: event.target.value })}
          helperText={t('safety.reasonHelp')}
          FormHelperTextProps={{ sx: { color: theme => theme.penstock.fg2 } }}
          inputProps={{ maxLength: 500 }}
          sx={{ maxWidth: 480 }}
        />
      )}
    </Box>
  );
}
