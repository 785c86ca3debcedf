import type { DataDriver } from '@penstock/backstage-plugin-data-pipelines-node';
import { csiDriver } from './csi';

/** The protection systems that Penstock brings; another module adds more through the extension point. */
export const drivers: readonly DataDriver[] = [csiDriver];
