import type { PermissionsRegistryService } from '@backstage/backend-plugin-api';
import { isResourcePermission } from '@backstage/plugin-permission-common';
import {
  clusterReadPermission,
  dataPipelinesPermissions,
  manifestLintPermission,
  RESOURCE_TYPE_ELEMENT,
} from '@penstock/backstage-plugin-data-pipelines-common';
import type { PipelineViews } from '../pipelines/PipelineViews';
import { resourceOf } from '../pipelines/visibleViews';
import { elementResourceRef } from './elementResource';
import { elementRules } from './rules';

/** Tells the permission system what there is to decide on. A resource is named by the id of its element. */
export function registerPermissions(registry: PermissionsRegistryService, views: PipelineViews): void {
  registry.addResourceType({
    resourceRef: elementResourceRef,
    permissions: dataPipelinesPermissions.filter(permission => isResourcePermission(permission, RESOURCE_TYPE_ELEMENT)),
    rules: Object.values(elementRules),
    getResources: async ids => {
      const { elements } = views.current();
      return ids.map(id => {
        const element = elements.get(id);
        return element && resourceOf(element);
      });
    },
  });
  registry.addPermissions([clusterReadPermission, manifestLintPermission]);
}
