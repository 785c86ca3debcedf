import type { Entity } from '@backstage/catalog-model';
import { compatWrapper, convertLegacyRouteRef } from '@backstage/core-compat-api';
import {
  createApiFactory,
  createComponentExtension,
  createPlugin,
  createRoutableExtension,
  discoveryApiRef,
  fetchApiRef,
} from '@backstage/core-plugin-api';
import { DataPipelinesClient } from '@penstock/backstage-plugin-data-pipelines-common';
import { dataPipelinesApiRef } from './api/dataPipelinesApiRef';
import { fetchWithDeadline } from './api/fetchWithDeadline';
import { entityData } from './entity/entityData';
import { createElementRouteRef, operationRouteRef, restoreRouteRef, rootRouteRef, templateRouteRef } from './routes';

const legacyRootRouteRef = convertLegacyRouteRef(rootRouteRef);
const legacyOperationRouteRef = convertLegacyRouteRef(operationRouteRef);
const legacyRestoreRouteRef = convertLegacyRouteRef(restoreRouteRef);

/**
 * The plugin for the old frontend system.
 * @public
 */
export const dataPipelinesPlugin = createPlugin({
  id: 'data-pipelines',
  routes: { root: legacyRootRouteRef, operation: legacyOperationRouteRef, restore: legacyRestoreRouteRef },
  externalRoutes: { createElement: convertLegacyRouteRef(createElementRouteRef), template: convertLegacyRouteRef(templateRouteRef) },
  apis: [
    createApiFactory({
      api: dataPipelinesApiRef,
      deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
      factory: ({ discoveryApi, fetchApi }) =>
        new DataPipelinesClient({ discoveryApi, fetchApi: { fetch: fetchWithDeadline(fetchApi.fetch) } }),
    }),
  ],
});

/** The pipelines page, for a `Route`. @public */
export const DataPipelinesPage = dataPipelinesPlugin.provide(
  createRoutableExtension({
    name: 'DataPipelinesPage',
    component: () => import('./pages/PipelinesPage').then(({ PipelinesPage }) => () => compatWrapper(<PipelinesPage />)),
    mountPoint: legacyRootRouteRef,
  }),
);

/** The page of an operation, for a `Route` with the path `/data-pipelines/operations/:id`. @public */
export const DataPipelinesOperationPage = dataPipelinesPlugin.provide(
  createRoutableExtension({
    name: 'DataPipelinesOperationPage',
    component: () => import('./pages/OperationPage').then(({ OperationPage }) => () => compatWrapper(<OperationPage />)),
    mountPoint: legacyOperationRouteRef,
  }),
);

/** The wizard that restores, for a `Route` with the path `/data-pipelines/restore/:point`. @public */
export const DataPipelinesRestorePage = dataPipelinesPlugin.provide(
  createRoutableExtension({
    name: 'DataPipelinesRestorePage',
    component: () => import('./pages/RestorePage').then(({ RestorePage }) => () => compatWrapper(<RestorePage />)),
    mountPoint: legacyRestoreRouteRef,
  }),
);

/** The health card, for the overview of an entity page. @public */
export const EntityDataHealthCard = dataPipelinesPlugin.provide(
  createComponentExtension({
    name: 'EntityDataHealthCard',
    component: { lazy: () => import('./entity/HealthCard').then(({ HealthCard }) => () => compatWrapper(<HealthCard />)) },
  }),
);

/** The Data tab, for an `EntityLayout.Route` with the path `/data`. @public */
export const EntityDataTab = dataPipelinesPlugin.provide(
  createComponentExtension({
    name: 'EntityDataTab',
    component: { lazy: () => import('./entity/DataTab').then(({ DataTab }) => () => compatWrapper(<DataTab />)) },
  }),
);

/** Whether an entity stands for a pipeline or an element; for `EntitySwitch.Case`. @public */
export function isDataAvailable(entity: Entity): boolean {
  return entityData(entity).kind !== 'none';
}
