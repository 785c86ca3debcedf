import { quantityOrUndefined, type Volume } from '@penstock/backstage-plugin-data-pipelines-common';
import type { DriverVolume, KubernetesObject } from '@penstock/backstage-plugin-data-pipelines-node';
import { PERSISTENT_VOLUME_CLAIM } from '../../engines/shared/members';
import { fieldsAt } from '../../engines/shared/reading';
import type { WorldElement } from './World';

/** One volume of an element: as pages show it, as the driver takes it, and its claim, where there is one. */
export interface ElementVolumeFacts {
  view: Volume;
  driver: DriverVolume;
  claim?: KubernetesObject;
  requestedBytes?: number;
  capacityBytes?: number;
}

/** The volumes of an element in the order of its pages. */
export function elementVolumes(element: WorldElement): readonly ElementVolumeFacts[] {
  return element.view.volumes.map(view => {
    const claim = element.inventory.get(PERSISTENT_VOLUME_CLAIM, { namespace: view.namespace, name: view.name });
    const requestedBytes = quantityOrUndefined(fieldsAt(claim, 'spec.resources.requests').storage) ?? view.requestedBytes;
    const capacityBytes = quantityOrUndefined(fieldsAt(claim, 'status.capacity').storage) ?? view.capacityBytes;
    const driver: DriverVolume = {
      element: element.id,
      cluster: element.cluster,
      namespace: view.namespace,
      claim: view.name,
      claimUid: claim?.metadata.uid ?? '',
      ...(view.persistentVolume === undefined ? {} : { persistentVolume: view.persistentVolume }),
      ...(view.storageClass === undefined ? {} : { storageClass: view.storageClass }),
      ...(view.driver === undefined ? {} : { provisioner: view.driver }),
      ...(capacityBytes === undefined ? {} : { capacityBytes }),
    };
    return {
      view,
      driver,
      ...(claim === undefined ? {} : { claim }),
      ...(requestedBytes === undefined ? {} : { requestedBytes }),
      ...(capacityBytes === undefined ? {} : { capacityBytes }),
    };
  });
}
