import type { HttpAuthService, LoggerService, UserInfoService } from '@backstage/backend-plugin-api';
import express, { type NextFunction, type Request, type Response, type Router } from 'express';
import { UnknownNameError } from '../errors';
import type { ManifestsService } from '../operations/manifests/ManifestsService';
import type { OperationsDoor } from '../operations/OperationsService';
import type { PipelinesService } from '../pipelines/PipelinesService';
import type { SchedulesDoor } from '../policies/SchedulesService';
import type { RecoveryPointsDoor } from '../recovery/RecoveryPointsService';
import { createOpenApiRouter } from '../schema/openapi';
import type { VolumesService } from '../volumes/VolumesService';
import { addClusterRoutes } from './clusterRoutes';
import { addElementRoutes } from './elementRoutes';
import { createErrorStep } from './errorStep';
import { addManifestRoutes } from './manifestRoutes';
import { addOperationRoutes } from './operationRoutes';
import { addPipelineRoutes } from './pipelineRoutes';
import { addRecoveryPointRoutes } from './recoveryPointRoutes';
import { createRequestKindStep } from './requestKindStep';
import { addScheduleRoutes } from './scheduleRoutes';
import type { Caller } from '../audit/Audit';

/** Largest request body: manifests of one request are held in memory and sent on one by one. */
const MAX_BODY = '1mb';

/** The router that the OpenAPI document describes; it has validated a request before a route sees it. */
export type ApiRouter = Awaited<ReturnType<typeof createOpenApiRouter>>;

/** What the routes need; the services have decided about permissions already. */
export interface ApiOptions {
  pipelines: PipelinesService;
  volumes: VolumesService;
  manifests: ManifestsService;
  operations: OperationsDoor;
  points: RecoveryPointsDoor;
  schedules: SchedulesDoor;
  httpAuth: HttpAuthService;
  userInfo: UserInfoService;
  logger: LoggerService;
}

/** Finds out who asks. */
export type ReadCaller = (request: Parameters<HttpAuthService['credentials']>[0]) => Promise<Caller>;

/** Paths that begin with a dot are Backstage's own, and are served after this router. */
function refuseUnknownRoute(request: Request, _response: Response, next: NextFunction): void {
  if (request.path.startsWith('/.')) {
    next();
    return;
  }
  const route = `${request.method} ${request.path.slice(0, 200)}`;
  next(
    new UnknownNameError(`There is no ${route} in this API; compare it with the API document at /api/data-pipelines/openapi.json`, {
      code: 'INPUT_INVALID',
      reason: `There is no ${route} in this API.`,
      remedy: 'Compare the request with the API document at /api/data-pipelines/openapi.json.',
    }),
  );
}

/** The HTTP API, as `src/schema/openapi.yaml` describes it. */
export async function createApiRouter(options: ApiOptions): Promise<Router> {
  const router = await createOpenApiRouter({ middleware: [express.json({ limit: MAX_BODY }), createRequestKindStep()] });
  const caller: ReadCaller = async request => ({
    credentials: await options.httpAuth.credentials(request, { allow: ['user', 'service'] }),
    request,
  });
  addPipelineRoutes(router, caller, options);
  addElementRoutes(router, caller, options);
  addClusterRoutes(router, caller, options);
  addManifestRoutes(router, caller, options);
  addOperationRoutes(router, caller, options);
  addRecoveryPointRoutes(router, caller, options);
  addScheduleRoutes(router, caller, options);
  router.use(refuseUnknownRoute);
  router.use(createErrorStep(options.logger));
  return router;
}
