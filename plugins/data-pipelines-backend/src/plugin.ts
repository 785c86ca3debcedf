import { coreServices, createBackendPlugin } from '@backstage/backend-plugin-api';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { signalsServiceRef } from '@backstage/plugin-signals-node';
import { dataPipelinesEnginesExtensionPoint } from '@penstock/backstage-plugin-data-pipelines-node';
import { actionsRegistryServiceRef } from './actions/alphaActions';
import { registerManifestActions } from './actions/registerManifestActions';
import { registerReadActions } from './actions/registerReadActions';
import { createApiRouter } from './api/createApiRouter';
import { Audit } from './audit/Audit';
import { AuthorizedPipelinesService } from './authorization/AuthorizedPipelinesService';
import { ElementAccess } from './authorization/ElementAccess';
import { registerPermissions } from './authorization/registerPermissions';
import { DefaultClusters } from './clusters';
import { EngineRegistry } from './EngineRegistry';
import { engines } from './engines';
import { createManifestsService } from './authorization/createManifestsService';
import { CatalogFactsReader } from './pipelines/CatalogFactsReader';
import { createReadModel } from './pipelines/createReadModel';
import { announceChanges } from './pipelines/announceChanges';

/** Data pipelines on Kubernetes: their health, and how elements of them come into being. @public */
export const dataPipelinesPlugin = createBackendPlugin({
  pluginId: 'data-pipelines',
  register(env) {
    const registry = new EngineRegistry(engines);
    env.registerExtensionPoint(dataPipelinesEnginesExtensionPoint, registry);
    env.registerInit({
      deps: {
        actions: actionsRegistryServiceRef,
        auditor: coreServices.auditor,
        auth: coreServices.auth,
        catalog: catalogServiceRef,
        config: coreServices.rootConfig,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        lifecycle: coreServices.lifecycle,
        logger: coreServices.logger,
        permissions: coreServices.permissions,
        permissionsRegistry: coreServices.permissionsRegistry,
        scheduler: coreServices.scheduler,
        signals: signalsServiceRef,
        userInfo: coreServices.userInfo,
      },
      async init({ actions, auditor, auth, catalog, config, permissions, permissionsRegistry, ...rest }) {
        const { httpAuth, httpRouter, lifecycle, logger, scheduler, signals, userInfo } = rest;
        const clusters = await DefaultClusters.fromConfig(config, { logger });
        const facts = new CatalogFactsReader({ catalog, auth, logger });
        const onWordsChanged = announceChanges(signals, logger);
        const model = createReadModel({ config, logger, clusters, engines: registry.all(), facts, onWordsChanged });
        facts.onChange(() => model.views.schedule());

        const audit = new Audit({ auditor, logger });
        const access = new ElementAccess(permissions);
        const pipelines = new AuthorizedPipelinesService({ inner: model.service, access, audit });
        const manifests = createManifestsService({
          ...{ clusters, engines: registry.all(), facts, views: model.views, inventory: model.inventory, permissions, audit },
        });
        registerPermissions(permissionsRegistry, model.views);
        registerReadActions(actions, pipelines);
        registerManifestActions(actions, manifests);
        httpRouter.use(await createApiRouter({ pipelines, manifests, httpAuth, userInfo, logger }));

        lifecycle.addStartupHook(async () => {
          model.start();
          await scheduler.scheduleTask({
            id: 'read-catalog-facts',
            scope: 'local',
            frequency: { seconds: 15 },
            timeout: { seconds: 30 },
            fn: () => facts.refresh(),
          });
        });
        lifecycle.addShutdownHook(async () => {
          await model.stop();
          await clusters.close();
        });
      },
    });
  },
});
