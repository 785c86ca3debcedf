import type { PlanChange, PreflightCheck } from '@penstock/backstage-plugin-data-pipelines-common';
import type { DataDriver, DriverSteps, FoundPoint, InventoryReader, KubernetesObject, ObjectKey, PlannedAct } from '@penstock/backstage-plugin-data-pipelines-node';
import { objected, passed } from '../../engines/shared/preflightCodes';
import { textAt } from '../../engines/shared/reading';
import { CSI_CODES as CODES } from './codes';
import { VOLUME_GROUP_SNAPSHOT, VOLUME_SNAPSHOT } from './kinds';

const REMOVE_SECONDS = 900;

function keyOf(cluster: string, { apiVersion, kind, metadata }: KubernetesObject): ObjectKey {
  return { cluster, apiVersion, kind, name: metadata.name, ...(metadata.namespace === undefined ? {} : { namespace: metadata.namespace }) };
}

/** The groups that the members are of: a member of a group cannot be deleted alone. */
function groupsOf(snapshots: readonly KubernetesObject[], inventory: InventoryReader): KubernetesObject[] {
  const names = new Map<string, KubernetesObject>();
  for (const snapshot of snapshots) {
    const { namespace = '', ownerReferences = [] } = snapshot.metadata;
    const name = textAt(snapshot, 'status.volumeGroupSnapshotName') ?? ownerReferences.find(({ kind }) => kind === 'VolumeGroupSnapshot')?.name;
    const group = name === undefined ? undefined : inventory.get(VOLUME_GROUP_SNAPSHOT, { namespace, name });
    if (group !== undefined) names.set(group.metadata.uid, group);
  }
  return [...names.values()];
}

function isOfGroup(snapshot: KubernetesObject, groups: readonly KubernetesObject[]): boolean {
  return groups.some(({ metadata }) => textAt(snapshot, 'status.volumeGroupSnapshotName') === metadata.name || (snapshot.metadata.ownerReferences ?? []).some(({ uid }) => uid === metadata.uid));
}

function policyCheck({ deletionPolicy }: FoundPoint): PreflightCheck {
  switch (deletionPolicy) {
    case 'Delete':
      return passed(CODES.CONTENT_KEPT, 'Deletion policy Delete: the data go with the point');
    case 'unknown':
      return objected(CODES.CONTENT_KEPT, 'unknown', { sentence: 'The deletion policy of the point is not known', remedy: 'Look at its VolumeSnapshotContents afterwards.' });
    default:
      return objected(CODES.CONTENT_KEPT, 'warn', {
        sentence: `Deletion policy ${deletionPolicy}: contents stay and keep taking space`,
        remedy: 'They are listed as leftovers afterwards; the storage frees the data only when they are deleted there, too.',
      });
  }
}

/** Deletes the snapshots of a point, groups as a whole. */
export function removePoint(point: FoundPoint, { inventory }: Parameters<DataDriver['remove']>[1]): DriverSteps {
  const snapshots = point.members.flatMap(({ object }) => inventory.get(VOLUME_SNAPSHOT, { namespace: object.namespace, name: object.name }) ?? []);
  const groups = groupsOf(snapshots, inventory);
  const single = snapshots.filter(snapshot => !isOfGroup(snapshot, groups));
  const targets = [...groups, ...single];
  if (targets.length === 0) {
    return { steps: [], changes: [], checks: [objected(CODES.SNAPSHOTS_THERE, 'block', { sentence: 'None of its snapshots is there any more', remedy: 'It is gone already; look again in a moment.' })] };
  }
  const keys = [...groups, ...snapshots].map(object => ({ key: keyOf(inventory.cluster, object), uid: object.metadata.uid }));
  const changes: PlanChange[] = [
    ...groups.map((group): PlanChange => ({ act: 'delete', sentence: `VolumeGroupSnapshot ${group.metadata.name}`, object: keyOf(inventory.cluster, group), by: 'Penstock' })),
    { act: 'delete', count: snapshots.length, sentence: `${snapshots.length} VolumeSnapshot${snapshots.length === 1 ? '' : 's'}`, by: groups.length > 0 ? 'snapshot-controller' : 'Penstock', names: snapshots.map(({ metadata }) => metadata.name) },
  ];
  return {
    steps: [
      {
        id: 'remove',
        title: `Delete ${snapshots.length === 1 ? 'the snapshot' : `the ${snapshots.length} snapshots`} of the point`,
        phase: 'Running',
        acts: targets.map((object): PlannedAct => ({ act: 'delete', target: keyOf(inventory.cluster, object), uid: object.metadata.uid, propagation: 'background' })),
        wait: { observer: 'csi.gone', objects: keys.map(({ key }) => ({ by: 'name', ...key })), params: { uids: Object.fromEntries(keys.map(({ key, uid }) => [`${key.kind} ${key.namespace ?? ''}/${key.name}`, uid])) } },
        pointOfNoReturn: true,
        deadlineSeconds: REMOVE_SECONDS,
      },
    ],
    changes,
    checks: [policyCheck(point)],
  };
}
