import { equal, Json, KubeObject, objectAt, stringAt } from '../json';
import type { ResourceKind } from '../kinds';
import { Cause, invalid } from '../status';

/** Rules that the definitions of external-snapshotter 8 put in CEL, for one kind. */
interface Rules {
  /** Members of `spec.source` of which there is exactly one; neither changes nor goes. */
  source: readonly [string, string];
  /** Member of `spec` that refers back, with name and namespace. */
  reference?: string;
}

const RULES: Record<string, Rules> = {
  VolumeSnapshot: {
    source: ['volumeSnapshotContentName', 'persistentVolumeClaimName'],
  },
  VolumeSnapshotContent: {
    source: ['volumeHandle', 'snapshotHandle'],
    reference: 'volumeSnapshotRef',
  },
  VolumeGroupSnapshot: {
    source: ['selector', 'volumeGroupSnapshotContentName'],
  },
  VolumeGroupSnapshotContent: {
    source: ['volumeHandles', 'groupSnapshotHandles'],
    reference: 'volumeGroupSnapshotRef',
  },
};
const GROUPS = ['snapshot.storage.k8s.io', 'groupsnapshot.storage.k8s.io'];

/**
 * Checks a snapshot object about to be created or changed; objects of other kinds pass.
 *
 * @throws ApiError 422 with every broken rule.
 */
export function checkSnapshot(
  kind: ResourceKind,
  before: KubeObject | undefined,
  object: KubeObject,
): void {
  const rules = GROUPS.includes(kind.group) ? RULES[kind.kind] : undefined;
  if (rules === undefined) {
    return;
  }
  const causes = [
    ...sourceCauses(rules, before, object),
    ...referenceCauses(rules, object),
  ];
  if (causes.length > 0) {
    throw invalid(kind, object.metadata.name ?? '', causes);
  }
}

function sourceCauses(
  { source }: Rules,
  before: KubeObject | undefined,
  object: KubeObject,
): Cause[] {
  const now = objectAt(object, 'spec', 'source');
  const old = objectAt(before, 'spec', 'source');
  const causes: Cause[] = [];
  if (source.filter(name => isSet(now[name])).length !== 1) {
    causes.push(
      broken(
        'spec.source',
        'object',
        `exactly one of ${source[0]} and ${source[1]} must be set`,
      ),
    );
  }
  for (const name of source) {
    if (isSet(old[name]) && !isSet(now[name])) {
      causes.push(
        broken('spec.source', 'object', `${name} is required once set`),
      );
    } else if (isSet(old[name]) && !equal(old[name], now[name])) {
      const type = typeof now[name] === 'string' ? 'string' : 'object';
      causes.push(broken(`spec.source.${name}`, type, `${name} is immutable`));
    }
  }
  return causes;
}

function referenceCauses({ reference }: Rules, object: KubeObject): Cause[] {
  if (reference === undefined) {
    return [];
  }
  const complete =
    stringAt(object, 'spec', reference, 'name') !== undefined &&
    stringAt(object, 'spec', reference, 'namespace') !== undefined;
  return complete
    ? []
    : [
        broken(
          `spec.${reference}`,
          'object',
          `both spec.${reference}.name and spec.${reference}.namespace must be set`,
        ),
      ];
}

function isSet(value: Json | undefined): boolean {
  return value !== undefined && value !== null;
}

function broken(field: string, type: string, rule: string): Cause {
  return {
    reason: 'FieldValueInvalid',
    message: `Invalid value: ${JSON.stringify(type)}: ${rule}`,
    field,
  };
}
