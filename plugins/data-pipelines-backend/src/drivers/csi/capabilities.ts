import type { Capability } from '@penstock/backstage-plugin-data-pipelines-common';
import type { InventoryReader, KindState, WatchedKind } from '@penstock/backstage-plugin-data-pipelines-node';
import { textAt } from '../../engines/shared/reading';
import { VOLUME_ATTRIBUTES_CLASS, VOLUME_GROUP_SNAPSHOT_CLASS, VOLUME_SNAPSHOT_CLASS } from './kinds';

const PERSISTENT_VOLUME = { group: '', kind: 'PersistentVolume' } as const;

function answerOf(state: KindState): Pick<Capability, 'answer' | 'reason'> {
  switch (state.state) {
    case 'watched':
      return { answer: 'yes' };
    case 'not-installed':
      return { answer: 'no', reason: state.reason };
    case 'denied':
      return { answer: 'no-permission', reason: state.reason };
    default:
      return { answer: 'unknown', reason: state.reason };
  }
}

function driversInUse(inventory: InventoryReader): string[] {
  return [...new Set(inventory.list(PERSISTENT_VOLUME).flatMap(volume => textAt(volume, 'spec.csi.driver') ?? []))].sort();
}

/** A kind of class that the drivers in use need one of. */
function classCapability(inventory: InventoryReader, kind: WatchedKind, field: string, about: Pick<Capability, 'id' | 'title'> & { install: string }): Capability {
  const { id, title, install } = about;
  const state = inventory.kindState(kind);
  if (state.state !== 'watched') {
    return { id, title, ...answerOf(state), remedy: state.state === 'denied' ? `Let Penstock read ${kind.kind} (docs/kubernetes-rbac.md).` : install };
  }
  const served = new Set(inventory.list(kind).flatMap(each => textAt(each, field) ?? []));
  const without = driversInUse(inventory).filter(driver => !served.has(driver));
  if (served.size === 0 || without.length > 0) {
    return {
      id,
      title,
      answer: served.size === 0 ? 'no' : 'yes',
      reason: served.size === 0 ? `There is no ${kind.kind}` : `No ${kind.kind} for the driver ${without.join(', ')}`,
      remedy: `Make a ${kind.kind} for each driver.`,
    };
  }
  return { id, title, answer: 'yes' };
}

/** What the storage API of this cluster can do, and why not. */
export function csiCapabilities(inventory: InventoryReader): Capability[] {
  return [
    classCapability(inventory, VOLUME_SNAPSHOT_CLASS, 'driver', { id: 'snapshots', title: 'Snapshots', install: 'Install the CRDs of snapshot.storage.k8s.io, the snapshot-controller, and the snapshotter of the driver.' }),
    classCapability(inventory, VOLUME_GROUP_SNAPSHOT_CLASS, 'driver', { id: 'group-snapshots', title: 'Snapshots of several volumes in one instant', install: 'Install the CRDs of groupsnapshot.storage.k8s.io; the driver needs the group controller service.' }),
    classCapability(inventory, VOLUME_ATTRIBUTES_CLASS, 'driverName', { id: 'volume-attributes', title: 'Change of volume attributes', install: 'Volume attributes classes come with Kubernetes 1.34.' }),
  ];
}
