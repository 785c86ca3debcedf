import type { PipelinesService } from '../pipelines/PipelinesService';
import type { ApiRouter, ReadCaller } from './createApiRouter';

/** `GET /elements/{element}`. */
export function addElementRoutes(
  router: ApiRouter,
  readCaller: ReadCaller,
  { pipelines }: { pipelines: PipelinesService },
): void {
  router.get('/elements/:element', async (req, res) => {
    res.json(await pipelines.getElement(req.params.element, await readCaller(req)));
  });
}
