import type { RecoveryPointsDoor } from '../recovery/RecoveryPointsService';
import type { ApiRouter, ReadCaller } from './createApiRouter';

/** `GET /recovery-points` and `GET /recovery-points/{recoveryPoint}`. */
export function addRecoveryPointRoutes(router: ApiRouter, readCaller: ReadCaller, { points }: { points: RecoveryPointsDoor }): void {
  router.get('/recovery-points', async (req, res) => {
    const caller = await readCaller(req);
    const { pipeline, element, day, state, limit, cursor } = req.query;
    res.json(await points.list({ pipeline, element, day, state, limit, cursor }, caller));
  });

  router.get('/recovery-points/:recoveryPoint', async (req, res) => {
    res.json(await points.get(req.params.recoveryPoint, await readCaller(req)));
  });
}
