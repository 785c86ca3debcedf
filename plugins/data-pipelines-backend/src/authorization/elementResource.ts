import { RESOURCE_TYPE_ELEMENT } from '@penstock/backstage-plugin-data-pipelines-common';
import { createPermissionResourceRef } from '@backstage/plugin-permission-node';
import type { ElementResource } from '../pipelines/ElementResource';

export type { ElementResource };

/** One test on an {@link ElementResource}: the field has one of the values. */
export interface ElementCriterion {
  field: keyof ElementResource;
  values: readonly string[];
}

/** The resource type under which the rules are registered. @public */
export const elementResourceRef = createPermissionResourceRef<ElementResource, ElementCriterion>().with({
  pluginId: 'data-pipelines',
  resourceType: RESOURCE_TYPE_ELEMENT,
});

/** Whether the resource passes the criterion. Pure. */
export function meetsCriterion(resource: ElementResource, { field, values }: ElementCriterion): boolean {
  const value = resource[field];
  return value !== undefined && values.includes(value);
}
