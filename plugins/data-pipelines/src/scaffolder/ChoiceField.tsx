import { useId, type ReactNode } from 'react';
import Box from '@mui/material/Box';
import FormControl from '@mui/material/FormControl';
import FormControlLabel from '@mui/material/FormControlLabel';
import FormHelperText from '@mui/material/FormHelperText';
import FormLabel from '@mui/material/FormLabel';
import Radio from '@mui/material/Radio';
import RadioGroup from '@mui/material/RadioGroup';
import type { Choice } from './clusterChoices';

/** One choice of several, each with its facts or with the reason why it cannot be chosen. */
export function ChoiceField(props: {
  label: string;
  help: string;
  choices: Choice[];
  value: string | undefined;
  required: boolean;
  errors: readonly string[];
  /** Shown instead of choices while or where there are none. */
  instead?: ReactNode;
  onChange: (value: string) => void;
}) {
  const { label, help, choices, value, required, errors, instead, onChange } = props;
  const id = useId();
  return (
    <FormControl component="fieldset" required={required} error={errors.length > 0} fullWidth>
      <FormLabel component="legend" id={id} sx={{ fontWeight: 600, '&, &.Mui-focused': { color: theme => theme.penstock.fg } }}>
        {label}
      </FormLabel>
      <FormHelperText sx={{ marginInline: 0, color: theme => theme.penstock.fg2 }}>{help}</FormHelperText>
      {instead ?? (
        <RadioGroup aria-labelledby={id} value={value ?? ''} onChange={(_event, next) => onChange(next)}>
          {choices.map(choice => (
            <FormControlLabel
              key={choice.value}
              value={choice.value}
              disabled={choice.refused !== undefined}
              control={<Radio size="small" />}
              sx={{ alignItems: 'flex-start', marginTop: 0.5, '& .v5-MuiFormControlLabel-label.Mui-disabled': { color: 'inherit' } }}
              label={
                <Box sx={{ paddingTop: '9px' }}>
                  <Box component="span" sx={theme => ({ color: choice.refused ? theme.penstock.fg2 : theme.penstock.fg })}>
                    {choice.label}
                  </Box>
                  {choice.refused && <Box sx={theme => ({ fontSize: 12, lineHeight: '16px', color: theme.penstock.tone.warn.fg })}>{choice.refused}</Box>}
                  {choice.facts && <Box sx={{ fontSize: 12, lineHeight: '16px', color: theme => theme.penstock.fg2 }}>{choice.facts}</Box>}
                </Box>
              }
            />
          ))}
        </RadioGroup>
      )}
      {errors.map(error => (
        <FormHelperText key={error} sx={{ marginInline: 0 }}>
          {error}
        </FormHelperText>
      ))}
    </FormControl>
  );
}
