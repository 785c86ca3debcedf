import { GIB } from './names';
import { VolumeFill } from './workloadSpec';

/** Fills of numbered claims: `claim-<n>` with the n-th use in GiB, each growing by `perHour` GiB. */
export function fills(
  claim: string,
  used: number[],
  perHour = 0,
): VolumeFill[] {
  return used.map((gib, index) => ({
    claim: `${claim}-${index}`,
    usedBytes: Math.round(gib * GIB),
    bytesPerHour: Math.round(perHour * GIB),
  }));
}

/** Controllers follow the three brokers in the numbering of a cluster's nodes. */
export function controllerFills(kafkaName: string): VolumeFill[] {
  return [3, 4, 5].map(id => ({
    claim: `data-0-${kafkaName}-controller-${id}`,
    usedBytes: Math.round(0.43 * GIB),
    bytesPerHour: 0,
  }));
}
