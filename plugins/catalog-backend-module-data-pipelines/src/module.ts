import { coreServices, createBackendModule } from '@backstage/backend-plugin-api';
import { CATALOG_FILTER_EXISTS } from '@backstage/catalog-client';
import { catalogProcessingExtensionPoint, catalogServiceRef } from '@backstage/plugin-catalog-node';
import {
  DataPipelinesClient,
  LABEL_ELEMENT,
  PIPELINE_SYSTEM_TYPE,
} from '@penstock/backstage-plugin-data-pipelines-common';
import { DataPipelinesProcessor } from './DataPipelinesProcessor';
import { ElementDirectory } from './ElementDirectory';
import { observeWorld } from './ObservedWorld';
import { PipelinesEntityProvider } from './PipelinesEntityProvider';
import { readSettings } from './readSettings';

/**
 * Puts discovered data pipelines into the catalog. Reads them over HTTP from
 * the data-pipelines plugin, wherever that runs, with the catalog's own
 * service credentials: it is background work on nobody's behalf.
 *
 * @public
 */
export const catalogModuleDataPipelines = createBackendModule({
  pluginId: 'catalog',
  moduleId: 'data-pipelines',
  register(reg) {
    reg.registerInit({
      deps: {
        auth: coreServices.auth,
        catalog: catalogServiceRef,
        config: coreServices.rootConfig,
        discovery: coreServices.discovery,
        logger: coreServices.logger,
        processing: catalogProcessingExtensionPoint,
        scheduler: coreServices.scheduler,
      },
      async init({ auth, catalog, config, discovery, logger, processing, scheduler }) {
        const { schedule, directoryMaxAgeMs, absentForMs, ...defaults } = readSettings(config);
        const api = new DataPipelinesClient({ discoveryApi: discovery, fetchApi: { fetch } });
        const observe = () =>
          observeWorld(api, async () => {
            const onBehalfOf = await auth.getOwnServiceCredentials();
            return (await auth.getPluginRequestToken({ onBehalfOf, targetPluginId: 'data-pipelines' })).token;
          });
        const directory = new ElementDirectory({ observe, logger, maxAgeMs: directoryMaxAgeMs, now: () => Date.now() });
        const provider = new PipelinesEntityProvider({
          observe: async () => {
            const world = await observe();
            directory.take(world);
            return world;
          },
          readExisting: async () => {
            const { items } = await catalog.getEntities(
              {
                filter: [
                  { [`metadata.annotations.${LABEL_ELEMENT}`]: CATALOG_FILTER_EXISTS },
                  { kind: 'System', 'spec.type': PIPELINE_SYSTEM_TYPE },
                ],
              },
              { credentials: await auth.getOwnServiceCredentials() },
            );
            return items;
          },
          ...{ defaults, absentForMs, now: () => Date.now() },
          logger,
        });
        processing.addEntityProvider(provider);
        processing.addProcessor(new DataPipelinesProcessor(directory));
        await scheduler.scheduleTask({
          ...schedule,
          id: 'data-pipelines-discovery',
          fn: () => provider.refresh(),
        });
      },
    });
  },
});
