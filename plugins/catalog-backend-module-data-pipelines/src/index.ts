/**
 * Discovers data pipelines in clusters as catalog entities.
 *
 * @packageDocumentation
 */
export { catalogModuleDataPipelines as default } from './module';
