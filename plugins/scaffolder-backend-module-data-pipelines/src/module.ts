import { coreServices, createBackendModule } from '@backstage/backend-plugin-api';
import { scaffolderActionsExtensionPoint } from '@backstage/plugin-scaffolder-node';
import { DataPipelinesClient } from '@penstock/backstage-plugin-data-pipelines-common';
import { createApplyAction } from './actions/apply';
import { createChangeManifestAction } from './actions/changeManifest';
import { createDryRunAction } from './actions/dryRun';
import { createLintAction } from './actions/lint';

/** Adds Penstock's actions to the scaffolder. @public */
export const scaffolderModuleDataPipelines = createBackendModule({
  pluginId: 'scaffolder',
  moduleId: 'data-pipelines',
  register(env) {
    env.registerInit({
      deps: {
        actions: scaffolderActionsExtensionPoint,
        auth: coreServices.auth,
        discovery: coreServices.discovery,
      },
      async init({ actions, auth, discovery }) {
        const api = new DataPipelinesClient({ discoveryApi: discovery });
        actions.addActions(createLintAction(), createDryRunAction({ api, auth }), createApplyAction({ api, auth }), createChangeManifestAction());
      },
    });
  },
});
