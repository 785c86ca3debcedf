/** The only file of this package that imports what Backstage may still change. */
export { actionsRegistryServiceRef } from '@backstage/backend-plugin-api/alpha';
export type { ActionsRegistryService } from '@backstage/backend-plugin-api/alpha';
