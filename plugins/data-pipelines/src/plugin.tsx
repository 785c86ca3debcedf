import {
  ApiBlueprint,
  createFrontendPlugin,
  discoveryApiRef,
  fetchApiRef,
  PageBlueprint,
} from '@backstage/frontend-plugin-api';
import AccountTreeOutlined from '@mui/icons-material/AccountTreeOutlined';
import { DataPipelinesClient } from '@penstock/backstage-plugin-data-pipelines-common';
import { dataPipelinesApiRef } from './api/dataPipelinesApiRef';
import { fetchWithDeadline } from './api/fetchWithDeadline';
import { createElementRouteRef, rootRouteRef } from './routes';

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

/**
 * The Data pipelines plugin: the pipelines page, and on entity pages the health
 * card and the Data tab.
 * @public
 */
export default createFrontendPlugin({
  pluginId: 'data-pipelines',
  title: 'Pipelines',
  icon: <AccountTreeOutlined />,
  info: { packageJson: () => import('../package.json') },
  routes: { root: rootRouteRef },
  externalRoutes: { createElement: createElementRouteRef },
  extensions: [dataPipelinesApi, pipelinesPage],
});
