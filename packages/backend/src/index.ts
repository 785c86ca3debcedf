import { createBackend } from '@backstage/backend-defaults';
import { stringifyError } from '@backstage/errors';

const backend = createBackend();

backend.add(import('@backstage/plugin-app-backend'));

// Who signs in, and what they may do. The demo's two modules do nothing unless the configuration has auth.providers.demo;
// a real installation adds its own provider and its own policy here, and does not start without a policy.
backend.add(import('@backstage/plugin-auth-backend'));
backend.add(import('@backstage/plugin-permission-backend'));
backend.add(import('./demo/demoAuthProvider'));
backend.add(import('./demo/demoPolicyModule'));

backend.add(import('@backstage/plugin-catalog-backend'));
backend.add(import('@backstage/plugin-catalog-backend-module-logs'));
backend.add(import('@backstage/plugin-catalog-backend-module-scaffolder-entity-model'));
backend.add(import('@backstage/plugin-scaffolder-backend'));
backend.add(import('@backstage/plugin-scaffolder-backend-module-github'));
backend.add(import('@backstage/plugin-scaffolder-backend-module-notifications'));
backend.add(import('@backstage/plugin-search-backend'));
backend.add(import('@backstage/plugin-search-backend-module-catalog'));
backend.add(import('@backstage/plugin-user-settings-backend'));
backend.add(import('@backstage/plugin-notifications-backend'));
backend.add(import('@backstage/plugin-events-backend'));
backend.add(import('@backstage/plugin-signals-backend'));
backend.add(import('@backstage/plugin-mcp-actions-backend'));

// Switches of the simulated clusters; does nothing outside the demo.
backend.add(import('./demo/simulationPlugin'));

// Penstock.
backend.add(import('@penstock/backstage-plugin-data-pipelines-backend'));
backend.add(import('@penstock/backstage-plugin-catalog-backend-module-data-pipelines'));
backend.add(import('@penstock/backstage-plugin-scaffolder-backend-module-data-pipelines'));

backend.start().catch((error: unknown) => {
  // Backstage only logs this and would leave a process that answers nothing.
  process.stderr.write(`The backend could not start: ${stringifyError(error)}\n`);
  process.exit(1);
});
