import type { PreflightCheck } from '@penstock/backstage-plugin-data-pipelines-common';
import type { InventoryReader } from '@penstock/backstage-plugin-data-pipelines-node';
import { objected, passed } from '../../../engines/shared/preflightCodes';
import { flagAt, textAt } from '../../../engines/shared/reading';
import type { ElementVolumeFacts } from '../elementVolumes';
import { nameList } from '../words';
import { PREFLIGHT_CODES as CODES } from './codes';

const STORAGE_CLASS = { group: 'storage.k8s.io', kind: 'StorageClass' } as const;
const ATTRIBUTES_CLASS = { group: 'storage.k8s.io', kind: 'VolumeAttributesClass' } as const;

/** Drivers whose own documentation says that they grow a mounted volume. Kubernetes itself has no field for it. */
const GROWS_MOUNTED = new Set([
  'rbd.csi.ceph.com',
  'openshift-storage.rbd.csi.ceph.com',
  'rook-ceph.rbd.csi.ceph.com',
  'ebs.csi.aws.com',
  'pd.csi.storage.gke.io',
  'disk.csi.azure.com',
  'pxd.portworx.com',
  'driver.longhorn.io',
  'io.openebs.csi-mayastor',
  'csi.trident.netapp.io',
  'hostpath.csi.k8s.io',
  'disk.csi.penstock.dev',
]);

function namesOf(values: readonly (string | undefined)[]): string[] {
  return [...new Set(values.filter((value): value is string => value !== undefined && value !== ''))].sort();
}

/** Each class allows its claims to grow. */
export function classAllowsExpansion(volumes: readonly ElementVolumeFacts[], inventory: InventoryReader): PreflightCheck[] {
  const classes = namesOf(volumes.map(({ driver }) => driver.storageClass));
  const without = volumes.filter(({ driver }) => driver.storageClass === undefined).map(({ driver }) => driver.claim);
  const checks = classes.map(name => {
    const found = inventory.get(STORAGE_CLASS, { name });
    const state = inventory.kindState(STORAGE_CLASS);
    if (found === undefined && state.state !== 'watched') {
      return objected(CODES.CLASS_ALLOWS_EXPANSION, 'unknown', {
        sentence: `Whether ${name} allows expansion: ${state.reason}`,
        remedy: 'Let Penstock read storage classes (docs/kubernetes-rbac.md).',
      });
    }
    if (flagAt(found, 'allowVolumeExpansion') === true) return passed(CODES.CLASS_ALLOWS_EXPANSION, `${name} allows expansion`);
    return objected(CODES.CLASS_ALLOWS_EXPANSION, 'block', {
      sentence: found === undefined ? `There is no storage class ${name} any more, so its claims cannot grow` : `${name} does not allow expansion`,
      remedy: found === undefined
        ? `Create the storage class ${name} again with allowVolumeExpansion: true.`
        : `Set allowVolumeExpansion: true on the storage class ${name}, if its driver can grow volumes.`,
    });
  });
  if (without.length === 0) return checks;
  return [
    ...checks,
    objected(CODES.CLASS_ALLOWS_EXPANSION, 'block', {
      sentence: `Claim ${nameList(without)} has no storage class; only volumes that a class made can grow`,
      remedy: 'Move the data to a claim with a storage class.',
    }),
  ];
}

/** Whether the driver grows volumes that are mounted; Kubernetes cannot say. */
export function driverGrowsMounted(volumes: readonly ElementVolumeFacts[]): PreflightCheck[] {
  const drivers = namesOf(volumes.map(({ driver }) => driver.provisioner));
  if (drivers.length === 0) {
    return [objected(CODES.DRIVER_GROWS_MOUNTED, 'unknown', { sentence: 'The driver of the volumes is not known', remedy: 'Look at the persistent volumes of the claims.' })];
  }
  return drivers.map(name =>
    GROWS_MOUNTED.has(name)
      ? passed(CODES.DRIVER_GROWS_MOUNTED, `${name} grows mounted volumes`)
      : objected(CODES.DRIVER_GROWS_MOUNTED, 'unknown', {
          sentence: `Whether ${name} grows mounted volumes: Kubernetes does not say`,
          remedy: 'If it does not, the pods must restart before the file systems grow; read the documentation of the driver.',
        }),
  );
}

/** The class is there and is of the driver of every volume. */
export function attributesClassFits(name: string, volumes: readonly ElementVolumeFacts[], inventory: InventoryReader): PreflightCheck {
  const state = inventory.kindState(ATTRIBUTES_CLASS);
  if (state.state !== 'watched') {
    return objected(CODES.ATTRIBUTES_CLASS, state.state === 'not-installed' ? 'block' : 'unknown', {
      sentence: state.state === 'not-installed' ? 'This cluster has no volume attributes classes' : `Whether there is a volume attributes class ${name}: ${state.reason}`,
      remedy: state.state === 'not-installed' ? 'They come with Kubernetes 1.34, and before where v1beta1 is switched on.' : 'Let Penstock read volumeattributesclasses (docs/kubernetes-rbac.md).',
    });
  }
  const found = inventory.get(ATTRIBUTES_CLASS, { name });
  const driverName = textAt(found, 'driverName');
  if (found === undefined) {
    return objected(CODES.ATTRIBUTES_CLASS, 'block', { sentence: `There is no volume attributes class ${name}`, remedy: 'Choose one that exists: kubectl get volumeattributesclass.' });
  }
  const others = namesOf(volumes.map(({ driver }) => driver.provisioner)).filter(driver => driver !== driverName);
  if (others.length > 0) {
    return objected(CODES.ATTRIBUTES_CLASS, 'block', {
      sentence: `${name} is a class of the driver ${driverName ?? 'unknown'}, but volumes are of ${nameList(others)}`,
      remedy: `Choose a class of ${nameList(others)}.`,
    });
  }
  return passed(CODES.ATTRIBUTES_CLASS, `${name} is a class of ${driverName ?? 'the driver'}`);
}
