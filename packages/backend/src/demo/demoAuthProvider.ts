import { coreServices, createBackendModule } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import {
  authProvidersExtensionPoint,
  createProxyAuthenticator,
  createProxyAuthProviderFactory,
} from '@backstage/plugin-auth-node';
import { DEMO_USER_HEADER, DEMO_USERS, demoUserRef } from './demoUsers';

const demoAuthenticator = createProxyAuthenticator<undefined, { userRef: string }, undefined>({
  defaultProfileTransform: async () => ({ profile: {} }),
  initialize: () => undefined,
  async authenticate({ req }) {
    const userRef = demoUserRef(req.header(DEMO_USER_HEADER));
    if (userRef === undefined) {
      throw new InputError(
        `There is no such demo user; the header ${DEMO_USER_HEADER} takes one of ${DEMO_USERS.join(', ')}`,
      );
    }
    return { result: { userRef } };
  },
});

/**
 * Signs in without a form, as the owner or as the user that the header names.
 * Does nothing unless the configuration has `auth.providers.demo`: it believes
 * whatever it is told, and belongs on a laptop only.
 */
export default createBackendModule({
  pluginId: 'auth',
  moduleId: 'demo-provider',
  register(reg) {
    reg.registerInit({
      deps: { config: coreServices.rootConfig, providers: authProvidersExtensionPoint },
      async init({ config, providers }) {
        if (!config.has('auth.providers.demo')) return;
        providers.registerProvider({
          providerId: 'demo',
          factory: createProxyAuthProviderFactory({
            authenticator: demoAuthenticator,
            signInResolver: async ({ result }, context) =>
              context.signInWithCatalogUser({ entityRef: result.userRef }),
          }),
        });
      },
    });
  },
});
