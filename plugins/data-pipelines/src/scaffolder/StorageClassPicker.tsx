import { makeFieldSchema } from '@backstage/plugin-scaffolder-react';
import { createFormField } from '../alphaImports';
import { PenstockRoot } from '../parts/PenstockRoot';
import { useWords } from '../parts/words';
import { ChoiceField } from './ChoiceField';
import { useChosenCluster } from './chosenCluster';
import { storageClassChoices } from './clusterChoices';
import { fieldWords } from './fieldWords';

const schema = makeFieldSchema({
  output: z => z.string().describe('Name of the storage class'),
  uiOptions: z => z.object({ clusterField: z.string().optional().describe('Field of the form that holds the cluster') }),
});

/** The storage classes of the chosen cluster, with what matters later: growth, encryption, copies. */
export function StorageClassPicker(props: typeof schema.TProps) {
  const { formData, onChange, required, rawErrors, formContext, schema: field, uiSchema } = props;
  const t = useWords();
  const cluster = useChosenCluster(formContext, uiSchema['ui:options']?.clusterField);
  const choices = cluster ? storageClassChoices(t, cluster) : [];
  let instead: string | undefined;
  if (!cluster) instead = t('field.storageClassChooseCluster');
  else if (choices.length === 0) instead = t('field.storageClassNone');
  return (
    <PenstockRoot>
      <ChoiceField
        label={field.title ?? t('field.storageClass')}
        help={field.description ?? t('field.storageClassHelp')}
        choices={choices}
        value={formData}
        required={required ?? false}
        errors={rawErrors ?? []}
        instead={instead}
        onChange={onChange}
      />
    </PenstockRoot>
  );
}

/** The field `DataPipelinesStorageClassPicker`. */
export const storageClassPicker = createFormField({
  name: 'DataPipelinesStorageClassPicker',
  component: StorageClassPicker,
  schema,
  validation: (value, field, { apiHolder }) => {
    if (!value) field.addError(fieldWords(apiHolder)('field.storageClassRequired'));
  },
});
