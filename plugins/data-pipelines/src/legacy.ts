/**
 * The same pages for apps that still use the old frontend system: a routable
 * pipelines page, the page of an operation, the restore wizard, the health card and the Data tab for entity pages.
 *
 * @packageDocumentation
 */
export { dataPipelinesPlugin, DataPipelinesPage, DataPipelinesOperationPage, DataPipelinesRestorePage, EntityDataHealthCard, EntityDataTab, isDataAvailable } from './legacyPlugin';
export { dataPipelinesApiRef } from './api/dataPipelinesApiRef';
export { dataPipelinesTranslationRef } from './translations';
