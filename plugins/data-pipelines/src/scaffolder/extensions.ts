import { FormFieldBlueprint } from '../alphaImports';

/** The fields of Penstock's templates, each loaded when a form first shows it. */
export const formFields = [
  FormFieldBlueprint.make({
    name: 'data-pipelines-cluster',
    params: { field: () => import('./ClusterPicker').then(({ clusterPicker }) => clusterPicker) },
  }),
  FormFieldBlueprint.make({
    name: 'data-pipelines-namespace',
    params: { field: () => import('./NamespaceField').then(({ namespaceField }) => namespaceField) },
  }),
  FormFieldBlueprint.make({
    name: 'data-pipelines-storage-class',
    params: { field: () => import('./StorageClassPicker').then(({ storageClassPicker }) => storageClassPicker) },
  }),
  FormFieldBlueprint.make({
    name: 'data-pipelines-size',
    params: { field: () => import('./SizeField').then(({ sizeField }) => sizeField) },
  }),
];
