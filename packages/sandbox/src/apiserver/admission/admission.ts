import { KubeObject, objectAt, stringAt } from '../json';
import { ResourceKind, resourceKey } from '../kinds';
import { definitionStatus } from '../customKinds';
import { Room, timestamp } from '../Room';
import { ApiError, forbidden } from '../status';
import { checkAttributesClass } from './attributes';
import { admitClaim, admitClaimUpdate } from './claims';
import { checkQuota } from './quota';
import { checkSnapshot } from './snapshots';
import { admitWorkloadUpdate } from './workloads';

/**
 * What admission does to an object about to be created: the namespace must
 * live, built-in kinds get their first status and defaults, quotas hold.
 *
 * @throws ApiError 403, 404 or 422.
 */
export function admitCreate(
  room: Room,
  kind: ResourceKind,
  object: KubeObject,
): KubeObject {
  if (kind.namespaced) {
    checkNamespace(room, kind, object);
  }
  switch (kind.kind) {
    case 'Namespace':
      return namespaceBorn(object);
    case 'PersistentVolumeClaim': {
      const claim = admitClaim(room, kind, object);
      checkQuota(room, kind, undefined, claim);
      return claim;
    }
    case 'PersistentVolume':
      return {
        ...object,
        metadata: withFinalizer(object, 'kubernetes.io/pv-protection'),
        status: { phase: 'Pending' },
      };
    case 'Pod':
      return kind.group === '' ? podBorn(object) : object;
    case 'Secret':
      return secretBorn(object);
    case 'VolumeAttributesClass':
      checkAttributesClass(kind, undefined, object);
      return object;
    case 'CustomResourceDefinition':
      return definitionStatus(object, timestamp(room.now()));
    default:
      checkSnapshot(kind, undefined, object);
      return object;
  }
}

/**
 * What admission says to a change.
 *
 * @throws ApiError 403 or 422.
 */
export function admitUpdate(
  room: Room,
  kind: ResourceKind,
  before: KubeObject,
  after: KubeObject,
  subresource: string | undefined,
): KubeObject {
  if (subresource !== undefined) {
    return after;
  }
  if (kind.custom) {
    checkSnapshot(kind, before, after);
    return after;
  }
  if (kind.kind === 'PersistentVolumeClaim') {
    const claim = admitClaimUpdate(room, kind, before, after);
    checkQuota(room, kind, before, claim);
    return claim;
  }
  if (kind.kind === 'Secret') {
    return secretBorn(after);
  }
  if (kind.kind === 'VolumeAttributesClass') {
    checkAttributesClass(kind, before, after);
  }
  admitWorkloadUpdate(kind, before, after);
  return after;
}

function checkNamespace(
  room: Room,
  kind: ResourceKind,
  object: KubeObject,
): void {
  const name = object.metadata.namespace ?? '';
  const namespace = room.store.get('/namespaces', undefined, name);
  if (namespace === undefined) {
    throw new ApiError(404, 'NotFound', `namespaces "${name}" not found`, {
      details: { name, kind: 'namespaces' },
    });
  }
  if (namespace.metadata.deletionTimestamp !== undefined) {
    throw forbidden(
      kind,
      object.metadata.name ?? '',
      `unable to create new content in namespace ${name} because it is being terminated`,
      [
        {
          reason: 'NamespaceTerminating',
          message: `namespace ${name} is being terminated`,
          field: 'metadata.namespace',
        },
      ],
    );
  }
}

/** The metadata with one more finalizer. */
export function withFinalizer(
  object: KubeObject,
  finalizer: string,
): KubeObject['metadata'] {
  const finalizers = object.metadata.finalizers ?? [];
  return {
    ...object.metadata,
    finalizers: finalizers.includes(finalizer)
      ? finalizers
      : [...finalizers, finalizer],
  };
}

function namespaceBorn(object: KubeObject): KubeObject {
  return {
    ...object,
    metadata: {
      ...object.metadata,
      labels: {
        ...object.metadata.labels,
        'kubernetes.io/metadata.name': object.metadata.name ?? '',
      },
    },
    spec: { ...objectAt(object, 'spec'), finalizers: ['kubernetes'] },
    status: { phase: 'Active' },
  };
}

function podBorn(object: KubeObject): KubeObject {
  const spec = objectAt(object, 'spec');
  return {
    ...object,
    spec: {
      restartPolicy: 'Always',
      terminationGracePeriodSeconds: 30,
      dnsPolicy: 'ClusterFirst',
      schedulerName: 'default-scheduler',
      serviceAccountName: 'default',
      ...spec,
    },
    status: { phase: 'Pending' },
  };
}

/** `stringData` is written into `data`, never kept. */
function secretBorn(object: KubeObject): KubeObject {
  const { stringData, ...rest } = object;
  const data = { ...objectAt(object, 'data') };
  for (const [key, value] of Object.entries(objectAt(stringData))) {
    data[key] = Buffer.from(String(value)).toString('base64');
  }
  return {
    ...rest,
    apiVersion: object.apiVersion,
    kind: object.kind,
    metadata: object.metadata,
    type: stringAt(object, 'type') ?? 'Opaque',
    ...(Object.keys(data).length > 0 ? { data } : {}),
  };
}

/** The storage class marked as default, if there is one. */
export function defaultClass(room: Room): KubeObject | undefined {
  return room.store
    .list(resourceKey({ group: 'storage.k8s.io', plural: 'storageclasses' }))
    .find(
      entry =>
        entry.metadata.annotations?.[
          'storageclass.kubernetes.io/is-default-class'
        ] === 'true',
    );
}
