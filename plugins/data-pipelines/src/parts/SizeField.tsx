import { useEffect, useRef } from 'react';
import Box from '@mui/material/Box';
import InputAdornment from '@mui/material/InputAdornment';
import MenuItem from '@mui/material/MenuItem';
import Select from '@mui/material/Select';
import TextField from '@mui/material/TextField';
import { useWords } from './words';

/** Units that a size is entered in. */
export const SIZE_UNITS = ['Mi', 'Gi', 'Ti'] as const;

/** One of {@link SIZE_UNITS}. */
export type SizeUnit = (typeof SIZE_UNITS)[number];

/** A size as it is entered: a text that may be no number yet, and its unit. */
export interface EnteredSize {
  text: string;
  unit: SizeUnit;
}

/** A number with its unit; says what is wrong with it. In a dialog it can take the focus when it appears. */
export function SizeField(props: { label: string; size: EnteredSize; problem?: string; onChange: (size: EnteredSize) => void; takesFocus?: boolean }) {
  const { label, size, problem, onChange, takesFocus = false } = props;
  const t = useWords();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (takesFocus) field.current?.focus();
  }, [takesFocus]);
  const unit = (
    <InputAdornment position="end">
      <Select
        variant="standard"
        disableUnderline
        value={size.unit}
        inputProps={{ 'aria-label': t('size.unit') }}
        onChange={event => {
          const chosen = SIZE_UNITS.find(candidate => candidate === event.target.value);
          if (chosen) onChange({ ...size, unit: chosen });
        }}
      >
        {SIZE_UNITS.map(name => (
          <MenuItem key={name} value={name}>
            {`${name}B`}
          </MenuItem>
        ))}
      </Select>
    </InputAdornment>
  );
  return (
    <Box sx={{ minWidth: 0 }}>
      <TextField
        fullWidth
        inputRef={field}
        label={label}
        value={size.text}
        error={problem !== undefined}
        helperText={problem}
        inputProps={{ inputMode: 'decimal', autoComplete: 'off', spellCheck: false }}
        InputProps={{ endAdornment: unit }}
        onChange={event => onChange({ ...size, text: event.target.value })}
      />
    </Box>
  );
}
