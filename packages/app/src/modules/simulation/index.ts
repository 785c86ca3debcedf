import { ApiBlueprint, configApiRef, createFrontendModule, discoveryApiRef, fetchApiRef } from '@backstage/frontend-plugin-api';
import { simulationControlsApiRef } from '@penstock/backstage-plugin-data-pipelines';
import { SimulationClient } from './SimulationClient';

const simulationControls = ApiBlueprint.make({
  name: 'simulation-controls',
  params: define =>
    define({
      api: simulationControlsApiRef,
      deps: { configApi: configApiRef, discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
      factory: ({ configApi, discoveryApi, fetchApi }) =>
        new SimulationClient({ demo: configApi.getOptionalBoolean('app.demo') ?? false, discoveryApi, fetchApi }),
    }),
});

/** In the demo the banner of Penstock's pages can break the simulated clusters and reset them. */
export const simulationModule = createFrontendModule({ pluginId: 'data-pipelines', extensions: [simulationControls] });
