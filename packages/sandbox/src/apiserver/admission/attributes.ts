import { equal, KubeObject, objectAt, stringAt } from '../json';
import type { ResourceKind } from '../kinds';
import { Cause, invalid } from '../status';

/**
 * What the API says to a VolumeAttributesClass: it has parameters, and neither they nor its driver change.
 *
 * @throws ApiError 422.
 */
export function checkAttributesClass(
  kind: ResourceKind,
  before: KubeObject | undefined,
  object: KubeObject,
): void {
  const causes: Cause[] = [];
  if (Object.keys(objectAt(object, 'parameters')).length === 0) {
    causes.push({
      reason: 'FieldValueRequired',
      message: 'Required value: must contain at least one key/value pair',
      field: 'parameters',
    });
  }
  for (const field of ['driverName', 'parameters']) {
    if (before !== undefined && !equal(before[field], object[field])) {
      causes.push({
        reason: 'FieldValueForbidden',
        message: `Forbidden: updates to ${field} are forbidden.`,
        field,
      });
    }
  }
  if (causes.length > 0) {
    throw invalid(kind, object.metadata.name ?? '', causes);
  }
}

/** Why a claim's attributes class may not change so; undefined when it may. */
export function attributesCause(
  before: KubeObject,
  after: KubeObject,
): Cause | undefined {
  const current = stringAt(before, 'status', 'currentVolumeAttributesClassName');
  const [old, wanted] = [before, after].map(claim =>
    stringAt(claim, 'spec', 'volumeAttributesClassName'),
  );
  if (current === undefined || old === wanted || wanted) {
    return undefined;
  }
  return {
    reason: 'FieldValueForbidden',
    message: `Forbidden: update to ${
      wanted === undefined ? 'nil' : 'empty string'
    } is forbidden when status.currentVolumeAttributesClassName is not nil`,
    field: 'spec.volumeAttributesClassName',
  };
}
