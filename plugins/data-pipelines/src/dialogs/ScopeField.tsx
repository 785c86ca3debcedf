import Box from '@mui/material/Box';
import Checkbox from '@mui/material/Checkbox';
import FormControl from '@mui/material/FormControl';
import FormControlLabel from '@mui/material/FormControlLabel';
import FormGroup from '@mui/material/FormGroup';
import FormLabel from '@mui/material/FormLabel';
import Radio from '@mui/material/Radio';
import RadioGroup from '@mui/material/RadioGroup';
import type { Pipeline } from '@penstock/backstage-plugin-data-pipelines-common';
import { useWords } from '../parts/words';

/** The whole pipeline, or some of its elements by id. */
export interface Scope {
  whole: boolean;
  elements: readonly string[];
}

/** Chooses the whole pipeline or elements of it; those without volumes hold nothing that could be cut and are left out. */
export function ScopeField({ pipeline, scope, problem, onChange }: { pipeline: Pipeline; scope: Scope; problem?: string; onChange: (scope: Scope) => void }) {
  const t = useWords();
  const elements = pipeline.elements.filter(({ volumes }) => volumes.length > 0);
  const toggle = (id: string) =>
    onChange({ whole: false, elements: scope.elements.includes(id) ? scope.elements.filter(each => each !== id) : [...scope.elements, id] });
  return (
    <FormControl component="fieldset" sx={{ minWidth: 0 }}>
      <FormLabel component="legend" sx={{ fontSize: 12 }}>
        {t('scope.label')}
      </FormLabel>
      <RadioGroup value={scope.whole ? 'whole' : 'some'} onChange={(_event, value) => onChange({ ...scope, whole: value === 'whole' })}>
        <FormControlLabel value="whole" control={<Radio size="small" />} label={t('scope.whole', { name: pipeline.summary.title })} />
        <FormControlLabel value="some" control={<Radio size="small" />} label={t('scope.some')} />
      </RadioGroup>
      {!scope.whole && (
        <FormGroup sx={{ paddingLeft: 3.5 }}>
          {elements.map(({ id, title }) => (
            <FormControlLabel key={id} control={<Checkbox size="small" checked={scope.elements.includes(id)} onChange={() => toggle(id)} />} label={title} />
          ))}
          {problem && (
            <Box role="alert" sx={{ color: theme => theme.penstock.tone.crit.fg, fontSize: 12 }}>
              {problem}
            </Box>
          )}
        </FormGroup>
      )}
    </FormControl>
  );
}
