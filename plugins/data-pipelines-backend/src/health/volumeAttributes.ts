import type { VolumeAttributes } from '@penstock/backstage-plugin-data-pipelines-common';
import type { KubernetesObject } from '@penstock/backstage-plugin-data-pipelines-node';
import { modifyErrorOf } from '../engines/shared/claimChecks';
import { textAt, valueAt } from '../engines/shared/reading';

function errorOf(claim: KubernetesObject): string {
  const message = modifyErrorOf(claim);
  return message === undefined ? '' : `: ${message}`;
}

function underWay(claim: KubernetesObject, asked: string): Pick<VolumeAttributes, 'state' | 'reason'> {
  const target = textAt(claim, 'status.modifyVolumeStatus.targetVolumeAttributesClassName');
  const word = textAt(claim, 'status.modifyVolumeStatus.status');
  // A refusal of another class than the one that is asked for now is over.
  const told = word === 'Infeasible' && target !== asked ? undefined : word;
  switch (told) {
    case undefined:
      return { state: 'waiting', reason: `The class ${asked} is asked for; its change has not begun` };
    case 'Pending':
      return { state: 'waiting', reason: `The change to the class ${asked} cannot begin; the class may not exist` };
    case 'InProgress':
      return { state: 'changing', reason: `Being changed to the class ${target ?? asked}${errorOf(claim)}` };
    case 'Infeasible':
      return { state: 'infeasible', reason: `The driver refuses the class ${asked}${errorOf(claim)}` };
    default:
      return { state: 'unknown', reason: `The change to the class ${asked} is in the unknown state "${told}"` };
  }
}

/**
 * The volume attributes class of a claim and how a change of it stands, by the
 * words of Kubernetes 1.34; undefined where it has none and none is asked for.
 */
export function volumeAttributes(claim: KubernetesObject): VolumeAttributes | undefined {
  const present = textAt(claim, 'status.currentVolumeAttributesClassName');
  const asked = textAt(claim, 'spec.volumeAttributesClassName') ?? present;
  if (asked === undefined) return undefined;
  if (asked === present && valueAt(claim, 'status.modifyVolumeStatus') === undefined) return { state: 'settled', present };
  return { ...(present === undefined ? {} : { present }), asked, ...underWay(claim, asked) };
}
