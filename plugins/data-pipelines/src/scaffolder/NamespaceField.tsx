import MenuItem from '@mui/material/MenuItem';
import TextField from '@mui/material/TextField';
import { makeFieldSchema } from '@backstage/plugin-scaffolder-react';
import { createFormField } from '../alphaImports';
import { PenstockRoot } from '../parts/PenstockRoot';
import { useWords } from '../parts/words';
import { useChosenCluster } from './chosenCluster';
import { fieldWords } from './fieldWords';

const schema = makeFieldSchema({
  output: z => z.string().describe('Name of the namespace'),
  uiOptions: z => z.object({ clusterField: z.string().optional().describe('Field of the form that holds the cluster') }),
});

/** RFC 1123 label, what Kubernetes takes for a namespace. */
const NAMESPACE = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** Whether Kubernetes would take the text as name of a namespace. */
export function isNamespaceName(text: string): boolean {
  return NAMESPACE.test(text);
}

/** A namespace of the chosen cluster: a choice where the configuration limits them, else a text. */
export function NamespaceField(props: typeof schema.TProps) {
  const { formData, onChange, required, rawErrors, formContext, schema: field, uiSchema } = props;
  const t = useWords();
  const cluster = useChosenCluster(formContext, uiSchema['ui:options']?.clusterField);
  const limited = cluster?.namespaces;
  const errors = rawErrors ?? [];
  const help = field.description ?? (limited ? t('field.namespaceHelpLimited') : t('field.namespaceHelp'));
  return (
    <PenstockRoot>
      <TextField
        fullWidth
        select={limited !== undefined}
        label={field.title ?? t('field.namespace')}
        value={formData ?? ''}
        required={required ?? false}
        error={errors.length > 0}
        helperText={[help, ...errors].join(' ')}
        FormHelperTextProps={{ sx: errors.length > 0 ? {} : { color: theme => theme.penstock.fg2 } }}
        onChange={event => onChange(event.target.value || undefined)}
      >
        {limited?.map(name => (
          <MenuItem key={name} value={name}>
            {name}
          </MenuItem>
        ))}
      </TextField>
    </PenstockRoot>
  );
}

/** The field `DataPipelinesNamespaceField`. */
export const namespaceField = createFormField({
  name: 'DataPipelinesNamespaceField',
  component: NamespaceField,
  schema,
  validation: (value, field, { apiHolder }) => {
    const t = fieldWords(apiHolder);
    if (!value) field.addError(t('field.namespaceRequired'));
    else if (!isNamespaceName(value)) field.addError(t('field.namespaceInvalid'));
  },
});
