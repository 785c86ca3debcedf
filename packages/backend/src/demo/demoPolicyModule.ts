import { coreServices, createBackendModule } from '@backstage/backend-plugin-api';
import { policyExtensionPoint } from '@backstage/plugin-permission-node/alpha';
import { DemoPermissionPolicy } from './DemoPermissionPolicy';

/**
 * Gives the permission backend the demo's policy, where the configuration has
 * the demo's sign-in (`auth.providers.demo`). Elsewhere it leaves the place to
 * the policy of the adopter; without one the permission backend refuses to
 * start.
 */
export default createBackendModule({
  pluginId: 'permission',
  moduleId: 'demo-policy',
  register(reg) {
    reg.registerInit({
      deps: { config: coreServices.rootConfig, policy: policyExtensionPoint },
      async init({ config, policy }) {
        if (!config.has('auth.providers.demo')) return;
        policy.setPolicy(new DemoPermissionPolicy());
      },
    });
  },
});
