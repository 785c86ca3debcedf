import TextField from '@mui/material/TextField';
import { makeFieldSchema } from '@backstage/plugin-scaffolder-react';
import { formatBytes, quantityOrUndefined } from '@penstock/backstage-plugin-data-pipelines-common';
import { createFormField } from '../alphaImports';
import { PenstockRoot } from '../parts/PenstockRoot';
import { useWords } from '../parts/words';
import { fieldWords } from './fieldWords';
import { sizeProblem } from './sizeProblem';

const schema = makeFieldSchema({ output: z => z.string().describe('Kubernetes quantity, e.g. 100Gi') });

/** The size of a volume as Kubernetes quantity, read back in words while it is typed. */
export function SizeField(props: typeof schema.TProps) {
  const { formData, onChange, required, rawErrors, schema: field } = props;
  const t = useWords();
  const value = formData ?? '';
  const problem = value === '' ? undefined : sizeProblem(t, value);
  const errors = [...new Set([...(problem ? [problem] : []), ...(rawErrors ?? [])])];
  const bytes = quantityOrUndefined(value);
  const told = problem === undefined && bytes !== undefined ? t('field.sizeIs', { bytes: formatBytes(bytes) }) : undefined;
  return (
    <PenstockRoot>
      <TextField
        fullWidth
        label={field.title ?? t('field.size')}
        value={value}
        required={required ?? false}
        error={errors.length > 0}
        helperText={errors.length > 0 ? errors.join(' ') : [field.description ?? t('field.sizeHelp'), told].filter(Boolean).join(' ')}
        FormHelperTextProps={{ sx: errors.length > 0 ? {} : { color: theme => theme.penstock.fg2 } }}
        inputProps={{ spellCheck: false, autoComplete: 'off' }}
        onChange={event => onChange(event.target.value || undefined)}
      />
    </PenstockRoot>
  );
}

/** The field `DataPipelinesSizeField`. */
export const sizeField = createFormField({
  name: 'DataPipelinesSizeField',
  component: SizeField,
  schema,
  validation: (value, field, { apiHolder }) => {
    const problem = value ? sizeProblem(fieldWords(apiHolder), value) : undefined;
    if (problem) field.addError(problem);
  },
});
