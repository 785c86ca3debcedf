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

/** Every permission of Penstock. @public */
export const dataPipelinesPermissions = [
  elementReadPermission,
  elementCreatePermission,
  clusterReadPermission,
  manifestLintPermission,
];
