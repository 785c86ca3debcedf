/**
 * The scaffolder actions `data-pipelines:lint`, `:dry-run` and `:apply`.
 *
 * @packageDocumentation
 */
export { scaffolderModuleDataPipelines as default } from './module';
