import { createPermission } from '@backstage/plugin-permission-common';

/** Resource type of everything that belongs to a pipeline. @public */
export const RESOURCE_TYPE_ELEMENT = 'data-pipelines-element';

/**
 * See a pipeline, its elements, members and volumes. Conditional on ownership,
 * cluster, namespace and pipeline.
 * @public
 */
export const elementReadPermission = createPermission({
  name: 'data-pipelines.element.read',
  attributes: { action: 'read' },
  resourceType: RESOURCE_TYPE_ELEMENT,
});

/**
 * Create or change an element by dry run and apply. Conditional like
 * {@link elementReadPermission}.
 * @public
 */
export const elementCreatePermission = createPermission({
  name: 'data-pipelines.element.create',
  attributes: { action: 'create' },
  resourceType: RESOURCE_TYPE_ELEMENT,
});

/** See which clusters there are and what they can do. @public */
export const clusterReadPermission = createPermission({
  name: 'data-pipelines.cluster.read',
  attributes: { action: 'read' },
});

/** Check manifests against the lint rules, without a cluster. @public */
export const manifestLintPermission = createPermission({
  name: 'data-pipelines.manifest.lint',
  attributes: { action: 'read' },
});

/** See operations, recovery points and leftovers of an element. Conditional like {@link elementReadPermission}. @public */
export const operationReadPermission = createPermission({
  name: 'data-pipelines.operation.read',
  attributes: { action: 'read' },
  resourceType: RESOURCE_TYPE_ELEMENT,
});

/** Cancel an operation that somebody started. @public */
export const operationCancelPermission = createPermission({
  name: 'data-pipelines.operation.cancel',
  attributes: { action: 'update' },
  resourceType: RESOURCE_TYPE_ELEMENT,
});

/** Grow volumes or change their attributes class. @public */
export const volumeExpandPermission = createPermission({
  name: 'data-pipelines.volume.expand',
  attributes: { action: 'update' },
  resourceType: RESOURCE_TYPE_ELEMENT,
});

/** Take a recovery point. @public */
export const snapshotCreatePermission = createPermission({
  name: 'data-pipelines.snapshot.create',
  attributes: { action: 'create' },
  resourceType: RESOURCE_TYPE_ELEMENT,
});

/** Restore or clone beside what runs: into a new namespace or under a new name. @public */
export const restoreCopyPermission = createPermission({
  name: 'data-pipelines.restore.copy',
  attributes: { action: 'create' },
  resourceType: RESOURCE_TYPE_ELEMENT,
});

/** Replace the data of a running element, and take that back. @public */
export const restoreInPlacePermission = createPermission({
  name: 'data-pipelines.restore.in-place',
  attributes: { action: 'update' },
  resourceType: RESOURCE_TYPE_ELEMENT,
});

/** Delete a recovery point that is not the last good one, and remove leftovers. @public */
export const snapshotDeletePermission = createPermission({
  name: 'data-pipelines.snapshot.delete',
  attributes: { action: 'delete' },
  resourceType: RESOURCE_TYPE_ELEMENT,
});

/** Delete the last good recovery point of an element; asked besides {@link snapshotDeletePermission}. @public */
export const snapshotDeleteLastPermission = createPermission({
  name: 'data-pipelines.snapshot.delete-last',
  attributes: { action: 'delete' },
  resourceType: RESOURCE_TYPE_ELEMENT,
});

/** Create, change, pause and remove snapshot schedules. @public */
export const scheduleWritePermission = createPermission({
  name: 'data-pipelines.schedule.write',
  attributes: { action: 'update' },
  resourceType: RESOURCE_TYPE_ELEMENT,
});

/** Every permission of Penstock. @public */
export const dataPipelinesPermissions = [
  elementReadPermission,
  elementCreatePermission,
  clusterReadPermission,
  manifestLintPermission,
  operationReadPermission,
  operationCancelPermission,
  volumeExpandPermission,
  snapshotCreatePermission,
  restoreCopyPermission,
  restoreInPlacePermission,
  snapshotDeletePermission,
  snapshotDeleteLastPermission,
  scheduleWritePermission,
];
