import type { PipelinesService } from '../pipelines/PipelinesService';
import type { VolumesService } from '../volumes/VolumesService';
import type { ApiRouter, ReadCaller } from './createApiRouter';

/** `GET /elements/{element}` and what there is below it. */
export function addElementRoutes(
  router: ApiRouter,
  readCaller: ReadCaller,
  { pipelines, volumes }: { pipelines: PipelinesService; volumes: VolumesService },
): void {
  router.get('/elements/:element', async (req, res) => {
    res.json(await pipelines.getElement(req.params.element, await readCaller(req)));
  });
  router.get('/elements/:element/volumes/:volume', async (req, res) => {
    res.json(await volumes.getVolume(req.params.element, req.params.volume, await readCaller(req)));
  });
}
