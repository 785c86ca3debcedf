import { useMemo, useState } from 'react';
import Box from '@mui/material/Box';
import FormControl from '@mui/material/FormControl';
import FormControlLabel from '@mui/material/FormControlLabel';
import FormLabel from '@mui/material/FormLabel';
import Radio from '@mui/material/Radio';
import RadioGroup from '@mui/material/RadioGroup';
import TextField from '@mui/material/TextField';
import ContentCopy from '@mui/icons-material/ContentCopyOutlined';
import { restoreCopyPermission, type Element, type RecoveryPoint } from '@penstock/backstage-plugin-data-pipelines-common';
import { useClock } from '../api/clock';
import { usePlan } from '../api/usePlan';
import { formatTime } from '../parts/format';
import { useWords } from '../parts/words';
import { cloneRequest, isNameOfCopy, LONGEST_NAME, nameOfCopy } from './cloneChoice';
import { PlanDialog } from './PlanDialog';

/** What a copy is made of: one of these elements, from the point where there is one. */
export interface CloneOf {
  /** At least one; the first is chosen to begin with. */
  elements: readonly [Element, ...Element[]];
  point?: RecoveryPoint;
  /** Names that are taken, as far as it is known here; the server knows all. */
  taken: readonly string[];
}

/** The names of the objects behind these elements. */
export function namesTaken(elements: readonly Element[]): string[] {
  return elements.map(({ object }) => object.name);
}

interface Choice {
  element: Element;
  name: string;
  fromPoint: boolean;
}

function Radios(props: { label: string; value: string; choices: readonly { value: string; label: string }[]; onChange: (value: string) => void }) {
  const { label, value, choices, onChange } = props;
  return (
    <FormControl component="fieldset" sx={{ minWidth: 0 }}>
      <FormLabel component="legend" sx={{ fontSize: 12 }}>
        {label}
      </FormLabel>
      <RadioGroup value={value} onChange={(_event, chosen) => onChange(chosen)}>
        {choices.map(choice => (
          <FormControlLabel key={choice.value} value={choice.value} control={<Radio size="small" />} label={choice.label} />
        ))}
      </RadioGroup>
    </FormControl>
  );
}

function Fields({ of: { elements, point, taken }, choice, onChange }: { of: CloneOf; choice: Choice; onChange: (choice: Choice) => void }) {
  const t = useWords();
  const clock = useClock();
  const wrong = !isNameOfCopy(choice.name);
  const choose = (id: string) => {
    const element = elements.find(each => each.id === id);
    // A name that was entered stays; one that was only offered goes with its element.
    if (element) onChange({ ...choice, element, name: choice.name === nameOfCopy(choice.element.id, taken) ? nameOfCopy(id, taken) : choice.name });
  };
  return (
    <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: 'minmax(0, 1fr)' }}>
      {elements.length > 1 && <Radios label={t('clone.element')} value={choice.element.id} choices={elements.map(({ id, title }) => ({ value: id, label: title }))} onChange={choose} />}
      {point && (
        <Radios
          label={t('clone.from')}
          value={choice.fromPoint ? 'point' : 'now'}
          choices={[
            { value: 'point', label: t('clone.fromPoint', { time: point.cutTime ? formatTime(point.cutTime, clock.now()) : point.id }) },
            { value: 'now', label: t('clone.fromNow') },
          ]}
          onChange={value => onChange({ ...choice, fromPoint: value === 'point' })}
        />
      )}
      <TextField
        size="small"
        label={t('clone.name')}
        value={choice.name}
        error={wrong}
        helperText={wrong ? t('clone.nameInvalid') : t('clone.nameHelp')}
        FormHelperTextProps={{ sx: { color: theme => theme.penstock.fg2 } }}
        inputProps={{ maxLength: LONGEST_NAME, spellCheck: false, autoComplete: 'off' }}
        onChange={event => onChange({ ...choice, name: event.target.value })}
      />
    </Box>
  );
}

/** Makes a copy of an element for a test: of which, from what, under which name; what happens stands in the plan. */
export function CloneDialog({ of: shown, onClose }: { of: CloneOf; onClose: () => void }) {
  const t = useWords();
  // What the dialog is about stays what it was opened for, while the page behind it is refreshed.
  const [of] = useState(shown);
  const { elements, point, taken } = of;
  const [choice, setChoice] = useState<Choice>(() => ({ element: elements[0], name: nameOfCopy(elements[0].id, taken), fromPoint: point !== undefined }));
  const { element, name, fromPoint } = choice;
  const request = useMemo(() => cloneRequest({ element: element.id, name, recoveryPoint: fromPoint ? point?.id : undefined }), [element.id, fromPoint, name, point?.id]);
  return (
    <PlanDialog
      icon={ContentCopy}
      title={t('clone.title', { name: element.title })}
      drawn={usePlan(request)}
      waitsFor={request ? undefined : t('clone.nameInvalid')}
      permission={restoreCopyPermission.name}
      onClose={onClose}
    >
      <Fields of={of} choice={choice} onChange={setChoice} />
    </PlanDialog>
  );
}
