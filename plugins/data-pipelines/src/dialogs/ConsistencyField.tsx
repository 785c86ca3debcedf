import Box from '@mui/material/Box';
import FormControl from '@mui/material/FormControl';
import FormControlLabel from '@mui/material/FormControlLabel';
import FormLabel from '@mui/material/FormLabel';
import Radio from '@mui/material/Radio';
import RadioGroup from '@mui/material/RadioGroup';
import type { Consistency } from '@penstock/backstage-plugin-data-pipelines-common';
import { useWords } from '../parts/words';
import { CONSISTENCIES } from './snapshotChoice';

/** Chooses how consistent a cut shall be; each choice says what it means, in a plain sentence. */
export function ConsistencyField({ value, onChange }: { value: Consistency; onChange: (value: Consistency) => void }) {
  const t = useWords();
  return (
    <FormControl component="fieldset" sx={{ minWidth: 0 }}>
      <FormLabel component="legend" sx={{ fontSize: 12 }}>
        {t('snapshot.consistency')}
      </FormLabel>
      <RadioGroup
        value={value}
        onChange={(_event, chosen) => {
          const known = CONSISTENCIES.find(each => each === chosen);
          if (known) onChange(known);
        }}
      >
        {CONSISTENCIES.map(each => (
          <FormControlLabel
            key={each}
            value={each}
            control={<Radio size="small" />}
            sx={{ alignItems: 'flex-start', marginRight: 0 }}
            label={
              <Box sx={{ paddingTop: '9px' }}>
                {t(`consistency.${each}`)}
                <Box sx={{ fontSize: 12, lineHeight: '16px', color: theme => theme.penstock.fg2 }}>{t(`consistencyMeaning.${each}`)}</Box>
              </Box>
            }
          />
        ))}
      </RadioGroup>
    </FormControl>
  );
}
