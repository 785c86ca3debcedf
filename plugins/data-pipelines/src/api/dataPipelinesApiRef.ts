import { createApiRef } from '@backstage/frontend-plugin-api';
import type { DataPipelinesApi } from '@penstock/backstage-plugin-data-pipelines-common';

/**
 * The utility API that every page and part reads through.
 * @public
 */
export const dataPipelinesApiRef = createApiRef<DataPipelinesApi>({
  id: 'plugin.data-pipelines.client',
});
