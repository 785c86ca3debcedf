import type { PipelinesService } from '../pipelines/PipelinesService';
import type { ApiRouter, ReadCaller } from './createApiRouter';

/** `GET /clusters`. */
export function addClusterRoutes(
  router: ApiRouter,
  readCaller: ReadCaller,
  { pipelines }: { pipelines: PipelinesService },
): void {
  router.get('/clusters', async (req, res) => {
    res.json(await pipelines.listClusters(await readCaller(req)));
  });
}
