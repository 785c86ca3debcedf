import { makeFieldSchema, type CustomFieldValidator } from '@backstage/plugin-scaffolder-react';
import { createFormField } from '../alphaImports';
import { dataPipelinesApiRef } from '../api/dataPipelinesApiRef';
import { PenstockRoot } from '../parts/PenstockRoot';
import { useWords } from '../parts/words';
import { ChoiceField } from './ChoiceField';
import { CLUSTER_FIELD, formText, useChosenCluster } from './chosenCluster';
import { storageClassChoices } from './clusterChoices';
import { fieldWords } from './fieldWords';

/** The field of the form that says `required` where volumes have to be encrypted, unless `ui:options.encryptionField` names another. */
const ENCRYPTION_FIELD = 'encryption';

const schema = makeFieldSchema({
  output: z => z.string().describe('Name of the storage class'),
  uiOptions: z =>
    z.object({
      clusterField: z.string().optional().describe('Field of the form that holds the cluster'),
      encryptionField: z.string().optional().describe('Field of the form that says "required" where volumes have to be encrypted'),
    }),
});

/** The storage classes of the chosen cluster, with what matters later: growth, encryption, copies. */
export function StorageClassPicker(props: typeof schema.TProps) {
  const { formData, onChange, required, rawErrors, formContext, schema: field, uiSchema } = props;
  const t = useWords();
  const cluster = useChosenCluster(formContext, uiSchema['ui:options']?.clusterField);
  const encryptionRequired = formText(formContext, uiSchema['ui:options']?.encryptionField ?? ENCRYPTION_FIELD) === 'required';
  const choices = cluster ? storageClassChoices(t, cluster, { encryptionRequired }) : [];
  let instead: string | undefined;
  if (!cluster) instead = t('field.storageClassChooseCluster');
  else if (choices.length === 0) instead = t('field.storageClassNone');
  const refused = choices.find(choice => choice.value === formData)?.refused;
  return (
    <PenstockRoot>
      <ChoiceField
        label={field.title ?? t('field.storageClass')}
        help={field.description ?? t('field.storageClassHelp')}
        choices={choices}
        value={formData}
        required={required ?? false}
        errors={[...new Set([...(refused ? [t('field.storageClassChosenRefused', { name: formData ?? '', reason: refused })] : []), ...(rawErrors ?? [])])]}
        instead={instead}
        onChange={onChange}
      />
    </PenstockRoot>
  );
}

/** Refuses a form without a class, and one whose class does not state the encryption that it requires. */
export const checkStorageClass: CustomFieldValidator<string> = async (value, field, { apiHolder, formData }) => {
  const t = fieldWords(apiHolder);
  if (!value) {
    field.addError(t('field.storageClassRequired'));
    return;
  }
  const context = { formData };
  if (formText(context, ENCRYPTION_FIELD) !== 'required') return;
  // Whoever cannot read the clusters now is told by the check before anything is written.
  const clusters = await apiHolder
    .get(dataPipelinesApiRef)
    ?.listClusters()
    .catch(() => undefined);
  const cluster = clusters?.items.find(({ name }) => name === formText(context, CLUSTER_FIELD));
  const chosen = cluster && storageClassChoices(t, cluster, { encryptionRequired: true }).find(choice => choice.value === value);
  if (chosen?.refused) field.addError(t('field.storageClassChosenRefused', { name: value, reason: chosen.refused }));
};

/** The field `DataPipelinesStorageClassPicker`. */
export const storageClassPicker = createFormField({
  name: 'DataPipelinesStorageClassPicker',
  component: StorageClassPicker,
  schema,
  validation: checkStorageClass,
});
