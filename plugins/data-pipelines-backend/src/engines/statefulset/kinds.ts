import type { WatchedKind } from '@penstock/backstage-plugin-data-pipelines-node';
import { GITOPS_ANNOTATIONS } from '../shared/gitOps';

/** A StatefulSet that no operator makes: root of the element, and what makes its claims. */
export const STATEFUL_SET: WatchedKind = {
  group: 'apps',
  kind: 'StatefulSet',
  versions: ['v1'],
  keep: ['spec.ordinals.start', 'spec.updateStrategy.type', 'spec.persistentVolumeClaimRetentionPolicy', 'spec.volumeClaimTemplates.*.spec.volumeAttributesClassName'],
  keepAnnotations: ['penstock.dev/*', ...GITOPS_ANNOTATIONS],
};
