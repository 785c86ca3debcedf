import type { SchedulesDoor } from '../policies/SchedulesService';
import type { ApiRouter, ReadCaller } from './createApiRouter';

/** `GET /schedules`, `PUT` and `DELETE /schedules/{schedule}`. */
export function addScheduleRoutes(router: ApiRouter, readCaller: ReadCaller, { schedules }: { schedules: SchedulesDoor }): void {
  router.get('/schedules', async (req, res) => {
    const caller = await readCaller(req);
    const { pipeline, element } = req.query;
    res.json(await schedules.list({ pipeline, element }, caller));
  });

  router.put('/schedules/:schedule', async (req, res) => {
    const caller = await readCaller(req);
    res.json(await schedules.put(req.params.schedule, req.body, req.query.dryRun ?? false, caller));
  });

  router.delete('/schedules/:schedule', async (req, res) => {
    await schedules.remove(req.params.schedule, await readCaller(req));
    res.status(204).end();
  });
}
