import type { PreflightCheck } from '@penstock/backstage-plugin-data-pipelines-common';
import type { InventoryReader, KubernetesObject, WatchedKind } from '@penstock/backstage-plugin-data-pipelines-node';
import { objected, passed } from '../../engines/shared/preflightCodes';
import { textAt } from '../../engines/shared/reading';
import { CSI_CODES as CODES } from './codes';
import { DEFAULT_GROUP_CLASS, DEFAULT_SNAPSHOT_CLASS, VOLUME_GROUP_SNAPSHOT, VOLUME_GROUP_SNAPSHOT_CLASS, VOLUME_SNAPSHOT, VOLUME_SNAPSHOT_CLASS } from './kinds';

/** The class that snapshots of a driver take, or why none can be taken. */
export type ClassChoice =
  | { state: 'chosen'; name: string; apiVersion: string; deletionPolicy: string }
  | { state: 'none' | 'ambiguous' | 'unknown'; check: PreflightCheck };

function chooseAmong(classes: readonly KubernetesObject[], driver: string, annotation: string, kind: string): ClassChoice {
  const named = classes.map(({ metadata }) => metadata.name).sort();
  const defaults = classes.filter(({ metadata }) => metadata.annotations?.[annotation] === 'true');
  const [chosen, second] = defaults.length > 0 ? defaults : classes;
  if (chosen !== undefined && second === undefined) {
    return { state: 'chosen', name: chosen.metadata.name, apiVersion: chosen.apiVersion, deletionPolicy: textAt(chosen, 'deletionPolicy') ?? 'unknown' };
  }
  if (classes.length === 0) {
    return {
      state: 'none',
      check: objected(CODES.SNAPSHOT_CLASS, 'block', {
        sentence: `There is no ${kind} for the driver ${driver}`,
        remedy: `Have the cluster's administrators make a ${kind} with driver: ${driver}.`,
      }),
    };
  }
  return {
    state: 'ambiguous',
    check: objected(CODES.SNAPSHOT_CLASS, 'block', {
      sentence: defaults.length === 0 ? `None of the classes ${named.join(', ')} of the driver ${driver} is the default` : `${defaults.length} classes of the driver ${driver} are the default: ${defaults.map(({ metadata }) => metadata.name).sort().join(', ')}`,
      remedy: `Set the annotation ${annotation}: "true" on exactly one ${kind} of the driver.`,
    }),
  };
}

/** Whether snapshots can be spoken of in this cluster. */
export function snapshotApi(inventory: InventoryReader): PreflightCheck {
  for (const kind of [VOLUME_SNAPSHOT, VOLUME_SNAPSHOT_CLASS] as const satisfies readonly WatchedKind[]) {
    const state = inventory.kindState(kind);
    if (state.state === 'watched') continue;
    if (state.state === 'not-installed') {
      return objected(CODES.SNAPSHOT_API, 'block', {
        sentence: `Cluster ${inventory.cluster} has no snapshot API`,
        remedy: 'Install the CRDs of snapshot.storage.k8s.io, the snapshot-controller, and the snapshotter of the driver.',
      });
    }
    return objected(CODES.SNAPSHOT_API, 'block', {
      sentence: `${kind.kind} cannot be read: ${state.reason}`,
      remedy: 'Let Penstock read the kinds of snapshot.storage.k8s.io (docs/kubernetes-rbac.md), or wait until they are read.',
    });
  }
  return passed(CODES.SNAPSHOT_API, 'The snapshot API is there');
}

/** The class of single snapshots of the driver. */
export function snapshotClassFor(driver: string, inventory: InventoryReader): ClassChoice {
  const classes = inventory.list(VOLUME_SNAPSHOT_CLASS).filter(each => textAt(each, 'driver') === driver);
  return chooseAmong(classes, driver, DEFAULT_SNAPSHOT_CLASS, 'VolumeSnapshotClass');
}

/** The class of group snapshots of the driver; `none` where the cluster has no such API. */
export function groupClassFor(driver: string, inventory: InventoryReader): ClassChoice {
  for (const kind of [VOLUME_GROUP_SNAPSHOT, VOLUME_GROUP_SNAPSHOT_CLASS]) {
    const state = inventory.kindState(kind);
    if (state.state === 'watched') continue;
    const sentence = state.state === 'not-installed' ? `Cluster ${inventory.cluster} has no group snapshots` : `${kind.kind} cannot be read: ${state.reason}`;
    return { state: state.state === 'not-installed' ? 'none' : 'unknown', check: objected(CODES.GROUP_CUT, 'warn', { sentence, remedy: 'Group snapshots come with groupsnapshot.storage.k8s.io.' }) };
  }
  const classes = inventory.list(VOLUME_GROUP_SNAPSHOT_CLASS).filter(each => textAt(each, 'driver') === driver);
  return chooseAmong(classes, driver, DEFAULT_GROUP_CLASS, 'VolumeGroupSnapshotClass');
}
