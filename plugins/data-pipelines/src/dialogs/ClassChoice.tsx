import Box from '@mui/material/Box';
import FormControl from '@mui/material/FormControl';
import FormControlLabel from '@mui/material/FormControlLabel';
import FormHelperText from '@mui/material/FormHelperText';
import FormLabel from '@mui/material/FormLabel';
import Radio from '@mui/material/Radio';
import RadioGroup from '@mui/material/RadioGroup';
import type { AttributesClassFact, Volume } from '@penstock/backstage-plugin-data-pipelines-common';
import { useWords } from '../parts/words';
import { presentClasses, settledClass } from './performanceClasses';

/** Stands for leaving the class as it is; no class has an empty name. */
const KEEP = '';

function Label({ name, summary }: { name: string; summary?: string }) {
  return (
    <Box sx={{ paddingTop: '9px', overflowWrap: 'anywhere' }}>
      {name}
      {summary && <Box sx={{ fontSize: 12, lineHeight: '16px', color: theme => theme.penstock.fg2 }}>{summary}</Box>}
    </Box>
  );
}

/** Chooses the performance class of volumes, or that it stays as it is; each says what its parameters are. */
export function ClassChoice(props: { volumes: readonly Volume[]; offered: readonly AttributesClassFact[]; value: string | undefined; onChange: (name: string | undefined) => void }) {
  const { volumes, offered, value, onChange } = props;
  const t = useWords();
  const settled = settledClass(volumes);
  const [first] = offered;
  const choices = [
    { value: KEEP, name: t('performanceClass.keep', { names: presentClasses(volumes, t('performanceClass.none')).join(', ') }), summary: offered.find(({ name }) => name === settled)?.summary },
    ...offered.filter(({ name }) => name !== settled).map(({ name, summary }) => ({ value: name, name, summary })),
  ];
  return (
    <FormControl component="fieldset" sx={{ minWidth: 0 }}>
      <FormLabel component="legend" sx={{ fontSize: 12 }}>
        {t('performanceClass.title')}
      </FormLabel>
      <RadioGroup row sx={{ columnGap: 3 }} value={value ?? KEEP} onChange={(_event, name) => onChange(name === KEEP ? undefined : name)}>
        {choices.map(choice => (
          <FormControlLabel
            key={choice.value}
            value={choice.value}
            control={<Radio size="small" />}
            sx={{ alignItems: 'flex-start', marginRight: 0 }}
            label={<Label name={choice.name} summary={choice.summary} />}
          />
        ))}
      </RadioGroup>
      <FormHelperText sx={{ marginInline: 0, marginTop: 0.5, color: theme => theme.penstock.fg2 }}>{t('performanceClass.help', { driver: first?.driver ?? '' })}</FormHelperText>
    </FormControl>
  );
}
