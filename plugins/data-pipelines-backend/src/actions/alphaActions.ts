/** Actions of Backstage, which it may still change; with `operations/alphaTelemetry.ts` the only file of this package that imports such parts. */
export { actionsRegistryServiceRef } from '@backstage/backend-plugin-api/alpha';
export type { ActionsRegistryService } from '@backstage/backend-plugin-api/alpha';
