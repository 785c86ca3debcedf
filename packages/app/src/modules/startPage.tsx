import { createFrontendModule, PageBlueprint } from '@backstage/frontend-plugin-api';
import { Navigate } from 'react-router-dom';

const startPage = PageBlueprint.make({
  name: 'start',
  params: {
    path: '/',
    noHeader: true,
    loader: async () => <Navigate to="/data-pipelines" replace />,
  },
});

/** The address of the portal alone leads to the pipelines. */
export const startPageModule = createFrontendModule({ pluginId: 'app', extensions: [startPage] });
