import type { AuditorService } from '@backstage/backend-plugin-api';
import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { actionsRegistryServiceMock } from '@backstage/backend-test-utils/alpha';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import type { PermissionPolicy } from '@backstage/plugin-permission-node';
import { inventoryOf } from '@penstock/backstage-plugin-data-pipelines-node/testUtils';
import express from 'express';
import request from 'supertest';
import { registerManifestActions } from '../actions/registerManifestActions';
import { registerOperationActions } from '../actions/registerOperationActions';
import { registerScheduleActions } from '../actions/registerScheduleActions';
import { registerReadActions } from '../actions/registerReadActions';
import { createApiRouter } from '../api/createApiRouter';
import { Audit } from '../audit/Audit';
import { AuthorizedOperationsService } from '../authorization/AuthorizedOperationsService';
import { AuthorizedPipelinesService } from '../authorization/AuthorizedPipelinesService';
import { AuthorizedRecoveryPointsService } from '../authorization/AuthorizedRecoveryPointsService';
import { AuthorizedSchedulesService } from '../authorization/AuthorizedSchedulesService';
import { AuthorizedVolumesService } from '../authorization/AuthorizedVolumesService';
import { ElementAccess } from '../authorization/ElementAccess';
import type { OperationsService } from '../operations/OperationsService';
import type { SchedulesService } from '../policies/SchedulesService';
import type { RecoveryPointsService } from '../recovery/RecoveryPointsService';
import { doorsOfNothing } from '../testing/doorsOfNothing';
import { widget } from '../testing/fakeEngine';
import { noOperations, noPoints, noSchedules } from '../testing/noOperations';
import { policyPermissions } from '../testing/policyPermissions';
import { readModelOf } from '../testing/readModelOf';
import { writeModelOf } from '../testing/writeModelOf';
import type { VolumesService } from '../volumes/VolumesService';

const allowAll: PermissionPolicy = { handle: async () => ({ result: AuthorizeResult.ALLOW }) };

interface DoorOptions {
  policy?: PermissionPolicy;
  auditor?: AuditorService;
  inner?: OperationsService;
  innerPoints?: RecoveryPointsService;
  innerSchedules?: SchedulesService;
  innerVolumes?: VolumesService;
}

/**
 * Every door to one world of three widgets in the pipelines `orders` (Critical)
 * and `clicks`: the HTTP API and the actions, over the same services. For tests.
 */
export async function openDoors({ policy = allowAll, auditor, inner = noOperations, innerPoints = noPoints, innerSchedules = noSchedules, innerVolumes = doorsOfNothing.volumes }: DoorOptions = {}) {
  const reader = inventoryOf([
    widget('orders-source', { severity: 'critical', owner: 'us', writesTo: 'orders-sink' }),
    widget('orders-sink', { owner: 'us' }),
    widget('clicks-source', { pipeline: 'clicks' }),
  ]);
  const logger = mockServices.logger.mock();
  const permissions = policyPermissions(policy);
  const audit = new Audit({ auditor: auditor ?? mockServices.auditor.mock(), logger });
  const model = readModelOf([reader]);
  const pipelines = new AuthorizedPipelinesService({ inner: model.service, access: new ElementAccess(permissions), audit });
  const volumes = new AuthorizedVolumesService({ inner: innerVolumes, access: new ElementAccess(permissions), audit });
  const operations = new AuthorizedOperationsService({ inner, audit, access: new ElementAccess(permissions), isLastGood: () => false });
  const points = new AuthorizedRecoveryPointsService({ inner: innerPoints, audit, access: new ElementAccess(permissions) });
  const schedules = new AuthorizedSchedulesService({ inner: innerSchedules, audit, access: new ElementAccess(permissions) });
  const { manifests, written } = writeModelOf({ reader, views: model.views, access: new ElementAccess(permissions), audit });

  const registry = actionsRegistryServiceMock();
  registerReadActions(registry, pipelines);
  registerManifestActions(registry, manifests);
  registerOperationActions(registry, operations, points);
  registerScheduleActions(registry, schedules);
  const app = express().use(
    await createApiRouter({ pipelines, volumes, manifests, operations, points, schedules, logger, httpAuth: mockServices.httpAuth(), userInfo: mockServices.userInfo() }),
  );
  return {
    written,
    logger,
    get: (url: string) => request(app).get(url),
    post: (url: string, body: object) => request(app).post(url).set('idempotency-key', 'some-key-1').send(body),
    put: (url: string, body: object) => request(app).put(url).send(body),
    remove: (url: string) => request(app).delete(url),
    invoke: (name: string, input: object) =>
      registry.invoke({ id: `test:${name}`, input: JSON.parse(JSON.stringify(input)), credentials: mockCredentials.user() }),
    actionNames: async () => (await registry.list()).actions.map(({ name }) => name),
  };
}

/** Manifests of an element that nobody has yet. */
export const NEW_KAFKA = {
  cluster: 'prod-north',
  namespace: 'orders',
  manifests: [
    {
      apiVersion: 'kafka.strimzi.io/v1',
      kind: 'Kafka',
      metadata: {
        name: 'orders-kafka',
        labels: { 'penstock.dev/element': 'orders-kafka', 'app.kubernetes.io/part-of': 'orders' },
        annotations: { 'penstock.dev/owner': 'group:default/us' },
      },
      spec: {},
    },
  ],
};
