import type { AuditorService, LoggerService, PermissionsService, RootConfigService } from '@backstage/backend-plugin-api';
import type { Engine } from '@penstock/backstage-plugin-data-pipelines-node';
import type { ActionsRegistryService } from './actions/alphaActions';
import { registerManifestActions } from './actions/registerManifestActions';
import { registerOperationActions } from './actions/registerOperationActions';
import { registerReadActions } from './actions/registerReadActions';
import { registerScheduleActions } from './actions/registerScheduleActions';
import { Audit } from './audit/Audit';
import { AuthorizedOperationsService } from './authorization/AuthorizedOperationsService';
import { AuthorizedPipelinesService } from './authorization/AuthorizedPipelinesService';
import { AuthorizedRecoveryPointsService } from './authorization/AuthorizedRecoveryPointsService';
import { AuthorizedSchedulesService } from './authorization/AuthorizedSchedulesService';
import { AuthorizedVolumesService } from './authorization/AuthorizedVolumesService';
import { ElementAccess } from './authorization/ElementAccess';
import { ServiceLimits } from './authorization/ServiceLimits';
import { createManifestsService } from './createManifestsService';
import type { Rooms } from './createRooms';
import type { ManifestsService } from './operations/manifests/ManifestsService';
import type { OperationsDoor } from './operations/OperationsService';
import type { PipelinesService } from './pipelines/PipelinesService';
import type { SchedulesDoor } from './policies/SchedulesService';
import type { RecoveryPointsDoor } from './recovery/RecoveryPointsService';
import { DefaultVolumesService } from './volumes/DefaultVolumesService';
import type { VolumesService } from './volumes/VolumesService';

/** What decides and records at the doors. */
export interface CreateDoorsOptions {
  auditor: AuditorService;
  config: RootConfigService;
  engines: readonly Engine[];
  logger: LoggerService;
  permissions: PermissionsService;
}

/** The services behind their authorization: all that HTTP and actions may speak to. */
export interface Doors {
  pipelines: PipelinesService;
  volumes: VolumesService;
  manifests: ManifestsService;
  operations: OperationsDoor;
  points: RecoveryPointsDoor;
  schedules: SchedulesDoor;
}

/** Puts one decorator in front of each room that is spoken to. @throws InputError for limits of services that make no sense */
export function createDoors({ clusters, facts, model, data, schedules }: Rooms, options: CreateDoorsOptions): Doors {
  const { auditor, config, engines, logger, permissions } = options;
  const { views, inventory } = model;
  const audit = new Audit({ auditor, logger });
  const access = new ElementAccess(permissions, ServiceLimits.fromConfig(config));
  return {
    pipelines: new AuthorizedPipelinesService({ inner: model.service, access, audit }),
    volumes: new AuthorizedVolumesService({ inner: new DefaultVolumesService({ clusters, pipelines: model.service }), access, audit }),
    manifests: createManifestsService({ clusters, engines, facts, views, inventory, access, audit }),
    operations: new AuthorizedOperationsService({ inner: data.service, access, audit, isLastGood: id => data.points.isLastGood(id) }),
    points: new AuthorizedRecoveryPointsService({ inner: data.points, access, audit }),
    schedules: new AuthorizedSchedulesService({ inner: schedules, access, audit }),
  };
}

/** The doors as Backstage actions. */
export function registerActions(registry: ActionsRegistryService, { pipelines, manifests, operations, points, schedules }: Doors): void {
  registerReadActions(registry, pipelines);
  registerManifestActions(registry, manifests);
  registerOperationActions(registry, operations, points);
  registerScheduleActions(registry, schedules);
}
