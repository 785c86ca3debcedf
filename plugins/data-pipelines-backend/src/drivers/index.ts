import type { DataDriver } from '@penstock/backstage-plugin-data-pipelines-node';

/** The protection systems that Penstock brings; another module adds more through the extension point. */
export const drivers: readonly DataDriver[] = [];
