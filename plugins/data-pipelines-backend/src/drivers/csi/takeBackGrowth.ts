import type { Derivation } from '@penstock/backstage-plugin-data-pipelines-node';
import { textAt } from '../../engines/shared/reading';

/**
 * `csi.take-back-growth`: lowers the request of a claim that has not grown.
 * Kubernetes takes that only above the present capacity (RecoverVolumeExpansionFailure,
 * general since 1.34); one that has grown stays as it is.
 */
export const takeBackGrowth: Derivation = ({ params, facts }) => {
  const text = (field: string) => textAt(params, field) ?? '';
  if (facts[text('step')] !== undefined) return [];
  return [
    {
      act: 'patch',
      target: { cluster: text('cluster'), apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace: text('namespace'), name: text('claim') },
      uid: text('uid'),
      changes: [{ path: ['spec', 'resources', 'requests', 'storage'], from: text('from'), to: text('to') }],
    },
  ];
};
