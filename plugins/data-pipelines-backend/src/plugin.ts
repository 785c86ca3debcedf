import { coreServices, createBackendPlugin } from '@backstage/backend-plugin-api';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { notificationService } from '@backstage/plugin-notifications-node';
import { signalsServiceRef } from '@backstage/plugin-signals-node';
import { dataPipelinesDriversExtensionPoint, dataPipelinesEnginesExtensionPoint } from '@penstock/backstage-plugin-data-pipelines-node';
import { actionsRegistryServiceRef } from './actions/alphaActions';
import { createApiRouter } from './api/createApiRouter';
import { registerPermissions } from './authorization/registerPermissions';
import { createDoors, registerActions } from './createDoors';
import { createRooms } from './createRooms';
import { DriverRegistry } from './DriverRegistry';
import { drivers } from './drivers';
import { EngineRegistry } from './EngineRegistry';
import { engines } from './engines';
import { metricsServiceRef, tracingServiceRef } from './operations/alphaTelemetry';

/** Data pipelines on Kubernetes: their health, how elements of them come into being, and operations on their data. @public */
export const dataPipelinesPlugin = createBackendPlugin({
  pluginId: 'data-pipelines',
  register(env) {
    const engineRegistry = new EngineRegistry(engines);
    const driverRegistry = new DriverRegistry(drivers);
    env.registerExtensionPoint(dataPipelinesEnginesExtensionPoint, engineRegistry);
    env.registerExtensionPoint(dataPipelinesDriversExtensionPoint, driverRegistry);
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
        metrics: metricsServiceRef,
        notifications: notificationService,
        permissions: coreServices.permissions,
        permissionsRegistry: coreServices.permissionsRegistry,
        scheduler: coreServices.scheduler,
        signals: signalsServiceRef,
        tracing: tracingServiceRef,
        userInfo: coreServices.userInfo,
      },
      async init({ actions, auditor, httpAuth, httpRouter, lifecycle, permissions, permissionsRegistry, userInfo, ...deps }) {
        const { config, logger } = deps;
        const parts = { engines: engineRegistry.all(), drivers: driverRegistry.all() };
        const rooms = await createRooms({ ...deps, ...parts });
        const doors = createDoors(rooms, { auditor, config, logger, permissions, engines: parts.engines });
        registerPermissions(permissionsRegistry, rooms.model.views);
        registerActions(actions, doors);
        httpRouter.use(await createApiRouter({ ...doors, httpAuth, userInfo, logger }));
        lifecycle.addStartupHook(() => rooms.start());
        lifecycle.addShutdownHook(() => rooms.stop());
      },
    });
  },
});
