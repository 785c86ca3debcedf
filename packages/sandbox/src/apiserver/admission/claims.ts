import {
  equal,
  JsonObject,
  KubeObject,
  objectAt,
  stringAt,
} from '../json';
import type { ResourceKind } from '../kinds';
import type { Room } from '../Room';
import {
  canonicalQuantity,
  QUANTITY_MESSAGE,
  quantityValue,
} from '../../quantity';
import { badRequest, forbidden, invalid } from '../status';
import { defaultClass, withFinalizer } from './admission';
import { attributesCause } from './attributes';

const IMMUTABLE =
  'Forbidden: spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims';

/**
 * A claim about to be created: sizes canonical and above zero, the default
 * class filled in, the protection finalizer, phase Pending.
 *
 * @throws ApiError 400 for a text that is no quantity, 422 for a size that is not positive.
 */
export function admitClaim(
  room: Room,
  kind: ResourceKind,
  object: KubeObject,
): KubeObject {
  const spec = withSources(kind, object, canonicalSpec(kind, object));
  const volumeClass =
    stringAt(spec, 'storageClassName') ?? defaultClass(room)?.metadata.name;
  return {
    ...object,
    metadata: withFinalizer(object, 'kubernetes.io/pvc-protection'),
    spec: {
      volumeMode: 'Filesystem',
      ...spec,
      ...(volumeClass === undefined ? {} : { storageClassName: volumeClass }),
    },
    status: { phase: 'Pending' },
  };
}

/** Kinds that the older of the two fields may name; others are dropped from it. */
const OLD_SOURCES = ['PersistentVolumeClaim', 'VolumeSnapshot'];

/** `dataSource` and `dataSourceRef` say the same, where the older one can say it. */
function withSources(
  kind: ResourceKind,
  object: KubeObject,
  spec: JsonObject,
): JsonObject {
  const { dataSource, dataSourceRef, ...rest } = spec;
  const old = OLD_SOURCES.includes(stringAt(dataSource, 'kind') ?? '')
    ? dataSource
    : undefined;
  if (old === undefined && dataSourceRef === undefined) {
    return rest;
  }
  if (
    old !== undefined &&
    dataSourceRef !== undefined &&
    !equal(old, dataSourceRef)
  ) {
    throw invalid(kind, object.metadata.name ?? '', [
      {
        reason: 'FieldValueInvalid',
        message: `Invalid value: ${JSON.stringify(
          old,
        )}: must match dataSourceRef`,
        field: 'spec.dataSource',
      },
    ]);
  }
  const ref = dataSourceRef ?? old;
  const both =
    OLD_SOURCES.includes(stringAt(ref, 'kind') ?? '') &&
    stringAt(ref, 'namespace') === undefined;
  return {
    ...rest,
    ...(both ? { dataSource: ref } : {}),
    dataSourceRef: ref,
  };
}

/** Bytes a quota counts for a claim: what it asks for, or more while a larger size is still being tried. */
export function chargedBytes(claim: KubeObject): number {
  const tried = stringAt(claim, 'status', 'allocatedResources', 'storage');
  return Math.max(
    requestedBytes(claim),
    tried === undefined ? 0 : quantityValue(tried) ?? 0,
  );
}

/** Bytes a claim asks for; 0 when it asks for none. */
export function requestedBytes(claim: KubeObject): number {
  const text = stringAt(claim, 'spec', 'resources', 'requests', 'storage');
  return text === undefined ? 0 : quantityValue(text) ?? 0;
}

/**
 * A change of a claim: only a bound one may ask for more, only when its class
 * allows it, never for less than it has.
 *
 * @throws ApiError 403 or 422 in the words of the API server.
 */
