import type { ElementFacts } from './context';
import type { Retention } from './forecast';

/**
 * How the log on an element's volumes levels off, where its engine knows the
 * retention of all that is written and the write rate is measured: the mean over
 * its log volumes.
 */
export function retentionOf({ id, description, inventory, metrics }: ElementFacts): Retention | undefined {
  const { retention } = description;
  if (retention === undefined) return undefined;
  const written = metrics.element(inventory.cluster, id).answer(retention.writeRateKey);
  const volumes = description.volumes.filter(volume => retention.volumes.includes(volume.claim)).length;
  if (written.state !== 'measured' || volumes === 0) return undefined;
  const { covers } = retention;
  if (covers !== undefined && !written.samples.every(({ labels }) => covers.values.includes(labels[covers.label]))) return undefined;
  const bytes = written.samples.reduce((sum, sample) => sum + sample.value, 0);
  return { seconds: retention.seconds, writeBytesPerSecond: (bytes * retention.copies) / volumes };
}
