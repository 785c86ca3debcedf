import { arrayAt, KubeObject, stringAt } from '../json';
import type { Room } from '../Room';
import type { Keeper } from '.';
import { dropFinalizer } from './writes';

const CLAIMS = '/persistentvolumeclaims';
const VOLUMES = '/persistentvolumes';
const PODS = '/pods';

/** Claims in use by a pod, and volumes bound to a claim, are not let go. */
export function createProtectionKeeper(room: Room): Keeper {
  return {
    work: batch => {
      if (
        !batch.some(event => [CLAIMS, VOLUMES, PODS].includes(event.resource))
      ) {
        return;
      }
      freeClaims(room);
      freeVolumes(room);
    },
    stop: () => undefined,
  };
}

function freeClaims(room: Room): void {
  const kind = room.kinds.findResource(CLAIMS);
  const leaving = room.store.list(CLAIMS).filter(isLeaving);
  for (const claim of leaving) {
    const used = room.store
      .list(PODS, claim.metadata.namespace)
      .some(pod => isRunning(pod) && uses(pod, claim.metadata.name ?? ''));
    if (kind && !used) {
      dropFinalizer(room, kind, claim, 'kubernetes.io/pvc-protection');
    }
  }
}

function freeVolumes(room: Room): void {
  const kind = room.kinds.findResource(VOLUMES);
  for (const volume of room.store.list(VOLUMES).filter(isLeaving)) {
    const claim = room.store.get(
      CLAIMS,
      stringAt(volume, 'spec', 'claimRef', 'namespace'),
      stringAt(volume, 'spec', 'claimRef', 'name') ?? '',
    );
    const bound =
      stringAt(claim, 'spec', 'volumeName') === volume.metadata.name;
    if (kind && !bound) {
      dropFinalizer(room, kind, volume, 'kubernetes.io/pv-protection');
    }
  }
}

function isLeaving(object: KubeObject): boolean {
  return object.metadata.deletionTimestamp !== undefined;
}

function isRunning(pod: KubeObject): boolean {
  const phase = stringAt(pod, 'status', 'phase');
  return phase !== 'Succeeded' && phase !== 'Failed';
}

function uses(pod: KubeObject, claim: string): boolean {
  return arrayAt(pod, 'spec', 'volumes').some(
    volume => stringAt(volume, 'persistentVolumeClaim', 'claimName') === claim,
  );
}