export function admitClaimUpdate(
  room: Room,
  kind: ResourceKind,
  before: KubeObject,
  after: KubeObject,
): KubeObject {
  const name = before.metadata.name ?? '';
  const claim: KubeObject = { ...after, spec: canonicalSpec(kind, after) };
  const bound = stringAt(before, 'status', 'phase') === 'Bound';
  const oldSpec = objectAt(before, 'spec');
  const newSpec = objectAt(claim, 'spec');
  const binding =
    !bound && stringAt(oldSpec, 'volumeName') === undefined;
  if (
    !equal(fixedPart(oldSpec, bound, binding), fixedPart(newSpec, bound, binding))
  ) {
    throw invalid(kind, name, [
      {
        reason: 'FieldValueForbidden',
        message: `${IMMUTABLE}${differenceOf(oldSpec, newSpec)}`,
        field: 'spec',
      },
    ]);
  }
  const cause = attributesCause(before, claim);
  if (cause !== undefined) {
    throw invalid(kind, name, [cause]);
  }
  const oldBytes = requestedBytes(before);
  const newBytes = requestedBytes(claim);
  const capacity = stringAt(before, 'status', 'capacity', 'storage');
  if (
    newBytes < oldBytes &&
    (capacity === undefined || newBytes <= (quantityValue(capacity) ?? 0))
  ) {
    throw invalid(kind, name, [
      {
        reason: 'FieldValueForbidden',
        message: 'Forbidden: field can not be less than status.capacity',
        field: 'spec.resources.requests.storage',
      },
    ]);
  }
  if (newBytes > oldBytes && !classAllowsGrowth(room, oldSpec)) {
    throw forbidden(
      kind,
      name,
      'only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize',
    );
  }
  return claim;
}

function classAllowsGrowth(room: Room, spec: JsonObject): boolean {
  const name = stringAt(spec, 'storageClassName') ?? '';
  const volumeClass = room.store.get(
    'storage.k8s.io/storageclasses',
    undefined,
    name,
  );
  return volumeClass?.allowVolumeExpansion === true;
}

/** What of a spec may not change; binding may still name the volume, a bound claim may ask for more. */
function fixedPart(
  spec: JsonObject,
  bound: boolean,
  binding: boolean,
): JsonObject {
  const fixed: JsonObject = { ...spec };
  if (binding) {
    delete fixed.volumeName;
  }
  if (bound) {
    fixed.resources = {
      ...objectAt(spec, 'resources'),
      requests: undefined,
    };
    delete fixed.volumeAttributesClassName;
  }
  return fixed;
}

function differenceOf(before: JsonObject, after: JsonObject): string {
  const lines = ['@@ spec @@'];
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    if (!equal(before[key], after[key])) {
      lines.push(
        `- ${JSON.stringify(key)}: ${JSON.stringify(before[key] ?? null)},`,
        `+ ${JSON.stringify(key)}: ${JSON.stringify(after[key] ?? null)},`,
      );
    }
  }
  return `\n${lines.join('\n')}\n`;
}

function canonicalSpec(kind: ResourceKind, object: KubeObject): JsonObject {
  const spec = objectAt(object, 'spec');
  const resources = objectAt(spec, 'resources');
  const result: JsonObject = { ...spec, resources: { ...resources } };
  for (const side of ['requests', 'limits']) {
    const amounts = objectAt(resources, side);
    if (Object.keys(amounts).length === 0) {
      continue;
    }
    const canonical: JsonObject = {};
    for (const [resource, amount] of Object.entries(amounts)) {
      const text =
        typeof amount === 'string' || typeof amount === 'number'
          ? canonicalQuantity(amount)
          : undefined;
      if (text === undefined) {
        throw badRequest(
          `${kind.kind} in version "${kind.version}" cannot be handled as a ${kind.kind}: ${QUANTITY_MESSAGE}`,
        );
      }
      canonical[resource] = text;
    }
    result.resources = { ...objectAt(result, 'resources'), [side]: canonical };
  }
  checkPositive(kind, object, result);
  return result;
}

function checkPositive(
  kind: ResourceKind,
  object: KubeObject,
  spec: JsonObject,
): void {
  const name = object.metadata.name ?? '';
  const text = stringAt(spec, 'resources', 'requests', 'storage');
  if (text === undefined) {
    throw invalid(kind, name, [
      {
        reason: 'FieldValueRequired',
        message: 'Required value',
        field: 'spec.resources[storage]',
      },
    ]);
  }
  if ((quantityValue(text) ?? 0) <= 0) {
    throw invalid(kind, name, [
      {
        reason: 'FieldValueInvalid',
        message: `Invalid value: ${JSON.stringify(
          text,
        )}: must be greater than zero`,
        field: 'spec.resources[storage]',
      },
    ]);
  }
}
