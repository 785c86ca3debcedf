import {
  ApiBlueprint,
  createFrontendPlugin,
  discoveryApiRef,
  fetchApiRef,
  PageBlueprint,
} from '@backstage/frontend-plugin-api';
import AccountTreeOutlined from '@mui/icons-material/AccountTreeOutlined';
import { DataPipelinesClient, LABEL_ELEMENT, PIPELINE_SYSTEM_TYPE } from '@penstock/backstage-plugin-data-pipelines-common';
import { EntityCardBlueprint, EntityContentBlueprint } from './alphaImports';
import { dataPipelinesApiRef } from './api/dataPipelinesApiRef';
import { fetchWithDeadline } from './api/fetchWithDeadline';
import { createElementRouteRef, dataTabRouteRef, operationRouteRef, restoreRouteRef, rootRouteRef, templateRouteRef } from './routes';
import { formFields } from './scaffolder/extensions';

const dataPipelinesApi = ApiBlueprint.make({
  params: define =>
    define({
      api: dataPipelinesApiRef,
      deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
      factory: ({ discoveryApi, fetchApi }) =>
        new DataPipelinesClient({ discoveryApi, fetchApi: { fetch: fetchWithDeadline(fetchApi.fetch) } }),
    }),
});

const pipelinesPage = PageBlueprint.make({
  params: {
    path: '/data-pipelines',
    title: 'Pipelines',
    icon: <AccountTreeOutlined />,
    routeRef: rootRouteRef,
    loader: () => import('./pages/PipelinesPage').then(({ PipelinesPage }) => <PipelinesPage />),
  },
});

const operationPage = PageBlueprint.make({
  name: 'operation',
  params: {
    path: '/data-pipelines/operations/:id',
    routeRef: operationRouteRef,
    noHeader: true,
    loader: () => import('./pages/OperationPage').then(({ OperationPage }) => <OperationPage />),
  },
});

const restorePage = PageBlueprint.make({
  name: 'restore',
  params: {
    path: '/data-pipelines/restore/:point',
    routeRef: restoreRouteRef,
    noHeader: true,
    loader: () => import('./pages/RestorePage').then(({ RestorePage }) => <RestorePage />),
  },
});

const healthCard = EntityCardBlueprint.make({
  name: 'health',
  params: {
    type: 'content',
    // The predicate form of `entityData`, which adopters can override in app-config.
    filter: {
      $any: [
        { [`metadata.annotations.${LABEL_ELEMENT}`]: { $exists: true } },
        { kind: 'System', 'spec.type': PIPELINE_SYSTEM_TYPE },
      ],
    },
    loader: () => import('./entity/HealthCard').then(({ HealthCard }) => <HealthCard />),
  },
});

const dataTab = EntityContentBlueprint.make({
  name: 'data',
  params: {
    path: '/data',
    title: 'Data',
    group: 'operation',
    routeRef: dataTabRouteRef,
    // Also on entities of the engines' types without the annotation, which then see how to link them.
    filter: {
      $any: [
        { [`metadata.annotations.${LABEL_ELEMENT}`]: { $exists: true } },
        { kind: 'System', 'spec.type': PIPELINE_SYSTEM_TYPE },
        { kind: { $in: ['Resource', 'Component'] }, 'spec.type': { $in: ['kafka', 'elasticsearch', 'spark', 'statefulset'] } },
      ],
    },
    loader: () => import('./entity/DataTab').then(({ DataTab }) => <DataTab />),
  },
});

/**
 * The Data pipelines plugin: the pipelines page, the page of an operation, the wizard
 * that restores, and on entity pages the health card and the Data tab.
 * @public
 */
export default createFrontendPlugin({
  pluginId: 'data-pipelines',
  title: 'Pipelines',
  icon: <AccountTreeOutlined />,
  info: { packageJson: () => import('../package.json') },
  routes: { root: rootRouteRef, dataTab: dataTabRouteRef, operation: operationRouteRef, restore: restoreRouteRef },
  externalRoutes: { createElement: createElementRouteRef, template: templateRouteRef },
  extensions: [dataPipelinesApi, pipelinesPage, operationPage, restorePage, healthCard, dataTab, ...formFields],
});
