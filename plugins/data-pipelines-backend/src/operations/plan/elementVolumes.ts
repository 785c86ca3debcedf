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

/** Ordinals as people read them, whatever the place of the process. */
const ORDER = new Intl.Collator('en', { numeric: true });

/** The volumes of an element by name: pages and watches may give them in another order at each look, and two plans of one world are the same. */
export function elementVolumes(element: WorldElement): readonly ElementVolumeFacts[] {
  const ordered = [...element.view.volumes].sort((a, b) => ORDER.compare(a.name, b.name));
  return ordered.map(view => {
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
