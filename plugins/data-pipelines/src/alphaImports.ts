/**
 * Everything that Backstage still calls alpha and that this plugin uses; no
 * other file imports an alpha path.
 */
export { EntityCardBlueprint, EntityContentBlueprint } from '@backstage/plugin-catalog-react/alpha';
export { FormFieldBlueprint, createFormField, Stepper } from '@backstage/plugin-scaffolder-react/alpha';
