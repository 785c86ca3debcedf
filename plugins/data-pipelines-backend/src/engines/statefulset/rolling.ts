import type { KubernetesObject } from '@penstock/backstage-plugin-data-pipelines-node';
import { textAt } from '../shared/reading';

/** Whether Kubernetes is replacing the pods of a StatefulSet by ones of a newer template. */
export function isRolling(set: KubernetesObject): boolean {
  const [current, update] = [textAt(set, 'status.currentRevision'), textAt(set, 'status.updateRevision')];
  return current !== undefined && update !== undefined && current !== update && textAt(set, 'spec.updateStrategy.type') !== 'OnDelete';
}
