import { makeFieldSchema } from '@backstage/plugin-scaffolder-react';
import { readError } from '../api/readError';
import { createFormField } from '../alphaImports';
import { PenstockRoot } from '../parts/PenstockRoot';
import { useWords } from '../parts/words';
import { ChoiceField } from './ChoiceField';
import { useClusters } from './chosenCluster';
import { clusterChoices } from './clusterChoices';
import { fieldWords } from './fieldWords';

const schema = makeFieldSchema({
  output: z => z.string().describe('Name of the cluster'),
  uiOptions: z =>
    z.object({ engine: z.string().optional().describe('Only clusters with the operator of this engine can be chosen: kafka, elasticsearch, spark') }),
});

/** Lists the clusters that the user may use; what cannot take the element says why. */
export function ClusterPicker(props: typeof schema.TProps) {
  const { formData, onChange, required, rawErrors, schema: field, uiSchema } = props;
  const t = useWords();
  const clusters = useClusters();
  const choices = clusters.state === 'ready' ? clusterChoices(t, clusters.value, uiSchema['ui:options']?.engine) : [];
  let instead: string | undefined;
  if (clusters.state === 'loading') instead = t('field.clustersLoading');
  else if (clusters.state === 'failed') instead = t('field.clustersFailed', { reason: readError(clusters.error).what });
  else if (choices.length === 0) instead = t('field.clustersNone');
  return (
    <PenstockRoot>
      <ChoiceField
        label={field.title ?? t('field.cluster')}
        help={field.description ?? t('field.clusterHelp')}
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

/** The field `DataPipelinesClusterPicker`. */
export const clusterPicker = createFormField({
  name: 'DataPipelinesClusterPicker',
  component: ClusterPicker,
  schema,
  validation: (value, field, { apiHolder }) => {
    if (!value) field.addError(fieldWords(apiHolder)('field.clusterRequired'));
  },
});
