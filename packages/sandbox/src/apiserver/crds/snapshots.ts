import type { JsonObject } from '../json';
import type { Schema } from '../schema/Schema';
import { record } from './fields';
import {
  CLASS,
  CONTENT,
  GROUP,
  GROUP_CONTENT,
  SNAPSHOT,
} from './snapshotFields';

interface SnapshotDefinition {
  group: string;
  kind: string;
  plural: string;
  shortNames: string[];
  clusterScoped?: boolean;
  /** The stored version, and those served beside it. */
  versions: [string, ...string[]];
  members: { [name: string]: Schema };
  required: string[];
  columns: [name: string, path: string, type?: string][];
}

/** A definition of the snapshot groups: classes are cluster-scoped and without status. */
function define(definition: SnapshotDefinition): JsonObject {
  const { group, kind, plural, shortNames, versions, members } = definition;
  const [stored] = versions;
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      scope: definition.clusterScoped === true ? 'Cluster' : 'Namespaced',
      names: {
        kind,
        plural,
        singular: kind.toLowerCase(),
        listKind: `${kind}List`,
        shortNames,
      },
      versions: versions.map(name => ({
        name,
        served: true,
        storage: name === stored,
        ...(members.status === undefined
          ? {}
          : { subresources: { status: {} } }),
        schema: { openAPIV3Schema: record(members, ...definition.required) },
        additionalPrinterColumns: definition.columns.map(
          ([column, jsonPath, type = 'string']) => ({
            name: column,
            jsonPath,
            type,
          }),
        ),
      })),
    },
  };
}

const CLASS_COLUMNS: SnapshotDefinition['columns'] = [
  ['Driver', '.driver'],
  ['DeletionPolicy', '.deletionPolicy'],
];

const SNAPSHOT_GROUP = 'snapshot.storage.k8s.io';
const GROUP_GROUP = 'groupsnapshot.storage.k8s.io';

/** VolumeSnapshot, its content and class. */
export const SNAPSHOTS: JsonObject[] = [
  define({
    group: SNAPSHOT_GROUP,
    kind: 'VolumeSnapshot',
    plural: 'volumesnapshots',
    shortNames: ['vs'],
    versions: ['v1'],
    members: SNAPSHOT,
    required: ['spec'],
    columns: [
      ['ReadyToUse', '.status.readyToUse', 'boolean'],
      ['SourcePVC', '.spec.source.persistentVolumeClaimName'],
      ['SourceSnapshotContent', '.spec.source.volumeSnapshotContentName'],
      ['RestoreSize', '.status.restoreSize'],
      ['SnapshotClass', '.spec.volumeSnapshotClassName'],
      ['SnapshotContent', '.status.boundVolumeSnapshotContentName'],
      ['CreationTime', '.status.creationTime', 'date'],
    ],
  }),
  define({
    group: SNAPSHOT_GROUP,
    kind: 'VolumeSnapshotContent',
    plural: 'volumesnapshotcontents',
    shortNames: ['vsc', 'vscs'],
    clusterScoped: true,
    versions: ['v1'],
    members: CONTENT,
    required: ['spec'],
    columns: [
      ['ReadyToUse', '.status.readyToUse', 'boolean'],
      ['RestoreSize', '.status.restoreSize', 'integer'],
      ['DeletionPolicy', '.spec.deletionPolicy'],
      ['Driver', '.spec.driver'],
      ['VolumeSnapshotClass', '.spec.volumeSnapshotClassName'],
      ['VolumeSnapshot', '.spec.volumeSnapshotRef.name'],
      ['VolumeSnapshotNamespace', '.spec.volumeSnapshotRef.namespace'],
    ],
  }),
  define({
    group: SNAPSHOT_GROUP,
    kind: 'VolumeSnapshotClass',
    plural: 'volumesnapshotclasses',
    shortNames: ['vsclass', 'vsclasses'],
    clusterScoped: true,
    versions: ['v1'],
    members: CLASS,
    required: ['driver', 'deletionPolicy'],
    columns: CLASS_COLUMNS,
  }),
];

/** VolumeGroupSnapshot, its content and class, in both versions that external-snapshotter 8.6 serves and the product reads. */
export const GROUP_SNAPSHOTS: JsonObject[] = [
  define({
    group: GROUP_GROUP,
    kind: 'VolumeGroupSnapshot',
    plural: 'volumegroupsnapshots',
    shortNames: ['vgs'],
    versions: ['v1', 'v1beta2'],
    members: GROUP,
    required: ['spec'],
    columns: [
      ['ReadyToUse', '.status.readyToUse', 'boolean'],
      ['VolumeGroupSnapshotClass', '.spec.volumeGroupSnapshotClassName'],
      [
        'VolumeGroupSnapshotContent',
        '.status.boundVolumeGroupSnapshotContentName',
      ],
      ['CreationTime', '.status.creationTime', 'date'],
    ],
  }),
  define({
    group: GROUP_GROUP,
    kind: 'VolumeGroupSnapshotContent',
    plural: 'volumegroupsnapshotcontents',
    shortNames: ['vgsc', 'vgscs'],
    clusterScoped: true,
    versions: ['v1', 'v1beta2'],
    members: GROUP_CONTENT,
    required: ['spec'],
    columns: [
      ['ReadyToUse', '.status.readyToUse', 'boolean'],
      ['DeletionPolicy', '.spec.deletionPolicy'],
      ['Driver', '.spec.driver'],
      ['VolumeGroupSnapshotClass', '.spec.volumeGroupSnapshotClassName'],
      [
        'VolumeGroupSnapshotNamespace',
        '.spec.volumeGroupSnapshotRef.namespace',
      ],
      ['VolumeGroupSnapshot', '.spec.volumeGroupSnapshotRef.name'],
    ],
  }),
  define({
    group: GROUP_GROUP,
    kind: 'VolumeGroupSnapshotClass',
    plural: 'volumegroupsnapshotclasses',
    shortNames: ['vgsclass', 'vgsclasses'],
    clusterScoped: true,
    versions: ['v1', 'v1beta2'],
    members: CLASS,
    required: ['driver', 'deletionPolicy'],
    columns: CLASS_COLUMNS,
  }),
];
