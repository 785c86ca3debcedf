import { coreServices, createBackendPlugin } from '@backstage/backend-plugin-api';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { signalsServiceRef } from '@backstage/plugin-signals-node';
import { notificationService } from '@backstage/plugin-notifications-node';
import { dataPipelinesDriversExtensionPoint, dataPipelinesEnginesExtensionPoint } from '@penstock/backstage-plugin-data-pipelines-node';
import { actionsRegistryServiceRef } from './actions/alphaActions';
import { registerManifestActions } from './actions/registerManifestActions';
import { registerOperationActions } from './actions/registerOperationActions';
import { registerScheduleActions } from './actions/registerScheduleActions';
import { registerReadActions } from './actions/registerReadActions';
import { createApiRouter } from './api/createApiRouter';
import { Audit } from './audit/Audit';
import { AuthorizedOperationsService } from './authorization/AuthorizedOperationsService';
import { AuthorizedPipelinesService } from './authorization/AuthorizedPipelinesService';
import { AuthorizedRecoveryPointsService } from './authorization/AuthorizedRecoveryPointsService';
import { AuthorizedSchedulesService } from './authorization/AuthorizedSchedulesService';
import { ElementAccess } from './authorization/ElementAccess';
import { registerPermissions } from './authorization/registerPermissions';
import { ServiceLimits } from './authorization/ServiceLimits';
import { DefaultClusters } from './clusters';
import { createOperations, openStore } from './createOperations';
import { openPolicies } from './createPolicies';
import { DriverRegistry } from './DriverRegistry';
import { drivers } from './drivers';
import { EngineRegistry } from './EngineRegistry';
import { engines } from './engines';
import { createManifestsService } from './authorization/createManifestsService';
import { CatalogFactsReader } from './pipelines/CatalogFactsReader';
import { createReadModel } from './pipelines/createReadModel';
import { announceChanges } from './pipelines/announceChanges';
import { RunningOperations } from './operations/RunningOperations';

/** Data pipelines on Kubernetes: their health, and how elements of them come into being. @public */
export const dataPipelinesPlugin = createBackendPlugin({
  pluginId: 'data-pipelines',
  register(env) {
    const registry = new EngineRegistry(engines);
    env.registerExtensionPoint(dataPipelinesEnginesExtensionPoint, registry);
    const protection = new DriverRegistry(drivers);
    env.registerExtensionPoint(dataPipelinesDriversExtensionPoint, protection);
    env.registerInit({
      deps: {
        actions: actionsRegistryServiceRef,
        auditor: coreServices.auditor,
        auth: coreServices.auth,
        catalog: catalogServiceRef,
        config: coreServices.rootConfig,
        database: coreServices.database,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        lifecycle: coreServices.lifecycle,
        logger: coreServices.logger,
        notifications: notificationService,
        permissions: coreServices.permissions,
        permissionsRegistry: coreServices.permissionsRegistry,
        scheduler: coreServices.scheduler,
        signals: signalsServiceRef,
        userInfo: coreServices.userInfo,
      },
      async init({ actions, auditor, auth, catalog, config, permissions, permissionsRegistry, ...rest }) {
        const { database, httpAuth, httpRouter, lifecycle, logger, notifications, scheduler, signals, userInfo } = rest;
        const clusters = await DefaultClusters.fromConfig(config, { logger });
        const parts = { clusters, engines: registry.all(), drivers: protection.all(), logger };
        const facts = new CatalogFactsReader({ catalog, auth, logger });
        const announce = announceChanges(signals, logger);
        const store = await openStore(database);
        const policies = await openPolicies(database, logger);
        const running = new RunningOperations(store, logger, () => model.views.schedule());
        const model = createReadModel({
          ...{ ...parts, config, facts, onWordsChanged: announce.pipelines },
          data: { running: () => running.current(), objectiveOf: policies.objectiveOf },
        });
        facts.onChange(() => model.views.schedule());
        const data = createOperations({ ...parts, store, model, running, notifications, objectiveOf: policies.objectiveOf, onChanged: announce.operation, metrics: {} });

        const audit = new Audit({ auditor, logger });
        const access = new ElementAccess(permissions, ServiceLimits.fromConfig(config));
        const pipelines = new AuthorizedPipelinesService({ inner: model.service, access, audit });
        const manifests = createManifestsService({
          ...{ clusters, engines: registry.all(), facts, views: model.views, inventory: model.inventory, permissions, audit },
        });
        const operations = new AuthorizedOperationsService({ ...{ inner: data.service, access, audit }, isLastGood: id => data.points.isLastGood(id) });
        const points = new AuthorizedRecoveryPointsService({ inner: data.points, access, audit });
        const schedules = new AuthorizedSchedulesService({ inner: policies.service(data, model), access, audit });
        registerPermissions(permissionsRegistry, model.views);
        registerReadActions(actions, pipelines);
        registerManifestActions(actions, manifests);
        registerOperationActions(actions, operations, points);
        registerScheduleActions(actions, schedules);
        httpRouter.use(await createApiRouter({ pipelines, manifests, operations, points, schedules, httpAuth, userInfo, logger }));

        lifecycle.addStartupHook(async () => {
          model.start();
          data.start();
          await scheduler.scheduleTask({
            id: 'read-catalog-facts',
            scope: 'local',
            frequency: { seconds: 15 },
            timeout: { seconds: 30 },
            fn: () => facts.refresh(),
          });
          await policies.start(scheduler, data);
          await scheduler.scheduleTask({
            id: 'read-running-operations',
            scope: 'local',
            frequency: { seconds: 5 },
            timeout: { seconds: 30 },
            fn: () => running.refresh(),
          });
        });
        lifecycle.addShutdownHook(async () => {
          await data.stop();
          await model.stop();
          await clusters.close();
        });
      },
    });
  },
});
