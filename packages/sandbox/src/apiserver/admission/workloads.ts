import { equal, JsonObject, KubeObject, objectAt } from '../json';
import type { ResourceKind } from '../kinds';
import { invalid } from '../status';

const STATEFUL_SET_MUTABLE = [
  'replicas',
  'ordinals',
  'template',
  'updateStrategy',
  'revisionHistoryLimit',
  'persistentVolumeClaimRetentionPolicy',
  'minReadySeconds',
];

/**
 * The fields of a StatefulSet that may not change.
 *
 * @throws ApiError 422 in the words of the API server.
 */
export function admitWorkloadUpdate(
  kind: ResourceKind,
  before: KubeObject,
  after: KubeObject,
): void {
  if (kind.kind !== 'StatefulSet') {
    return;
  }
  const fixed = (object: KubeObject): JsonObject => {
    const spec = { ...objectAt(object, 'spec') };
    for (const field of STATEFUL_SET_MUTABLE) {
      delete spec[field];
    }
    return spec;
  };
  if (!equal(fixed(before), fixed(after))) {
    throw invalid(kind, before.metadata.name ?? '', [
      {
        reason: 'FieldValueForbidden',
        message:
          "Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden",
        field: 'spec',
      },
    ]);
  }
}
