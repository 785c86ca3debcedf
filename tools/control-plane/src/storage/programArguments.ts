import path from 'node:path';
import type { StorageBinaryName } from '../binaries';
import { CSI_DRIVER } from './storageObjects';

/** Folder of the CSI driver, inside that of the control plane. */
export const VOLUMES_FOLDER = 'csi';
/** What KWOK does, in the folder of the control plane. */
export const STAGES_FILE = 'stages.yaml';

/** Faster than in production, so that a healed fault is over soon. */
const RETRY = ['--retry-interval-start=200ms', '--retry-interval-max=3s'];
/** The default of 5 a second would make every case wait for the sidecars. */
const QPS = ['--kube-api-qps=200', '--kube-api-burst=400'];
const CALL_TIMEOUT = '--timeout=10s';

/** Command lines of all programs of the storage. */
export function programArguments(setting: {
  kubeconfigPath: string;
  /** Of the control plane. */
  folder: string;
  /** Loopback port for the fault orders of the driver. */
  controlPort: number;
}): Record<StorageBinaryName, string[]> {
  const { kubeconfigPath, folder, controlPort } = setting;
  const socket = `unix://${path.join(folder, 'csi.sock')}`;
  const kubeconfig = `--kubeconfig=${kubeconfigPath}`;
  const sidecar = [kubeconfig, `--csi-address=${socket}`, ...QPS, ...RETRY];
  return {
    'csi-directories': [
      `-endpoint=${socket}`,
      `-root=${path.join(folder, VOLUMES_FOLDER)}`,
      `-control=127.0.0.1:${controlPort}`,
      `-name=${CSI_DRIVER}`,
    ],
    'snapshot-controller': [kubeconfig, ...QPS, ...RETRY],
    'csi-snapshotter': [...sidecar, CALL_TIMEOUT],
    'csi-provisioner': [...sidecar, CALL_TIMEOUT, '--immediate-topology=false'],
    'csi-resizer': [...sidecar, '--handle-volume-inuse-error=false'],
    kwok: [
      kubeconfig,
      `--config=${path.join(folder, STAGES_FILE)}`,
      '--manage-nodes-with-annotation-selector=kwok.x-k8s.io/node=fake',
      '--cidr=10.244.0.0/16',
      '--node-ip=10.0.1.1',
    ],
    'kube-scheduler': [
      kubeconfig,
      `--authentication-kubeconfig=${kubeconfigPath}`,
      `--authorization-kubeconfig=${kubeconfigPath}`,
      '--leader-elect=false',
      '--secure-port=0',
      '--bind-address=127.0.0.1',
      `--cert-dir=${path.join(folder, 'certificates')}`,
    ],
  };
}
