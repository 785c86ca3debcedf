import Box from '@mui/material/Box';
import Checkbox from '@mui/material/Checkbox';
import FormControl from '@mui/material/FormControl';
import FormControlLabel from '@mui/material/FormControlLabel';
import FormGroup from '@mui/material/FormGroup';
import FormLabel from '@mui/material/FormLabel';
import Radio from '@mui/material/Radio';
import RadioGroup from '@mui/material/RadioGroup';
import type { Element, Pipeline } from '@penstock/backstage-plugin-data-pipelines-common';
import { useWords } from '../parts/words';

/** The whole pipeline, some of its elements by id, or some volumes of one. */
export interface Scope {
  whole: boolean;
  elements: readonly string[];
  volumes?: readonly string[];
}

/** Volumes of one element that can be chosen instead of all of it. */
export interface OfferedVolumes {
  element: Element;
  volumes: readonly string[];
}

/** What {@link ScopeField} shows and changes. */
export interface ScopeFieldProps {
  pipeline: Pipeline;
  offered?: OfferedVolumes;
  scope: Scope;
  problem?: string;
  onChange: (scope: Scope) => void;
}

/** Chooses the whole pipeline or elements of it; those without volumes hold nothing that could be cut and are left out. */
export function ScopeField({ pipeline, offered, scope, problem, onChange }: ScopeFieldProps) {
  const t = useWords();
  const elements = pipeline.elements.filter(({ volumes }) => volumes.length > 0);
  const others = offered && { volumes: [] };
  const toggle = (id: string) =>
    onChange({ ...others, whole: false, elements: scope.elements.includes(id) ? scope.elements.filter(each => each !== id) : [...scope.elements, id] });
  let chosen = scope.whole ? 'whole' : 'some';
  if (!scope.whole && scope.volumes && scope.volumes.length > 0) chosen = 'volumes';
  const choose = (value: string) => {
    if (value === 'volumes' && offered) onChange({ whole: false, elements: [offered.element.id], volumes: offered.volumes });
    else onChange({ ...others, whole: value === 'whole', elements: scope.elements });
  };
  return (
    <FormControl component="fieldset" sx={{ minWidth: 0 }}>
      <FormLabel component="legend" sx={{ fontSize: 12 }}>
        {t('scope.label')}
      </FormLabel>
      <RadioGroup value={chosen} onChange={(_event, value) => choose(value)}>
        {offered && <FormControlLabel value="volumes" control={<Radio size="small" />} label={t('scope.volumes', { count: offered.volumes.length, name: offered.element.title, names: offered.volumes.join(', ') })} />}
        <FormControlLabel value="whole" control={<Radio size="small" />} label={t('scope.whole', { name: pipeline.summary.title })} />
        <FormControlLabel value="some" control={<Radio size="small" />} label={t('scope.some')} />
      </RadioGroup>
      {chosen === 'some' && (
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
