import type { EncryptionFact } from '@penstock/backstage-plugin-data-pipelines-common';
import type { KubernetesObject } from '@penstock/backstage-plugin-data-pipelines-node';
import { fieldsAt, textAt, valueAt } from '../engines/shared/reading';

const YES = new Set(['true', 'yes', '1', 'enabled']);
const NO = new Set(['false', 'no', '0', 'disabled']);

/** Parameters by which classes switch encryption on or off, lower case, by the drivers' own documentation. */
const SWITCHES = ['encrypted', 'encryption', 'secure', 'csi.storage.k8s.io/encrypted', 'enable-encryption', 'enable-encryption-in-transit'];

/** Parameters that name a key: a class with one encrypts. */
const KEYS = ['kmskeyid', 'disk-encryption-kms-key', 'diskencryptionsetid', 'encryptionkmsid', 'kms-key-id'];

/** Parameters that say how many copies a driver keeps of a volume. */
const COPIES = ['numberofreplicas', 'repl', 'replicas', 'replica', 'autoplace', 'placementcount', 'replication-type'];

function parametersOf(storageClass: KubernetesObject | undefined): ReadonlyMap<string, string> {
  const entries = Object.entries(fieldsAt(storageClass, 'parameters'));
  return new Map(entries.flatMap(([key, value]) => (typeof value === 'string' ? [[key.toLowerCase(), value] as const] : [])));
}

/** Whether a class encrypts, and which parameter says so. Silence is "not stated": a driver may encrypt all it has. */
export function encryptionOf(storageClass: KubernetesObject | undefined): EncryptionFact {
  if (storageClass === undefined) return { answer: 'not-stated', source: 'The storage class is not known' };
  const { name } = storageClass.metadata;
  const parameters = parametersOf(storageClass);
  for (const key of SWITCHES) {
    const value = parameters.get(key);
    if (value === undefined) continue;
    if (YES.has(value.toLowerCase())) return { answer: 'yes', source: `parameter ${key}: ${value} of storage class ${name}` };
    if (NO.has(value.toLowerCase())) return { answer: 'no', source: `parameter ${key}: ${value} of storage class ${name}` };
  }
  const key = KEYS.find(candidate => parameters.has(candidate));
  if (key !== undefined) return { answer: 'yes', source: `parameter ${key} of storage class ${name} names a key` };
  return { answer: 'not-stated', source: `No parameter of storage class ${name} (${provisionerOf(storageClass) ?? 'no provisioner'}) speaks of encryption` };
}

/** How many copies the driver keeps of a volume, in words; undefined where the class does not say. */
export function volumeCopies(storageClass: KubernetesObject | undefined): string | undefined {
  const parameters = parametersOf(storageClass);
  const key = COPIES.find(candidate => parameters.has(candidate));
  if (key === undefined) return undefined;
  const value = parameters.get(key) ?? '';
  const count = Number(value);
  if (!Number.isInteger(count) || count < 1) return `volume copies: ${value}`;
  return count === 1 ? '1 volume copy' : `${count} volume copies`;
}

/** Whether claims of the class may grow. */
export function expandableOf(storageClass: KubernetesObject | undefined): 'yes' | 'no' | 'unknown' {
  if (storageClass === undefined) return 'unknown';
  return valueAt(storageClass, 'allowVolumeExpansion') === true ? 'yes' : 'no';
}

/** The CSI driver or in-tree provisioner. */
export function provisionerOf(storageClass: KubernetesObject | undefined): string | undefined {
  return textAt(storageClass, 'provisioner');
}
