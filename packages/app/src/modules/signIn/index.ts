import { createFrontendModule } from '@backstage/frontend-plugin-api';
import { SignInPageBlueprint } from '@backstage/plugin-app-react';

const signInPage = SignInPageBlueprint.make({
  params: { loader: () => import('./DemoSignIn').then(({ DemoSignIn }) => DemoSignIn) },
});

/** How users come in. */
export const signInModule = createFrontendModule({ pluginId: 'app', extensions: [signInPage] });
