import { createApp } from '@backstage/frontend-defaults';
import catalogPlugin from '@backstage/plugin-catalog/alpha';
import catalogGraphPlugin from '@backstage/plugin-catalog-graph/alpha';
import notificationsPlugin from '@backstage/plugin-notifications/alpha';
import orgPlugin from '@backstage/plugin-org/alpha';
import scaffolderPlugin from '@backstage/plugin-scaffolder/alpha';
import signalsPlugin from '@backstage/plugin-signals/alpha';
import userSettingsPlugin from '@backstage/plugin-user-settings/alpha';
import dataPipelinesPlugin from '@penstock/backstage-plugin-data-pipelines';
import { navModule } from './modules/nav';
import { signInModule } from './modules/signIn';
import { simulationModule } from './modules/simulation';
import { startPageModule } from './modules/startPage';

/** A portal with Penstock installed: the pipelines page is the first that a user sees. */
export default createApp({
  features: [
    // First, so that on entity pages the health card stands above the catalog's own cards.
    dataPipelinesPlugin,
    catalogPlugin,
    catalogGraphPlugin,
    notificationsPlugin,
    orgPlugin,
    scaffolderPlugin,
    signalsPlugin,
    userSettingsPlugin,
    navModule,
    signInModule,
    simulationModule,
    startPageModule,
  ],
});
