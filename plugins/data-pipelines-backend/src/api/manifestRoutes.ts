import type { ManifestsService } from '../operations/manifests/ManifestsService';
import type { ApiRouter, ReadCaller } from './createApiRouter';

/** `POST /manifests/lint`, `/manifests/dry-run` and `/manifests/apply`. */
export function addManifestRoutes(
  router: ApiRouter,
  readCaller: ReadCaller,
  { manifests }: { manifests: ManifestsService },
): void {
  router.post('/manifests/lint', async (req, res) => {
    res.json(await manifests.lint(req.body, await readCaller(req)));
  });

  router.post('/manifests/dry-run', async (req, res) => {
    res.json(await manifests.dryRun(req.body, await readCaller(req)));
  });

  router.post('/manifests/apply', async (req, res) => {
    res.json(await manifests.apply(req.body, await readCaller(req)));
  });
}
